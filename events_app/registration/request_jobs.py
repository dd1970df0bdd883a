"""Work for later about seats that wait for an answer: their mails, and those that nobody answered in time."""

from datetime import datetime, timedelta
from typing import Any

from events_app.registration import company_pays, decisions, request_emails


async def mail_request(payload: dict[str, Any], now: datetime) -> None:
    await request_emails.send(payload["registration"], payload["message"], now=now)


async def lapse_requests(payload: dict[str, Any], now: datetime) -> None:
    """Each minute: seats whose answer did not come in time go back."""
    await decisions.lapse_due(now)
    await company_pays.lapse_due(now)


JOBS = {"registration.mail_request": mail_request, "registration.lapse_requests": lapse_requests}
TIMETABLE = (("registration.lapse_requests", timedelta(minutes=1)),)
