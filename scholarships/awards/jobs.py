"""What decisions do by themselves: published at their moment, families told, silence lapsed, places passed on."""

from datetime import datetime, timedelta
from typing import Any

from scholarships.awards import offers, publishing
from scholarships.calls.models import Call, CallStatus


async def publish(payload: dict[str, Any], now: datetime) -> None:
    await publishing.publish(int(payload["call"]), actor="system", now=now)


async def tell(payload: dict[str, Any], now: datetime) -> None:
    await publishing.tell(int(payload["call"]), now=now)


async def promote(payload: dict[str, Any], now: datetime) -> None:
    await offers.promote(int(payload["call"]), now=now)


async def keep_time(_payload: dict[str, Any], now: datetime) -> None:
    """Offers that nobody answered, and results that are due although their own job was lost."""
    await offers.lapse_due(now)
    for call in await Call.filter(status=CallStatus.DECIDING, results_at__lte=now):
        await publishing.publish(call.id, actor="system", now=now)


JOBS = {
    "awards.publish": publish,
    "awards.tell": tell,
    "awards.promote": promote,
    "awards.keep_time": keep_time,
}
TIMETABLE = (("awards.keep_time", timedelta(minutes=5)),)
