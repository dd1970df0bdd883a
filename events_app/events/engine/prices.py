"""Which price somebody pays: the cheapest of those meant for them at that moment."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

ADMITS = {
    "regular": ("regular", "member", "public"),
    "associate": ("associate", "member", "public"),
    "member": ("member", "public"),
    "public": ("public",),
}


class Priced(Protocol):
    """A net amount in centavos for an audience, from `starts_at` up to, and not including, `ends_at`."""

    @property
    def audience(self) -> str: ...
    @property
    def net_amount(self) -> int: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


P = TypeVar("P", bound=Priced)


def price_for(prices: Iterable[P], audience: str, at: datetime) -> P | None:
    """The price for this audience at this moment, or None when none is in force."""
    valid = [each for each in prices if str(each.audience) in ADMITS[str(audience)] and in_force(each, at)]
    return min(valid, key=lambda each: (each.net_amount, str(each.audience)), default=None)


def in_force(price: Priced, at: datetime) -> bool:
    return (price.starts_at is None or price.starts_at <= at) and (price.ends_at is None or at < price.ends_at)
