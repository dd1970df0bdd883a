"""Where golf's money is read: the composition root hands over a reader of what an event raised."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_app.core.money import Money


@dataclass(frozen=True)
class Income:
    """One paid order of an event: its folio, when it was paid, and what stays without tax and refunds."""

    folio: str
    paid_at: datetime
    amount: Money


Reader = Callable[[int], Awaitable[Sequence[Income]]]
Events = Callable[[], Awaitable[Sequence[tuple[int, str, int]]]]


async def _nothing(_event_id: int) -> Sequence[Income]:
    return ()


async def _no_events() -> Sequence[tuple[int, str, int]]:
    return ()


_reader: list[Reader] = [_nothing]
_events: list[Events] = [_no_events]


def register(reader: Reader, events: Events) -> None:
    """`reader` gives the income of an event; `events` the ones that raise money: (id, title, year)."""
    _reader[0], _events[0] = reader, events


async def income_of(event_id: int) -> Sequence[Income]:
    return await _reader[0](event_id)


async def events() -> Sequence[tuple[int, str, int]]:
    return await _events[0]()
