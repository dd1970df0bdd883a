"""A family asks once, in time, for its result to be looked at again; two people answer with reasons."""

from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.database import transaction
from events_app.core.formats import format_money
from events_app.core.money import Money
from scholarships.applications.models import Application
from scholarships.awards import letters, offers, publishing
from scholarships.awards.errors import AppealTooLate, QuotaFull
from scholarships.awards.grants import STANDING, Appeal, AppealStatus, Award
from scholarships.awards.models import Decision, Ranking
from scholarships.awards.moving import move_appeal
from scholarships.awards.words import rule_name
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.rules import rules_of
from scholarships.fund.errors import FundTooSmall


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
    level = rules_of(call).level(application.level)
    amount = level.amount if level else 0
    given = await offers.awards_of(call.id)
    missing = given["amount"] + amount - call.budget
    if call.status is not CallStatus.PUBLISHED or missing > 0:
        raise FundTooSmall(missing=format_money(Money(max(0, missing), call.currency)))
    await _check_quotas(call, decision, application.folio)
    award = await publishing.offer(call, decision, now=now)
    await letters.issue_promoted(award, now=now)
    return award


async def _check_quotas(call: Call, decision: Decision, folio: str) -> None:
    """A revision does not lift the call's maxima; raises QuotaFull with the rule."""
    ranking = await Ranking.get(id=decision.ranking_id)
    question = ranking.inputs["award"]
    attributes = {each["id"]: each for each in question["applications"]}
    standing = await Award.filter(call_id=call.id, status__in=STANDING).select_related("application")
    for rule in question["rules"]:
        key, value, most = rule["attribute"], rule["value"], rule.get("max")
        held = sum(attributes[each.application.folio][key] == value for each in standing)
        if most is not None and attributes[folio][key] == value and held >= most:
            raise QuotaFull(rule=rule_name(rule, rules_of(call)))
