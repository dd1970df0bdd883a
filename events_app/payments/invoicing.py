"""What the invoicing room tells of an order, so that payments' pages can show it: handed over by wiring.py."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from events_app.core.money import Money


@dataclass(frozen=True)
class ShownDocument:
    """An invoice, a credit note or a complement; `kind` and `state` are words still to be translated."""

    kind: str
    state: str
    tone: str
    folio: str
    legal_name: str
    rfc: str
    uuid: str
    amount: Money
    has_xml: bool
    has_pdf: bool


Reader = Callable[[int], Awaitable[tuple[ShownDocument, ...]]]


class _Handed:
    buyers: Reader | None = None
    offices: Reader | None = None


def register(buyers: Reader, offices: Reader) -> None:
    """Called once by the composition root: what the holder of an order's link sees, and what the office sees."""
    _Handed.buyers, _Handed.offices = staticmethod(buyers), staticmethod(offices)


async def shown(order_id: int) -> tuple[ShownDocument, ...]:
    """The standing documents of an order, the invoice first; none when nobody invoices."""
    return await _Handed.buyers(order_id) if _Handed.buyers is not None else ()


async def all_of(order_id: int) -> tuple[ShownDocument, ...]:
    """Every document of an order, also those cancelled and the month's global invoice that covers it."""
    return await _Handed.offices(order_id) if _Handed.offices is not None else ()
