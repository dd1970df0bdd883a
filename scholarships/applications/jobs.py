"""What happens to applications by the clock: drafts of a closed call lapse, and live again when it is extended."""

from datetime import datetime, timedelta
from typing import Any

from events_app.core.access import SYSTEM
from events_app.core.errors import IllegalMove
from scholarships.applications import services
from scholarships.applications.models import Application
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import CallStatus

MOST = 500


async def lapse_drafts(payload: dict[str, Any], now: datetime) -> None:
    """Drafts that were never sent to a call that no longer takes any."""
    closed = Application.filter(
        status=ApplicationStatus.DRAFT, call__status__not_in=(CallStatus.DRAFT, CallStatus.OPEN)
    ).limit(MOST)
    for application in await closed:
        try:
            await services.move(application, ApplicationStatus.LAPSED, actor=SYSTEM.label, now=now)
        except IllegalMove:
            continue


JOBS = {"scholarships.lapse_drafts": lapse_drafts}
TIMETABLE = (("scholarships.lapse_drafts", timedelta(minutes=10)),)
