"""Until when somebody has to answer or to pay: whole working days, said as an hour at which people still read."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

END_OF_OFFICE = time(18, 0)
END_OF_DAY = time(23, 59, 59)
MOST_DAYS = 400


def answer_by(
    now: datetime, working_days: int, *, latest: datetime, zone: str, is_open: Callable[[date], bool]
) -> datetime:
    """Six in the evening of the last of these working days (today does not count), never after `latest`."""
    here = ZoneInfo(zone)
    day, left = now.astimezone(here).date(), working_days
    for _step in range(MOST_DAYS):
        if left <= 0:
            break
        day += timedelta(days=1)
        left -= is_open(day)
    return min(datetime.combine(day, END_OF_OFFICE, here), latest)


def pay_by(now: datetime, days: int, *, latest: datetime, zone: str) -> datetime:
    """The end of the day that is `days` calendar days ahead, never after `latest`."""
    here = ZoneInfo(zone)
    day = now.astimezone(here).date() + timedelta(days=days)
    return min(datetime.combine(day, END_OF_DAY, here), latest)


def reminder_at(now: datetime, until: datetime, before: timedelta = timedelta(hours=24)) -> datetime:
    """A day before it ends; half-way when it ends sooner than in two days."""
    return max(until - before, now + (until - now) / 2)
