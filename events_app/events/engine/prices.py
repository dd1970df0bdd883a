"""Chooses the price that applies to a person at a moment, and turns the price people pay into a net amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol, TypeVar

from events_app.core.money import Money


class DatedPrice(Protocol):
    @property
    def audience(self) -> str: ...
    @property
    def net_amount(self) -> int: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


P = TypeVar("P", bound=DatedPrice)

# Whoever belongs to a company may also pay what any member, or anybody, pays; nearest audience first.
LINEAGE: dict[str, tuple[str, ...]] = {
    "regular": ("regular", "member", "public"),
    "associate": ("associate", "member", "public"),
    "member": ("member", "public"),
    "public": ("public",),
}


def price_for(prices: Iterable[P], audience: str, at: datetime) -> P | None:
    """The lowest price in force that is open to the audience; on a tie, the one made for it. None: not for it."""
    lineage = LINEAGE[str(audience)]
    open_now = [price for price in prices if str(price.audience) in lineage and in_force(price, at)]
    return min(open_now, key=lambda price: (price.net_amount, lineage.index(str(price.audience))), default=None)


def in_force(price: DatedPrice, at: datetime) -> bool:
    """From its first moment, up to (not including) its last."""
    begun = price.starts_at is None or price.starts_at <= at
    return begun and (price.ends_at is None or at < price.ends_at)


def later_price(prices: Sequence[P], audience: str, at: datetime) -> tuple[P, P] | None:
    """The price now and the dearer one that follows when its window ends: what an early bird saves. None: no change."""
    now = price_for(prices, audience, at)
    if now is None or now.ends_at is None:
        return None
    after = price_for(prices, audience, now.ends_at)
    return (now, after) if after is not None and after.net_amount > now.net_amount else None


def lasting_price(prices: Sequence[P], audience: str, at: datetime) -> P | None:
    """The price once every dated one that is cheaper has ended; None when nothing is for the audience now."""
    lasting = price_for(prices, audience, at)
    while (change := later_price(prices, audience, at)) is not None and change[0].ends_at is not None:
        lasting, at = change[1], change[0].ends_at
    return lasting


@dataclass(frozen=True)
class Breakdown:
    net: Money
    tax: Money

    @property
    def total(self) -> Money:
        return self.net + self.tax


def breakdown(net: Money, rate: Decimal) -> Breakdown:
    """Tax of one seat, rounded half up to the centavo."""
    return Breakdown(net, net.share(rate))


def net_of(total: Money, rate: Decimal) -> Breakdown:
    """The net price whose total with tax is `total`, or the nearest one below or above when no net amount gives it."""
    guess = int((Decimal(total.amount) / (1 + rate)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    near = [breakdown(Money(max(0, guess + step), total.currency), rate) for step in (0, -1, 1)]
    return min(near, key=lambda each: abs(each.total.amount - total.amount))
