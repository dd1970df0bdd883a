"""The second signature: the meeting's list becomes one decision for each application, and the minutes are sealed."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime

from events_app.core import audit, files
from events_app.core.database import transaction
from events_app.core.errors import NotFound
from events_app.core.i18n import use_locale
from events_app.core.money import Money
from events_app.core.tables import StoredFile
from scholarships.awards import floor, funding, meetings, minutes, queries
from scholarships.awards.errors import DecidersMissing, SecondNeeded
from scholarships.awards.models import Attendance, Decision, Meeting, MeetingStatus, Ranking, Verdict
from scholarships.awards.outcome import outcome
from scholarships.awards.words import reason
from scholarships.calls.rules import rules_of
from scholarships.review.permissions import conflicted

REASON_LENGTH = 300


async def sign(meeting: Meeting, *, second: int, actor: str, now: datetime) -> None:
    """The second decider confirms what the meeting decided. The meeting comes with its call, ranking and chair.

    Raises NotFound unless the meeting is closed, SecondNeeded for the chair and for who was not there, DecidersMissing,
    FundTooSmall. A meeting that left places open only gets its minutes.
    """
    if meeting.status is not MeetingStatus.CLOSED or meeting.ranking is None:
        raise NotFound()
    there = [each.user_id for each in await Attendance.filter(meeting_id=meeting.id).order_by("arrived_at", "id")]
    if second == meeting.chair_id or second not in there:
        raise SecondNeeded()
    meeting.second_id = second
    await meeting.fetch_related("second")
    made = await _decisions(meeting, meeting.ranking, there, now) if meeting.decides else []
    written = await minutes.minutes_pdf(meeting, made, now=now)
    file = await files.put(
        "minutes", f"acta-{meeting.call.code}-{meeting.number}.pdf", written, "application/pdf", now=now
    )
    await _keep(meeting, made, file, hashlib.sha256(written).hexdigest(), actor=actor, now=now)


@transaction
async def _keep(
    meeting: Meeting, made: Sequence[Decision], file: StoredFile, digest: str, *, actor: str, now: datetime
) -> None:
    found = await Meeting.select_for_update().get(id=meeting.id)
    found.second_id, found.minutes_id, found.minutes_hash, found.signed_at = meeting.second_id, file.id, digest, now
    call = meeting.call
    await funding.check_enough(Money(sum(each.amount for each in made), call.currency))
    await Decision.bulk_create(made)
    await meetings.move(found, MeetingStatus.SIGNED, actor=actor, now=now)
    await audit.note(
        "scholarships.decided", actor=actor, subject=f"call:{call.id}", now=now,
        detail={"minutes": digest, "awards": sum(each.verdict is Verdict.AWARDED for each in made)},
    )  # fmt: skip


async def _decisions(meeting: Meeting, ranking: Ranking, there: list[int], now: datetime) -> list[Decision]:
    """One for each place; whoever has a conflict with a file is not one of the two who decide it."""
    stand = queries.stand_of(ranking, await queries.motions_of(meeting))
    found = await asyncio.to_thread(outcome, ranking.inputs["award"], stand.waves)
    order = list(dict.fromkeys([meeting.chair_id, meeting.second_id or 0, *there]))
    barred = {user: await conflicted(meeting.call_id, [user]) for user in order}
    made = []
    for row in floor.rows_of(ranking, stand, found):
        two = [user for user in order if row.line["application"] not in barred[user]][:2]
        if len(two) < 2:
            raise DecidersMissing(folio=row.line["folio"])
        made.append(_decision(meeting, ranking, row, two, now))
    return made


def _decision(meeting: Meeting, ranking: Ranking, row: floor.Row, two: list[int], now: datetime) -> Decision:
    """What the meeting decided of one place, by these two, with the reason as the minutes say it."""
    line, amount = row.line, Money(row.line["amount"], meeting.call.currency)
    with use_locale(minutes.LANGUAGE):
        words = reason(row.because, rules_of(meeting.call), amount)
    return Decision(
        call_id=meeting.call_id,
        meeting_id=meeting.id,
        ranking_id=ranking.id,
        position=row.place,
        application_id=line["application"],
        verdict=Verdict(row.state),
        readings=line["readings"],
        at=now,
        reason=words[:REASON_LENGTH],
        because=dict(row.because),
        amount=amount.amount if row.state == "awarded" else 0,
        decided_by_id=two[0],
        seconded_by_id=two[1],
    )
