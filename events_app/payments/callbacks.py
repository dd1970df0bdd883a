"""What payments tells the rooms whose things were ordered, by the kind in a reference such as registration:412."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class OnPaid(Protocol):
    def __call__(self, reference_id: int, order_id: int, now: datetime) -> Awaitable[bool]:
        """True when the paid thing is theirs; False when there is no place left. Runs inside payments' transaction."""


class OnReleased(Protocol):
    def __call__(self, reference_id: int, now: datetime, reason: str) -> Awaitable[None]: ...


class OnRefunded(Protocol):
    def __call__(self, reference_id: int, order_id: int, now: datetime) -> Awaitable[None]: ...


class OnHeld(Protocol):
    def __call__(self, reference_id: int, until: datetime, now: datetime) -> Awaitable[None]:
        """The thing's own hold moves with its order's. Runs inside payments' transaction."""


class Latest(Protocol):
    def __call__(self, reference_id: int) -> Awaitable[datetime | None]:
        """The moment after which nobody may still be holding the thing (the event begins), or None."""


class Link(Protocol):
    def __call__(self, reference_id: int) -> Awaitable[str | None]:
        """The path of the page that shows what was bought (a ticket), or None."""


class OnDecided(Protocol):
    def __call__(self, office_payment_id: int, now: datetime) -> Awaitable[None]:
        """A payment that the office wrote down counts, or was refused. Runs inside payments' transaction."""


@dataclass(frozen=True)
class Handlers:
    on_paid: OnPaid
    on_released: OnReleased
    on_refunded: OnRefunded | None = None
    link: Link | None = None
    on_held: OnHeld | None = None
    latest: Latest | None = None


_table: dict[str, Handlers] = {}
_on_decided: dict[str, OnDecided] = {}


def register(
    kind: str,
    *,
    on_paid: OnPaid,
    on_released: OnReleased,
    on_refunded: OnRefunded | None = None,
    link: Link | None = None,
    on_held: OnHeld | None = None,
    latest: Latest | None = None,
) -> None:
    """Called once by the composition root for each kind of reference."""
    _table[kind] = Handlers(on_paid, on_released, on_refunded, link, on_held, latest)


def register_decisions(room: str, on_decided: OnDecided) -> None:
    """Called once by the composition root for a room that waits for what a second person says of office payments."""
    _on_decided[room] = on_decided


async def decided(office_payment_id: int, now: datetime) -> None:
    for each in _on_decided.values():
        await each(office_payment_id, now)


async def paid(reference: str, order_id: int, now: datetime) -> bool:
    handlers, reference_id = _find(reference)
    return await handlers.on_paid(reference_id, order_id, now)


async def released(reference: str, now: datetime, reason: str) -> None:
    handlers, reference_id = _find(reference)
    await handlers.on_released(reference_id, now, reason)


async def held(reference: str, until: datetime, now: datetime) -> None:
    """The hold was moved; a room whose things have no hold of their own gave no handler."""
    handlers, reference_id = _find(reference)
    if handlers.on_held is not None:
        await handlers.on_held(reference_id, until, now)


async def latest(reference: str) -> datetime | None:
    """Until when a hold may last at most."""
    handlers, reference_id = _find(reference)
    return await handlers.latest(reference_id) if handlers.latest is not None else None


async def refunded(reference: str, order_id: int, now: datetime) -> None:
    """The whole payment went back; a room that does not care gave no handler."""
    handlers, reference_id = _find(reference)
    if handlers.on_refunded is not None:
        await handlers.on_refunded(reference_id, order_id, now)


async def link(reference: str) -> str | None:
    handlers, reference_id = _find(reference)
    return await handlers.link(reference_id) if handlers.link is not None else None


def _find(reference: str) -> tuple[Handlers, int]:
    kind, _, number = reference.partition(":")
    return _table[kind], int(number)
