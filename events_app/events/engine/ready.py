"""Says what an event still lacks before the public may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Lack(StrEnum):
    PAST = "past"
    PLACE = "place"
    TICKETS = "tickets"
    NO_PRICE_NOW = "no_price_now"
    INVITED = "invited"
    SALE_ENDED = "sale_ended"
    SUMMARY = "summary"
    ENGLISH = "english"
    QUOTAS_BELOW = "quotas_below"


# These stop the publication; the others are advice.
BLOCKING = frozenset({Lack.PAST, Lack.PLACE, Lack.TICKETS, Lack.INVITED, Lack.SALE_ENDED, Lack.NO_PRICE_NOW})


@dataclass(frozen=True)
class Draft:
    """`quotas` and `priced` are of the types on sale; priced: free, or with a price in force now or later."""

    starts_at: datetime
    ends_at: datetime
    sale_closes_at: datetime | None
    has_place: bool
    capacity: int | None
    quotas: tuple[int | None, ...]
    priced: tuple[bool, ...]
    needs_invited: bool
    invited: int
    has_summary: bool
    has_english: bool


def lacks(draft: Draft, now: datetime) -> tuple[Lack, ...]:
    """In the order in which the office would mend them."""
    wrong: Iterable[tuple[Lack, bool]] = (
        (Lack.PAST, draft.ends_at <= now),
        (Lack.SALE_ENDED, draft.sale_closes_at is not None and draft.sale_closes_at <= now < draft.ends_at),
        (Lack.PLACE, not draft.has_place),
        (Lack.TICKETS, not draft.quotas),
        (Lack.NO_PRICE_NOW, not all(draft.priced)),
        (Lack.INVITED, draft.needs_invited and not draft.invited),
        (Lack.SUMMARY, not draft.has_summary),
        (Lack.ENGLISH, not draft.has_english),
        (Lack.QUOTAS_BELOW, _quotas_below(draft)),
    )
    return tuple(lack for lack, is_so in wrong if is_so)


def blocks(found: Iterable[Lack]) -> bool:
    return any(lack in BLOCKING for lack in found)


def _quotas_below(draft: Draft) -> bool:
    """The quotas together leave seats of the event that nobody can take."""
    if draft.capacity is None or not draft.quotas or None in draft.quotas:
        return False
    return sum(quota or 0 for quota in draft.quotas) < draft.capacity
