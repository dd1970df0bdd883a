"""Saves what a reader answers, version by version, and finishes a reading; nothing is ever written over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from events_app.core import audit
from events_app.core.database import row, rows, transaction
from events_app.core.errors import Invalid, NotFound
from events_app.core.i18n import current_locale
from scholarships.calls.models import CallStatus
from scholarships.calls.rules import Rubric
from scholarships.engine.rubric import Mark
from scholarships.review.errors import ReadingClosed, ReadingIncomplete, TooLittleCovered
from scholarships.review.marks import current_answers, mark_of
from scholarships.review.moving import move_reading
from scholarships.review.readings import Assignment, AssignmentStatus, RoundStatus

# A reading of one's own: of somebody who reads today, of an application that is still being looked at.
OWN = """
SELECT a.*, r.status AS round_status, c.status AS call_status, c.rubric
FROM scholarship_assignments a
JOIN scholarship_reviewers v ON v.id = a.reviewer_id
JOIN scholarship_applications w ON w.id = a.application_id
JOIN scholarship_rounds r ON r.id = a.round_id
JOIN scholarship_calls c ON c.id = r.call_id
WHERE a.id = $1 AND v.user_id = $2 AND v.status = 'active' AND v.starts_on <= $3 AND v.ends_on >= $3
  AND a.status <> 'returned' AND w.status = 'eligible'
FOR UPDATE OF a FOR SHARE OF r, c
"""
SAVE = """
WITH given AS (
    SELECT * FROM unnest($3::text[], $4::smallint[], $5::boolean[]) AS g(criterion, value, not_applicable)
), newest AS (
    SELECT DISTINCT ON (criterion) criterion, version, value, not_applicable FROM scholarship_score_versions
    WHERE application_id = $1 AND reviewer_id = $2 ORDER BY criterion, version DESC
)
INSERT INTO scholarship_score_versions
    (created_at, assignment_id, application_id, reviewer_id, criterion, version, value, not_applicable, at)
SELECT $7, $6, $1, $2, g.criterion, coalesce(n.version, 0) + 1, g.value, g.not_applicable, $7
FROM given g LEFT JOIN newest n ON n.criterion = g.criterion
WHERE (coalesce(n.value, 0), coalesce(n.not_applicable, false)) <> (coalesce(g.value, 0), g.not_applicable)
RETURNING criterion
"""
COMMENT = """
INSERT INTO scholarship_review_comments (created_at, assignment_id, version, text, at)
SELECT $3, $1, coalesce(max(version), 0) + 1, $2, $3 FROM scholarship_review_comments WHERE assignment_id = $1
HAVING coalesce((array_agg(text ORDER BY version DESC))[1], '') <> $2
RETURNING id
"""


@dataclass(frozen=True)
class Said:
    """A level from 1 to 5, or "not applicable", or neither: an answer taken back."""

    value: int | None = None
    not_applicable: bool = False


@dataclass(frozen=True)
class Saved:
    """How the reading stands now."""

    mark: Mark
    status: AssignmentStatus
    rubric: Rubric


@transaction
async def save(
    reading_id: int, user_id: int, answers: Mapping[str, Said], *, comment: str | None, today: date, now: datetime
) -> Saved:
    """Writes a version of what changed and nothing else; raises NotFound, ReadingClosed, Invalid (no criterion)."""
    found, rubric = await _own_open(reading_id, user_id, today)
    known = {each.key for each in rubric.criteria}
    if set(answers) - known:
        raise Invalid()
    given = sorted(answers.items())
    if given:
        await rows(
            SAVE, found.application_id, found.reviewer_id, [key for key, _ in given],
            [said.value for _, said in given], [said.not_applicable for _, said in given], found.id, now,
        )  # fmt: skip
    if comment is not None:
        await rows(COMMENT, found.id, comment, now)
    standing = mark_of(rubric, await current_answers(found.application_id, found.reviewer_id))
    await _keep_step(found, standing, now)
    return Saved(standing, found.status, rubric)


@transaction
async def finish(reading_id: int, user_id: int, *, today: date, now: datetime) -> Saved:
    """The reading is done; raises ReadingIncomplete or TooLittleCovered when it cannot be. Twice is harmless."""
    found, rubric = await _own_open(reading_id, user_id, today)
    standing = mark_of(rubric, await current_answers(found.application_id, found.reviewer_id))
    if standing.open:
        names = [each.said("name", current_locale()) for each in rubric.criteria if each.key in standing.open]
        raise ReadingIncomplete(criteria=", ".join(names))
    if standing.share is None:
        raise TooLittleCovered(coverage=percent(standing.coverage), minimum=percent(Fraction(rubric.minimum_coverage)))
    if found.status is not AssignmentStatus.DONE:
        await move_reading(found, AssignmentStatus.DONE, now=now)
        await audit.note(
            "scholarships.reading_done", actor=f"user:{user_id}", subject=f"scholarship_reading:{found.id}", now=now
        )
    return Saved(standing, found.status, rubric)


def percent(share: Fraction) -> int:
    """A share of one as a whole per cent, half up."""
    return int(share * 100 + Fraction(1, 2))


async def _own_open(reading_id: int, user_id: int, today: date) -> tuple[Assignment, Rubric]:
    """The reading, locked, in a round that cannot close before this is written; another tab's save waits its turn."""
    found = await row(OWN, reading_id, user_id, today)
    if found is None:
        raise NotFound()
    rubric, round_status, call_status = (found.pop(name) for name in ("rubric", "round_status", "call_status"))
    if round_status != RoundStatus.OPEN or call_status != CallStatus.REVIEWING:
        raise ReadingClosed()
    values = json.loads(rubric) if isinstance(rubric, str) else rubric
    return Assignment._init_from_db(**found), Rubric.model_validate(values)


async def _keep_step(found: Assignment, standing: Mark, now: datetime) -> None:
    """A change may open a finished reading again; a change that leaves it whole does not."""
    if found.status is AssignmentStatus.ASSIGNED or (found.status is AssignmentStatus.DONE and standing.share is None):
        await move_reading(found, AssignmentStatus.STARTED, now=now)
