"""What the invoicing room tells of an order, so that a receipt can show it: handed over by wiring.py."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


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
    has_xml: bool
    has_pdf: bool


Reader = Callable[[int], Awaitable[tuple[ShownDocument, ...]]]


class _Handed:
    reader: Reader | None = None


def register(reader: Reader) -> None:
    """Called once by the composition root."""
    _Handed.reader = staticmethod(reader)


async def shown(order_id: int) -> tuple[ShownDocument, ...]:
    """The standing documents of an order, the invoice first; none when nobody invoices."""
    return await _Handed.reader(order_id) if _Handed.reader is not None else ()
