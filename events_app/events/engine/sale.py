"""Says whether an event takes registrations at a moment, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Sale(StrEnum):
    OPEN = "open"
    TOO_EARLY = "too_early"
    CLOSED = "closed"
    FULL = "full"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    PAST = "past"


class OnSale(Protocol):
    @property
    def status(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def sale_opens_at(self) -> datetime | None: ...
    @property
    def sale_closes_at(self) -> datetime | None: ...
    @property
    def capacity(self) -> int | None: ...
    @property
    def taken(self) -> int: ...


@dataclass(frozen=True)
class SaleState:
    """`moment` is when it opens or closed; `because` is one plain English clause for logs and the API."""

    value: Sale
    because: str
    moment: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.value is Sale.OPEN


def sale_state(event: OnSale, now: datetime, expired: int = 0, *, types_sold_out: bool = False) -> SaleState:
    """`expired` seats are held by holds that have run out: they may be of a type whose quota seems used up.

    Without a closing moment it closes when the event begins.
    """
    if event.status == "cancelled":
        return SaleState(Sale.CANCELLED, "the event was cancelled")
    if event.status == "finished" or event.ends_at <= now:
        return SaleState(Sale.PAST, "the event is over", event.ends_at)
    if event.status == "postponed":
        return SaleState(Sale.POSTPONED, "the event waits for a new date")
    found = _window(event, now, expired)
    if found.is_open and types_sold_out and not expired:
        return SaleState(Sale.FULL, "every ticket type is sold out")
    return found


def _window(event: OnSale, now: datetime, expired: int) -> SaleState:
    closes = event.sale_closes_at or event.starts_at
    if event.status != "published":
        return SaleState(Sale.CLOSED, "the event is not published")
    if event.sale_opens_at is not None and now < event.sale_opens_at:
        return SaleState(Sale.TOO_EARLY, "registration has not opened", event.sale_opens_at)
    if closes <= now:
        return SaleState(Sale.CLOSED, "registration has closed", closes)
    if seats_left(event.capacity, event.taken, expired) == 0:
        return SaleState(Sale.FULL, "every seat is taken")
    return SaleState(Sale.OPEN, "there are seats", closes)


def seats_left(capacity: int | None, taken: int, expired: int = 0) -> int | None:
    """None when the event has no limit; expired holds count as free."""
    return None if capacity is None else max(0, capacity - max(0, taken - expired))
