"""The one door through which a reader, a round or a reading changes its status."""

from datetime import datetime

from scholarships.review.models import REVIEWER_MOVES, Reviewer, ReviewerStatus
from scholarships.review.readings import (
    ASSIGNMENT_MOVES,
    ROUND_MOVES,
    Assignment,
    AssignmentStatus,
    ReturnedBecause,
    ReviewRound,
    RoundStatus,
)


async def move_reader(reader: Reviewer, to: ReviewerStatus, *, now: datetime, reason: str = "") -> None:
    """Raises IllegalMove; a reader who leaves says why."""
    REVIEWER_MOVES.check(reader.status, to)
    left = to is ReviewerStatus.LEFT
    reader.status, reader.left_at, reader.left_because = to, now if left else None, reason[:300] if left else ""
    await reader.save(update_fields=["status", "left_at", "left_because", "declared_at"])


async def move_round(found: ReviewRound, to: RoundStatus, *, now: datetime) -> None:
    """Raises IllegalMove; from then on the database refuses scores in a closed round."""
    ROUND_MOVES.check(found.status, to)
    found.status, found.closed_at = to, now
    await found.save(update_fields=["status", "closed_at"])


async def move_reading(
    found: Assignment,
    to: AssignmentStatus,
    *,
    now: datetime,
    because: ReturnedBecause | None = None,
    note: str = "",
) -> None:
    """Raises IllegalMove; a reading that is returned says why."""
    ASSIGNMENT_MOVES.check(found.status, to)
    found.status = to
    found.started_at = found.started_at or now
    found.finished_at = now if to is AssignmentStatus.DONE else None
    if because is not None:
        found.returned_at, found.returned_because, found.returned_note = now, because.value, note[:300]
    await found.save(
        update_fields=["status", "started_at", "finished_at", "returned_at", "returned_because", "returned_note"]
    )
