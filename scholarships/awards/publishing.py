"""The results are published at their moment: awards offered, money set aside, letters issued, families told."""

from datetime import datetime, timedelta

from events_app.core import audit, jobs
from events_app.core.database import transaction
from events_app.core.money import Money
from scholarships.applications.models import Application
from scholarships.applications.states import ApplicationStatus
from scholarships.awards import funding, letters
from scholarships.awards.errors import NotDeciding, NotSigned, TooEarlyToPublish
from scholarships.awards.grants import Award, Letter
from scholarships.awards.models import Decision, Meeting, MeetingStatus, Verdict
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.rules import rules_of
from scholarships.calls.services import move


@transaction
async def schedule(call: Call, at: datetime, *, actor: str, now: datetime) -> None:
    """Sets the moment of the publication; raises NotDeciding, NotSigned or TooEarlyToPublish."""
    found = await Call.select_for_update().get(id=call.id)
    if found.status is not CallStatus.DECIDING:
        raise NotDeciding()
    if not await is_decided(found):
        raise NotSigned()
    if at <= now:
        raise TooEarlyToPublish()
    found.results_at = at
    await found.save(update_fields=["results_at"])
    await jobs.later("awards.publish", {"call": found.id}, now=now, run_at=at, key=f"awards.publish:{found.id}:{at}")
    detail = {"at": at.isoformat()}
    await audit.note("scholarships.publication_set", actor=actor, subject=f"call:{found.id}", now=now, detail=detail)


async def is_decided(call: Call) -> bool:
    """Whether the minutes of a meeting that decided the whole list are signed."""
    return await Meeting.exists(call_id=call.id, status=MeetingStatus.SIGNED, decides=True)


@transaction
async def publish(call_id: int, *, actor: str, now: datetime) -> bool:
    """Publishes what is decided and due; False when it is not (any more). Raises FundTooSmall and publishes nothing."""
    call = await Call.select_for_update().get(id=call_id)
    due = call.results_at is not None and call.results_at <= now
    if call.status is not CallStatus.DECIDING or not due or not await is_decided(call):
        return False
    await move(call, CallStatus.PUBLISHED, actor=actor, now=now)
    decisions = await Decision.filter(call_id=call.id).order_by("position").select_related("application")
    for decision in decisions:
        if decision.verdict is Verdict.AWARDED and decision.application.status is ApplicationStatus.ELIGIBLE:
            await offer(call, decision, now=now)
    await letters.issue(decisions, now=now)
    await jobs.later("awards.tell", {"call": call.id}, now=now, key=f"awards.tell:{call.id}")
    # Whoever withdrew between the meeting and today left a place.
    await jobs.later("awards.promote", {"call": call.id}, now=now, key=f"awards.promote:{call.id}")
    return True


async def offer(call: Call, decision: Decision, *, now: datetime, promoted_from: Award | None = None) -> Award:
    """An award with its money set aside and its days to answer, inside the caller's transaction."""
    rules, amount = rules_of(call), amount_of(call, decision)
    application: Application = decision.application
    award = await Award.create(
        application_id=application.id, call_id=call.id, decision_id=decision.id, level=application.level,
        amount=amount, currency=call.currency, offered_at=now, answer_by=now + timedelta(days=rules.answer_days),
        promoted_from_id=promoted_from.id if promoted_from else None,
    )  # fmt: skip
    await funding.allocate(award, Money(amount, call.currency), now=now)
    return award


def amount_of(call: Call, decision: Decision) -> int:
    """What was decided, or what the level gives to somebody who moves up, in the smallest unit."""
    level = rules_of(call).level(decision.application.level)
    return decision.amount or (level.amount if level else 0)


async def tell(call_id: int, *, now: datetime) -> int:
    """Writes to every family with an address, once; gives how many."""
    call = await Call.get(id=call_id)
    told = 0
    for letter in await Letter.filter(application__call_id=call_id).order_by("id").select_related("application"):
        reason = f"scholarship_letter:{letter.id}"
        told += await letters.write_to(letter.application, call, message="scholarship_result", reason=reason, now=now)
    return told
