"""Whether an event can be registered for at a moment, and why not: values in, a word and its reason out."""

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
    DRAFT = "draft"


class OnSale(Protocol):
    """What is asked of an event; moments are aware, seats are counts."""

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
    value: Sale
    because: str = ""

    @property
    def is_open(self) -> bool:
        return self.value is Sale.OPEN


def sale_state(event: OnSale, now: datetime, *, expired_holds: int = 0) -> SaleState:
    """The first reason that applies: its status, its dates, then its seats (expired holds count as free)."""
    by_status = {"draft": Sale.DRAFT, "cancelled": Sale.CANCELLED, "postponed": Sale.POSTPONED, "finished": Sale.PAST}
    if str(event.status) in by_status:
        return SaleState(by_status[str(event.status)])
    if now >= event.ends_at:
        return SaleState(Sale.PAST)
    if event.sale_opens_at is not None and now < event.sale_opens_at:
        return SaleState(Sale.TOO_EARLY, event.sale_opens_at.isoformat())
    if event.sale_closes_at is not None and now >= event.sale_closes_at:
        return SaleState(Sale.CLOSED, event.sale_closes_at.isoformat())
    if event.capacity is not None and event.taken - expired_holds >= event.capacity:
        return SaleState(Sale.FULL)
    return SaleState(Sale.OPEN)
