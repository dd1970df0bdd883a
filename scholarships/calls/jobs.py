"""What happens to calls by the clock: they close when their deadline has passed."""

from datetime import datetime, timedelta
from typing import Any

from events_app.core.access import SYSTEM
from scholarships.calls import queries, services


async def close_due_calls(payload: dict[str, Any], now: datetime) -> None:
    for call in await queries.overdue(now):
        await services.close(call, actor=SYSTEM.label, now=now)


JOBS = {"scholarships.close_due_calls": close_due_calls}
TIMETABLE = (("scholarships.close_due_calls", timedelta(minutes=1)),)
