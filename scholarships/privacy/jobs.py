"""Each day, what is past its date is erased."""

from datetime import datetime, timedelta
from typing import Any

from scholarships.privacy import retention


async def erase_due(_payload: dict[str, Any], now: datetime) -> None:
    await retention.run(actor="system", now=now)


JOBS = {"privacy.erase_due": erase_due}
TIMETABLE = (("privacy.erase_due", timedelta(days=1)),)
