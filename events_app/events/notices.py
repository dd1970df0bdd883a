"""Tells the rooms that asked when an event changes in a way that the people registered must know."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Change(StrEnum):
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    RESCHEDULED = "rescheduled"
    MOVED = "moved"


@dataclass(frozen=True)
class EventChange:
    """`old_starts_at` is the moment that people had in mind."""

    event_id: int
    change: Change
    reason: str
    old_starts_at: datetime
    revision: int
    now: datetime


OnChanged = Callable[[EventChange], Awaitable[None]]
_listeners: list[OnChanged] = []


def register(on_changed: OnChanged) -> None:
    """Called once by app.py for each room; the callback runs inside the transaction of the change."""
    if on_changed not in _listeners:
        _listeners.append(on_changed)


async def announce(change: EventChange) -> None:
    for listener in _listeners:
        await listener(change)
