"""The phases of the reading: practice on sample files, the reading itself, further readings, and their end."""

from collections.abc import Sequence
from datetime import date, datetime

from events_app.core import audit, tokens
from events_app.core.database import row, rows, transaction
from scholarships.applications.models import Application
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.services import move
from scholarships.engine.assignment import Assigned, Blocked
from scholarships.review import emails
from scholarships.review.assigning import Ground, digest, first_task, ground, one_more, share_out, write
from scholarships.review.errors import (
    CannotAssign,
    NothingToRead,
    RoundNotOpen,
    RoundOpen,
    RoundUnfinished,
)
from scholarships.review.models import Reviewer, ReviewerStatus
from scholarships.review.moving import move_round
from scholarships.review.readers import families, find_conflicts
from scholarships.review.readings import ReviewRound, RoundKind, RoundStatus

MISSING = """
SELECT coalesce(sum(greatest(0, c.minimum_readings - done.n)), 0)::int AS missing
FROM scholarship_applications w JOIN scholarship_calls c ON c.id = w.call_id
CROSS JOIN LATERAL (SELECT count(*) AS n FROM scholarship_assignments a
                    WHERE a.application_id = w.id AND a.status = 'done') done
WHERE w.call_id = $1 AND w.status = 'eligible'
"""
OPEN_FILES = """
SELECT a.reviewer_id, count(*)::int AS open FROM scholarship_assignments a
JOIN scholarship_reviewers v ON v.id = a.reviewer_id AND v.status = 'active' AND v.ends_on >= $2
JOIN scholarship_applications w ON w.id = a.application_id AND w.status = 'eligible'
WHERE a.round_id = $1 AND a.status IN ('assigned', 'started') GROUP BY a.reviewer_id
"""


@transaction
async def open_practice(call: Call, *, closes_at: datetime | None, actor: str, now: datetime) -> ReviewRound:
    """The calibration round on sample files; it scores nobody's application."""
    return await _open(call, RoundKind.CALIBRATION, closes_at=closes_at, seed="", actor=actor, now=now)


@transaction
async def open_reading(
    call: Call, *, closes_at: datetime | None, actor: str, today: date, now: datetime, seed: str = ""
) -> ReviewRound:
    """Shares out every eligible application and publishes it at once.

    Raises RoundOpen, NothingToRead, or CannotAssign with the smallest group found that cannot be read.
    """
    luck = seed or tokens.new_secret()[:16]
    await _begin(call, actor=actor, now=now)
    into = await _open(call, RoundKind.READING, closes_at=closes_at, seed=luck, actor=actor, now=now)
    await compare_everybody(call, now)
    found = await ground(call.id, today)
    if not found.files:
        raise NothingToRead()
    answer = share_out(found, call.minimum_readings, luck)
    into.inputs_hash = digest(first_task(found, call.minimum_readings, luck))
    await into.save(update_fields=["inputs_hash"])
    await _publish(found, answer, into, now)
    return into


@transaction
async def open_further(
    call: Call,
    applications: Sequence[int],
    *,
    closes_at: datetime | None,
    actor: str,
    today: date,
    now: datetime,
    seed: str = "",
) -> ReviewRound:
    """A further reading of these applications, by people who have not read them; raises as `open_reading`."""
    luck = seed or tokens.new_secret()[:16]
    await _begin(call, actor=actor, now=now)
    into = await _open(call, RoundKind.FURTHER, closes_at=closes_at, seed=luck, actor=actor, now=now)
    await _one_more(call, applications, into, today=today, now=now)
    return into


@transaction
async def add_readings(call: Call, applications: Sequence[int], *, actor: str, today: date, now: datetime) -> None:
    """One more reading of each in the round that is open; raises RoundNotOpen, NothingToRead or CannotAssign."""
    into = await open_round(call.id)
    if into is None or into.kind is RoundKind.CALIBRATION:
        raise RoundNotOpen()
    await ReviewRound.filter(id=into.id).select_for_update().get()
    await _one_more(call, applications, into, today=today, now=now)
    await audit.note("scholarships.readings_added", actor=actor, subject=f"scholarship_round:{into.id}", now=now)


@transaction
async def close_round(call: Call, *, reason: str, actor: str, now: datetime) -> ReviewRound:
    """From here on no score changes, in the database as well; with readings missing only for a written reason."""
    into = await ReviewRound.filter(call_id=call.id, status=RoundStatus.OPEN).select_for_update().get_or_none()
    if into is None:
        raise RoundNotOpen()
    missing = 0 if into.kind is RoundKind.CALIBRATION else await missing_readings(call.id)
    if missing and not reason:
        raise RoundUnfinished(missing=missing)
    await move_round(into, RoundStatus.CLOSED, now=now)
    await audit.note(
        "scholarships.round_closed", actor=actor, subject=f"scholarship_round:{into.id}", now=now,
        detail={"missing": missing, "reason": reason},
    )  # fmt: skip
    return into


@transaction
async def decide(call: Call, *, actor: str, now: datetime) -> None:
    """The reading is over and the committee decides; raises RoundOpen while a round is open, or IllegalMove."""
    if await open_round(call.id) is not None:
        raise RoundOpen()
    await move(call, CallStatus.DECIDING, actor=actor, now=now)


async def remind(into: ReviewRound, *, today: date, now: datetime) -> int:
    """Writes to everybody with open files, at most once a day; gives to how many."""
    found = {each["reviewer_id"]: each["open"] for each in await rows(OPEN_FILES, into.id, today)}
    return await emails.remind(found, into, now=now)


async def open_round(call_id: int) -> ReviewRound | None:
    return await ReviewRound.get_or_none(call_id=call_id, status=RoundStatus.OPEN)


async def missing_readings(call_id: int) -> int:
    """How many finished readings the eligible applications lack until each has the call's minimum."""
    found = await row(MISSING, call_id)
    return int(found["missing"]) if found else 0


async def compare_everybody(call: Call, now: datetime) -> None:
    """Every reader's relatives with every application, so that nothing sent since the declaration slips through."""
    await _compare(call, await Application.filter(call_id=call.id, status=ApplicationStatus.ELIGIBLE), now)


async def _compare(call: Call, sent: Sequence[Application], now: datetime) -> None:
    among = families(sent)
    for reader in await Reviewer.filter(call_id=call.id, status=ReviewerStatus.ACTIVE):
        await find_conflicts(reader, among, now=now)


async def _begin(call: Call, *, actor: str, now: datetime) -> None:
    """A closed call goes into review, and one that was being decided goes back to it; raises IllegalMove."""
    found = await Call.filter(id=call.id).get()
    if found.status is not CallStatus.REVIEWING:
        await move(found, CallStatus.REVIEWING, actor=actor, now=now)


async def _open(
    call: Call, kind: RoundKind, *, closes_at: datetime | None, seed: str, actor: str, now: datetime
) -> ReviewRound:
    await Call.filter(id=call.id).select_for_update().get()
    if await open_round(call.id) is not None:
        raise RoundOpen()
    number = await ReviewRound.filter(call_id=call.id).count() + 1
    made = await ReviewRound.create(
        call_id=call.id, kind=kind, number=number, opened_at=now, closes_at=closes_at, seed=seed
    )
    await audit.note(
        "scholarships.round_opened", actor=actor, subject=f"scholarship_round:{made.id}", now=now,
        detail={"kind": kind.value, "seed": seed},
    )  # fmt: skip
    return made


async def _one_more(call: Call, applications: Sequence[int], into: ReviewRound, *, today: date, now: datetime) -> None:
    await _compare(call, await Application.filter(call_id=call.id, id__in=list(applications)), now)
    found = await ground(call.id, today)
    needed = [str(each) for each in dict.fromkeys(applications) if str(each) in found.files]
    if not needed:
        raise NothingToRead()
    await _publish(found, one_more(found, needed, f"{into.seed}:{len(found.live)}"), into, now)


async def _publish(found: Ground, answer: Assigned | Blocked, into: ReviewRound, now: datetime) -> None:
    if isinstance(answer, Blocked):
        raise await _explained(answer)
    await emails.tell_assigned(await write(found, answer.pairs, into, now=now), into, now=now)


async def _explained(blocked: Blocked) -> CannotAssign:
    """The group that cannot be read, by folio and by the readers' codes."""
    files = await Application.filter(id__in=[int(each) for each in blocked.applications]).order_by("id")
    readers = await Reviewer.filter(id__in=[int(each) for each in blocked.reviewers]).order_by("id")
    return CannotAssign(
        applications=", ".join(each.folio for each in files),
        readers=", ".join(each.code for each in readers) or "–",
        demand=blocked.demand,
        capacity=blocked.capacity,
    )
