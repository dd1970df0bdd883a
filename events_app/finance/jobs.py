"""What the books do on a timetable: look whether deposits that waited for a second person were agreed to."""

from datetime import datetime, timedelta
from typing import Any

from events_app.finance import bank


async def follow_bank(payload: dict[str, Any], now: datetime) -> None:
    await bank.follow(now)


JOBS = {"finance.follow_bank": follow_bank}
TIMETABLE = (("finance.follow_bank", timedelta(minutes=5)),)
