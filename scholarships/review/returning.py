"""Gives a reading back and hands it on at once: after a conflict, a reader's leave or a family's withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from events_app.core import audit
from events_app.core.database import rows
from scholarships.engine.assignment import Blocked
from scholarships.review import emails
from scholarships.review.assigning import ground, one_more, write
from scholarships.review.moving import move_reading
from scholarships.review.readings import (
    Assignment,
    AssignmentStatus,
    ReturnedBecause,
    ReviewRound,
    RoundKind,
    RoundStatus,
)


@dataclass(frozen=True)
class HandedOn:
    """How many readings found another reader, and the applications for which there is none."""

    given: int
    without: tuple[int, ...]


async def give_back(
    readings: Sequence[Assignment],
    because: ReturnedBecause,
    *,
    actor: str,
    today: date,
    now: datetime,
    note: str = "",
) -> HandedOn:
    """Returns these readings of one call and finds other readers; call it inside a transaction."""
    for each in readings:
        await move_reading(each, AssignmentStatus.RETURNED, now=now, because=because, note=note)
        subject = f"scholarship_reading:{each.id}"
        await audit.note(
            "scholarships.reading_returned", actor=actor, subject=subject, now=now, detail={"because": because.value}
        )
    if not readings or because is ReturnedBecause.WITHDRAWN:
        return HandedOn(0, ())
    held = await ReviewRound.get(id=readings[0].round_id)
    return await hand_on(held.call_id, [each.application_id for each in readings], today=today, now=now)


async def hand_on(call_id: int, applications: Sequence[int], *, today: date, now: datetime) -> HandedOn:
    """One more reading of each application in the open round; those that nobody may read are named."""
    into = await ReviewRound.filter(call_id=call_id, status=RoundStatus.OPEN).select_for_update().get_or_none()
    if into is None or into.kind is RoundKind.CALIBRATION:
        return HandedOn(0, tuple(applications))
    given, without = 0, []
    for batch in await _possible(call_id, applications, into.seed, today):
        found = await ground(call_id, today)
        needed = [str(each) for each in batch if str(each) in found.files]
        answer = one_more(found, needed, f"{into.seed}:{len(found.live)}")
        if isinstance(answer, Blocked):
            without += batch
            continue
        counts = await write(found, answer.pairs, into, now=now)
        given += sum(counts.values())
        await emails.tell_assigned(counts, into, now=now)
    return HandedOn(given, tuple(without))


async def _possible(call_id: int, applications: Sequence[int], seed: str, today: date) -> list[list[int]]:
    """All together when they fit, which shares them out best; else one by one, so that none holds up the rest."""
    together = list(dict.fromkeys(applications))
    found = await ground(call_id, today)
    needed = [str(each) for each in together if str(each) in found.files]
    fits = not isinstance(one_more(found, needed, seed), Blocked)
    return [together] if fits else [[each] for each in together]


async def application_left(application_id: int, *, actor: str, now: datetime, today: date) -> None:
    """A family withdrew or turned out not to be eligible: nobody has to read it any more."""
    live = await Assignment.filter(application_id=application_id).exclude(status=AssignmentStatus.RETURNED)
    await give_back(live, ReturnedBecause.WITHDRAWN, actor=actor, today=today, now=now)


async def in_conflict(reviewer_id: int) -> list[Assignment]:
    """The live readings of a reader that stand against a conflict or the own company."""
    found = await rows(STANDING_CONFLICTS, reviewer_id)
    return await Assignment.filter(id__in=[each["id"] for each in found]).order_by("id")


STANDING_CONFLICTS = """
SELECT a.id FROM scholarship_assignments a
JOIN scholarship_reviewers v ON v.id = a.reviewer_id
JOIN scholarship_applications w ON w.id = a.application_id
LEFT JOIN scholarship_conflicts k ON k.reviewer_id = v.id AND k.application_id = w.id
WHERE v.id = $1 AND a.status <> 'returned' AND (k.id IS NOT NULL OR w.company_id = v.company_id)
"""
