"""After the publication: families accept or decline, silence lapses, and the next of the list moves up."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from events_app.core import audit
from events_app.core.database import rows, transaction
from scholarships.awards import instalments, letters, limits, publishing, queries
from scholarships.awards.errors import OfferEnded, QuotaFull
from scholarships.awards.grants import Award, AwardStatus
from scholarships.awards.models import Decision, Meeting, MeetingStatus, Verdict
from scholarships.awards.moving import move_award
from scholarships.awards.outcome import outcome
from scholarships.calls.models import Call, CallStatus
from scholarships.fund.errors import FundTooSmall

# Whoever left while nothing was paid or on its way frees a whole place; in the order in which they left.
LEFT = """
SELECT w.folio, coalesce(a.ended_at, w.ended_at) AS at FROM scholarship_decisions d
JOIN scholarship_applications w ON w.id = d.application_id
LEFT JOIN scholarship_awards a ON a.application_id = w.id
WHERE d.call_id = $1 AND d.verdict <> 'rejected'
  AND (a.status IN ('declined', 'lapsed', 'returned') OR (a.id IS NULL AND w.status <> 'eligible'))
  AND NOT EXISTS (SELECT 1 FROM scholarship_instalments i WHERE i.award_id = a.id AND i.status IN ('paid', 'ordered'))
ORDER BY at NULLS FIRST, w.folio
"""
FREED = """
SELECT a.id FROM scholarship_awards a WHERE a.call_id = $1 AND a.status IN ('declined', 'lapsed', 'returned')
AND NOT EXISTS (SELECT 1 FROM scholarship_awards p WHERE p.promoted_from_id = a.id) ORDER BY a.ended_at, a.id
"""
ENDED = (AwardStatus.DECLINED, AwardStatus.LAPSED, AwardStatus.RETURNED)


@transaction
async def accept(award: Award, *, actor: str, now: datetime) -> None:
    """Twice is once. Raises OfferEnded after the deadline or once it was declined."""
    found = await Award.select_for_update().get(id=award.id)
    if found.status in (AwardStatus.ACCEPTED, AwardStatus.PAID):
        return
    if found.status is not AwardStatus.OFFERED or now > found.answer_by:
        raise OfferEnded()
    found.answered_at = now
    await move_award(found, AwardStatus.ACCEPTED, actor=actor, reason="", now=now)
    await instalments.plan(found, now=now)


@transaction
async def decline(award: Award, *, reason: str, actor: str, now: datetime) -> None:
    """The place goes to the next of the list. Twice is once; raises OfferEnded once anything was paid."""
    found = await Award.select_for_update().get(id=award.id)
    if found.status is AwardStatus.DECLINED:
        return
    paid = await instalments.paid(found)
    if found.status not in (AwardStatus.OFFERED, AwardStatus.ACCEPTED) or paid:
        raise OfferEnded()
    found.answered_at = now
    await end(found, AwardStatus.DECLINED, actor=actor, reason=reason, now=now)


async def lapse_due(now: datetime) -> int:
    """Offers without an answer end a moment after their deadline; gives how many."""
    found = await Award.filter(status=AwardStatus.OFFERED, answer_by__lt=now).order_by("answer_by", "id")
    return sum([await _lapse(award, now) for award in found])


@transaction
async def _lapse(award: Award, now: datetime) -> bool:
    found = await Award.select_for_update().get(id=award.id)
    if found.status is not AwardStatus.OFFERED or found.answer_by >= now:
        return False
    await end(found, AwardStatus.LAPSED, actor="system", reason="", now=now)
    return True


@transaction
async def give_back(award: Award, *, reason: str, actor: str, now: datetime) -> None:
    """Money that nobody claims goes back to its purses; a place of which nothing was paid goes to the next."""
    await end(
        await Award.select_for_update().get(id=award.id), AwardStatus.RETURNED, actor=actor, reason=reason, now=now
    )


async def end(award: Award, to: AwardStatus, *, actor: str, reason: str, now: datetime) -> None:
    """An award falls, inside the caller's transaction, and what was not paid of it is free."""
    award.ended_at, award.ended_because = now, reason[:300]
    await move_award(award, to, actor=actor, reason=reason, now=now)
    await instalments.free_the_rest(award, now=now)


async def promote(call_id: int, *, now: datetime) -> list[Award]:
    """Offers free places to those whom the same rules choose next. The list is reckoned outside the transaction."""
    meeting = await _deciding_meeting(call_id)
    if meeting is None or meeting.ranking is None:
        return []
    stand = queries.stand_of(meeting.ranking, await queries.motions_of(meeting))
    while True:
        left = await _left(call_id)
        found = await asyncio.to_thread(outcome, meeting.ranking.inputs["award"], (*stand.waves, *left))
        offered = await _offer(call_id, found.awarded, left, now=now)
        if offered is not None:
            return offered


@transaction
async def _offer(
    call_id: int, awarded: Sequence[str], left: Sequence[Sequence[str]], *, now: datetime
) -> list[Award] | None:
    """None when somebody else left meanwhile: then the list is reckoned anew.

    A revision that was upheld may have taken the money or the quota of a free place; then that place is gone.
    """
    call = await Call.select_for_update().get(id=call_id)
    if call.status is not CallStatus.PUBLISHED:
        return []
    if await _left(call_id) != left:
        return None
    waiting = (
        await Decision.filter(call_id=call_id, verdict=Verdict.WAITING, application__folio__in=list(awarded))
        .filter(application__award__id=None)
        .order_by("position")
        .select_related("application")
    )
    freed = [each["id"] for each in await rows(FREED, call_id)]
    offered = []
    for decision in waiting:
        try:
            await limits.check(call, decision)
        except (FundTooSmall, QuotaFull):
            continue
        before = await Award.get(id=freed.pop(0)) if freed else None
        award = await publishing.offer(call, decision, now=now, promoted_from=before)
        await letters.issue_promoted(award, now=now)
        reason = f"scholarship_award:{award.id}:promoted"
        await letters.write_to(decision.application, call, message="scholarship_promoted", reason=reason, now=now)
        subject, detail = f"scholarship_award:{award.id}", {"from": before.id if before else None}
        await audit.note("scholarships.award_promoted", actor="system", subject=subject, now=now, detail=detail)
        offered.append(award)
    return offered


async def _left(call_id: int) -> list[list[str]]:
    return [[each["folio"]] for each in await rows(LEFT, call_id)]


async def _deciding_meeting(call_id: int) -> Meeting | None:
    found = Meeting.filter(call_id=call_id, status=MeetingStatus.SIGNED, decides=True)
    return await found.order_by("-number").select_related("ranking").first()
