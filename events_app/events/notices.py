"""Tells the rooms that asked when an event changes in a way that people must know, or is copied."""

from collections.abc import Awaitable, Callable, Mapping
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


@dataclass(frozen=True)
class EventCopy:
    """An event written anew from another; `types` leads from each ticket type to its copy."""

    source_id: int
    made_id: int
    types: Mapping[int, int]
    now: datetime


OnChanged = Callable[[EventChange], Awaitable[None]]
OnCopied = Callable[[EventCopy], Awaitable[None]]
_listeners: list[OnChanged] = []
_copiers: list[OnCopied] = []


def register(on_changed: OnChanged) -> None:
    """Called once by wiring.py for each room; the callback runs inside the transaction of the change."""
    if on_changed not in _listeners:
        _listeners.append(on_changed)


def register_copier(on_copied: OnCopied) -> None:
    """The same for what else belongs to an event that is copied."""
    if on_copied not in _copiers:
        _copiers.append(on_copied)


async def announce_copy(copied: EventCopy) -> None:
    for copier in _copiers:
        await copier(copied)


async def announce(change: EventChange) -> None:
    for listener in _listeners:
        await listener(change)
