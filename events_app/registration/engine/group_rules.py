"""The promises made to a group: until when it pays, what it pays for each seat, and what it gets back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHORTEST = timedelta(hours=2)
LAST_SECOND = time(23, 59, 59)
# Without steps of its own an event gives everything back until a week before it, and nothing after.
USUAL_STEPS: tuple[tuple[int, int], ...] = ((7, 100),)


@dataclass(frozen=True)
class Seat:
    """One person's seat as it is priced: net centavos and the type it is of."""

    registration_id: int
    ticket_type_id: int
    unit_net: int


def pay_until(
    now: datetime, days: int, *, starts_at: datetime, closes_at: datetime | None, zone: str
) -> datetime:  # fmt: skip
    """The last second of the day that is `days` away, but before the sale closes and the day before the event.

    A sale that ends sooner than two hours from now gives those two hours, never past the event's beginning.
    """
    local = ZoneInfo(zone)
    last = (starts_at.astimezone(local) - timedelta(days=1)).date()
    day = min((now.astimezone(local) + timedelta(days=days)).date(), last)
    until = datetime.combine(day, LAST_SECOND, tzinfo=local).astimezone(now.tzinfo)
    if closes_at is not None:
        until = min(until, closes_at)
    return min(max(until, now + SHORTEST), max(starts_at, now + timedelta(minutes=1)))


@dataclass(frozen=True)
class Discount:
    """From how many people of one type, and how many percent come off each of them."""

    group_from: int | None
    percent: int


def priced(seats: Sequence[Seat], discounts: Mapping[int, Discount], *, free: int) -> list[Seat]:
    """The seats as the order charges them, in the order given.

    The discount of a type counts everybody of it and takes its share off each seat. The seats without cost are the
    dearest ones, because that is what the benefit is worth; of equals the first.
    """
    coming = Counter(each.ticket_type_id for each in seats)
    kept = [replace(each, unit_net=_discounted(each, discounts, coming)) for each in seats]
    order = sorted(range(len(kept)), key=lambda place: (-kept[place].unit_net, place))
    for place in [each for each in order if kept[each].unit_net > 0][: max(0, free)]:
        kept[place] = replace(kept[place], unit_net=0)
    return kept


def _discounted(seat: Seat, discounts: Mapping[int, Discount], coming: Mapping[int, int]) -> int:
    rule = discounts.get(seat.ticket_type_id)
    if rule is None or rule.group_from is None or coming[seat.ticket_type_id] < rule.group_from:
        return seat.unit_net
    return less(seat.unit_net, rule.percent)


def less(net: int, percent: int) -> int:
    """Centavos after taking `percent` off; the discount itself is rounded half up, as a price list shows it."""
    return net - (net * percent + 50) // 100


def refund_percent(steps: Sequence[Sequence[int]], starts_at: datetime, now: datetime) -> int:
    """How much of the price comes back: the best step whose days are still ahead of the event."""
    left = starts_at - now
    return max((percent for days, percent in steps if left >= timedelta(days=days)), default=0)


def refund_amount(total: int, percent: int) -> int:
    """Centavos given back, half up."""
    return (total * percent + 50) // 100
