"""Opens what must be answered before a seat is anybody's: the organiser's approval and the company's word to pay."""

from dataclasses import replace
from datetime import datetime

from events_app.core import jobs
from events_app.core.database import row
from events_app.events.models import Event
from events_app.payments.engine.business_days import is_business_day
from events_app.registration.engine.answer_by import answer_by, reminder_at
from events_app.registration.engine.wanted import Wanted

ADD_APPROVAL = """
INSERT INTO approvals (created_at, registration_id, status, decide_by, decided_by, reason)
VALUES ($1, $2, 'waiting', $3, '', '') RETURNING id
"""
ADD_REQUEST = """
INSERT INTO company_requests (created_at, registration_id, company_id, status, hold_until, asked_at, decided_by, reason)
VALUES ($1, $2, $3, 'waiting', $4, $1, '', '') RETURNING id
"""


def until(event: Event, now: datetime) -> datetime:
    """When an answer asked for now would lapse: the event's working days, not after its sale closes."""
    latest = min(event.sale_closes_at or event.starts_at, event.starts_at)
    return answer_by(now, event.company_answer_days, latest=latest, zone=event.timezone, is_open=is_business_day)


def dated(wanted: Wanted, event: Event, now: datetime, *, company_pays: bool = False) -> Wanted:
    """The same wish with the date until which it waits, when somebody has to answer first."""
    asked = replace(wanted, company_pays=company_pays and wanted.total > 0)
    return replace(asked, answer_by=until(event, now)) if asked.asks_first else asked


async def open_waits(wanted: Wanted, registration_id: int, now: datetime) -> None:
    """Inside the transaction that takes the seat; who has to answer learns of it after the commit."""
    if wanted.answer_by is None:
        return
    if wanted.needs_approval:
        await row(ADD_APPROVAL, now, registration_id, wanted.answer_by)
    if wanted.company_pays:
        await row(ADD_REQUEST, now, registration_id, wanted.applicant.company_id, wanted.answer_by)
    await tell(registration_id, "approval_requested", now=now)
    if wanted.needs_approval:
        at = reminder_at(now, wanted.answer_by)
        await tell(registration_id, "approval_reminder", now=now, run_at=at)
    else:
        await tell_company(registration_id, wanted.answer_by, now=now)


async def tell_company(registration_id: int, answer_until: datetime, *, now: datetime) -> None:
    """The company's coordinators, now and before the request lapses."""
    await tell(registration_id, "company_request", now=now)
    await tell(registration_id, "company_request_reminder", now=now, run_at=reminder_at(now, answer_until))


async def tell(registration_id: int, message: str, *, now: datetime, run_at: datetime | None = None) -> None:
    """Queues one of the messages about a request, in the caller's transaction; twice is once."""
    payload = {"registration": registration_id, "message": message}
    key = f"request:{registration_id}:{message}"
    await jobs.later("registration.mail_request", payload, now=now, run_at=run_at, key=key)
