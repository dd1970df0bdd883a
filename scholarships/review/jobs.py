"""Later: a reminder in the last days of a round, once a day, to whoever still has open files."""

from datetime import datetime, timedelta
from typing import Any

from events_app.accounts.queries import today
from scholarships.review import rounds
from scholarships.review.readings import ReviewRound, RoundKind, RoundStatus

LAST_DAYS = timedelta(days=3)


async def remind_before_close(_payload: dict[str, Any], now: datetime) -> None:
    """Doing it twice on a day writes to nobody twice."""
    closing = ReviewRound.filter(status=RoundStatus.OPEN, closes_at__gt=now, closes_at__lte=now + LAST_DAYS)
    for each in await closing.exclude(kind=RoundKind.CALIBRATION):
        await rounds.remind(each, today=today(now), now=now)


JOBS = {"scholarships.remind_readers": remind_before_close}
TIMETABLE = (("scholarships.remind_readers", timedelta(hours=6)),)
