"""Until when an offered seat is kept: a day, never ending at night or while the office is closed."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LENGTH = timedelta(hours=24)
SHORTEST = timedelta(minutes=30)
# Nobody loses a seat while asleep: what would end at night ends the next working day, an hour after people are at work.
MORNING, EVENING, FIRST_END = time(9), time(20), time(10)


def offer_ends(
    now: datetime, *, latest: datetime, zone: str, is_open: Callable[[date], bool], length: timedelta = LENGTH
) -> datetime | None:
    """When an offer made now ends; None when too little time is left before `latest`, the end of the sale.

    The rule: `length` from now; if that falls between 20:00 and 9:00 of the event's zone, at 10:00 of the morning that
    follows; if that day is one on which the office is closed, at the same hour of the next open day; and never later
    than `latest`, which alone may fall at night or on a closed day.
    """
    if latest - now < SHORTEST:
        return None
    local = (now + length).astimezone(ZoneInfo(zone))
    day, hour = local.date(), local.time()
    if hour >= EVENING:
        day, hour = day + timedelta(days=1), FIRST_END
    elif hour <= MORNING:
        hour = FIRST_END
    ends = datetime.combine(_open_day(day, is_open), hour, tzinfo=ZoneInfo(zone))
    return min(ends.astimezone(now.tzinfo), latest)


def _open_day(day: date, is_open: Callable[[date], bool]) -> date:
    """The day itself or the next open one; a calendar that is never open gives up after a month."""
    for ahead in range(31):
        if is_open(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    return day
