"""A reader steps back from a file, or the chair takes it from a reader; somebody else gets it at once."""

from datetime import date, datetime

from events_app.core import audit
from events_app.core.database import row, rows, transaction
from events_app.core.errors import NotFound
from scholarships.review.models import ConflictSource
from scholarships.review.readings import Assignment, AssignmentStatus, ReturnedBecause
from scholarships.review.returning import HandedOn, give_back

OWN = """
SELECT a.id FROM scholarship_assignments a JOIN scholarship_reviewers v ON v.id = a.reviewer_id
WHERE a.id = $1 AND v.user_id = $2 AND v.status = 'active' AND a.status <> 'returned' FOR UPDATE OF a
"""
CONFLICT = """
INSERT INTO scholarship_conflicts (created_at, application_id, reviewer_id, source, reason, declared_by, at)
VALUES ($6, $1, $2, $3, $4, $5, $6) ON CONFLICT (application_id, reviewer_id) DO NOTHING RETURNING id
"""


@transaction
async def declare_conflict(reading_id: int, user_id: int, *, reason: str, today: date, now: datetime) -> HandedOn:
    """The reader recognises the file: no question is asked, and the scores given so far count for nothing."""
    if await row(OWN, reading_id, user_id) is None:
        raise NotFound()
    found = await Assignment.get(id=reading_id)
    return await _stand_aside(
        found, ConflictSource.DECLARED, reason, actor=f"user:{user_id}", today=today, now=now
    )  # fmt: skip


@transaction
async def take_away(reading_id: int, *, reason: str, actor: str, today: date, now: datetime) -> HandedOn:
    """The chair knows of a conflict that the reader did not declare."""
    found = await Assignment.filter(id=reading_id).exclude(status=AssignmentStatus.RETURNED).select_for_update().first()
    if found is None:
        raise NotFound()
    return await _stand_aside(found, ConflictSource.CHAIR, reason, actor=actor, today=today, now=now)


async def _stand_aside(
    found: Assignment, source: ConflictSource, reason: str, *, actor: str, today: date, now: datetime
) -> HandedOn:
    await rows(CONFLICT, found.application_id, found.reviewer_id, source.value, reason[:300], actor, now)
    await audit.note(
        "scholarships.conflict_declared", actor=actor, subject=f"scholarship_reading:{found.id}", now=now
    )  # fmt: skip
    because = ReturnedBecause.CHAIR if source is ConflictSource.CHAIR else ReturnedBecause.CONFLICT
    return await give_back([found], because, actor=actor, today=today, now=now)
