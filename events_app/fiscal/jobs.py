"""What invoicing does on a timetable: look for what follows from refunds and from money that came later."""

from datetime import datetime, timedelta
from typing import Any

from events_app.fiscal import follow


async def follow_up(payload: dict[str, Any], now: datetime) -> None:
    await follow.follow_up(now)


JOBS = {"fiscal.follow": follow_up}
TIMETABLE = (("fiscal.follow", timedelta(minutes=10)),)
