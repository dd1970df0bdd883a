"""A family asks once, in time, for its result to be looked at again; two people answer with reasons."""

from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.database import transaction
from scholarships.applications.models import Application
from scholarships.awards import letters, limits, publishing
from scholarships.awards.errors import AppealTooLate
from scholarships.awards.grants import Appeal, AppealStatus, Award
from scholarships.awards.models import Decision
from scholarships.awards.moving import move_appeal
from scholarships.calls.models import Call
from scholarships.calls.rules import rules_of


def deadline(call: Call) -> datetime | None:
    """Until when families may ask; None before the publication and when the call gives no days for it."""
    days = rules_of(call).appeal_days
    return call.published_at + timedelta(days=days) if call.published_at and days else None


@transaction
async def file(application: Application, text: str, *, actor: str, now: datetime) -> Appeal:
    """Raises AppealTooLate after the deadline, the second time, and for who has an award."""
    call = await Call.get(id=application.call_id)
    until = deadline(call)
    if until is None or now > until or await Award.exists(application_id=application.id):
        raise AppealTooLate()
    try:
        made = await Appeal.create(application_id=application.id, text=text, filed_at=now, due_at=until)
    except IntegrityError as error:
        raise AppealTooLate() from error
    await audit.note("scholarships.appeal_filed", actor=actor, subject=f"scholarship_appeal:{made.id}", now=now)
    return made


@transaction
async def answer(appeal: Appeal, *, upheld: bool, text: str, actor: str, now: datetime) -> Award | None:
    """One that is upheld gets the award while there is money; raises FundTooSmall, QuotaFull or IllegalMove."""
    found = await Appeal.select_for_update().get(id=appeal.id)
    await found.fetch_related("application")
    application: Application = found.application
    call = await Call.select_for_update().get(id=application.call_id)
    to = AppealStatus.UPHELD if upheld else AppealStatus.REJECTED
    await move_appeal(found, to, answer=text, actor=actor, now=now)
    award = await _grant(call, application, now=now) if upheld else None
    reason = f"scholarship_appeal:{found.id}"
    await letters.write_to(application, call, message="scholarship_appeal_answered", reason=reason, now=now)
    return award


async def _grant(call: Call, application: Application, *, now: datetime) -> Award:
    decision = await Decision.get(application_id=application.id).select_related("application")
    await limits.check(call, decision)
    award = await publishing.offer(call, decision, now=now)
    await letters.issue_promoted(award, now=now)
    return award
