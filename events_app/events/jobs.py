"""What the events room does by the clock: an event that is over becomes a finished one."""

from datetime import datetime, timedelta
from typing import Any

from events_app.events import lifecycle


async def finish_past(_payload: dict[str, Any], now: datetime) -> None:
    await lifecycle.finish_past(now)


JOBS = {"events.finish_past": finish_past}
TIMETABLE = (("events.finish_past", timedelta(minutes=15)),)
