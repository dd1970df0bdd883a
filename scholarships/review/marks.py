"""From levels to marks: what a reader has answered, what is missing, and the readings that count for the committee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from events_app.core.database import rows
from scholarships.calls.models import Call
from scholarships.calls.rules import Rubric, rubric_of
from scholarships.engine.rubric import Answer, Criterion, Mark, mark

LOWEST, HIGHEST = Fraction(1), Fraction(5)
Answers = Mapping[str, Fraction | Answer]

ANSWERS = """
SELECT DISTINCT ON (criterion) criterion, value, not_applicable FROM scholarship_score_versions
WHERE application_id = $1 AND reviewer_id = $2 ORDER BY criterion, version DESC
"""
# Only finished readings that nobody gave back count; of every criterion the newest version.
COUNTING = """
SELECT DISTINCT ON (a.id, s.criterion) a.id AS reading, a.application_id, w.folio, w.level, a.reviewer_id, v.code,
       s.criterion, s.value, s.not_applicable
FROM scholarship_assignments a
JOIN scholarship_rounds r ON r.id = a.round_id AND r.call_id = $1
JOIN scholarship_applications w ON w.id = a.application_id AND w.status = 'eligible'
JOIN scholarship_reviewers v ON v.id = a.reviewer_id
JOIN scholarship_score_versions s ON s.application_id = a.application_id AND s.reviewer_id = a.reviewer_id
WHERE a.status = 'done'
ORDER BY a.id, s.criterion, s.version DESC
"""


@dataclass(frozen=True)
class Reading:
    """A finished reading; `mark` is on the scale from 1 to 5, exact."""

    application_id: int
    folio: str
    level: str
    reader_id: int
    reader: str
    mark: Fraction


def criteria_of(rubric: Rubric) -> list[Criterion]:
    return [Criterion(each.key, Fraction(each.weight), LOWEST, HIGHEST) for each in rubric.criteria]


def mark_of(rubric: Rubric, answers: Answers) -> Mark:
    """Raises ValueError for an answer to a criterion that the call does not have."""
    return mark(criteria_of(rubric), answers, minimum_coverage=Fraction(rubric.minimum_coverage))


def answers_from(found: Sequence[Mapping[str, Any]]) -> dict[str, Fraction | Answer]:
    """The newest versions as the engine wants them; an answer that was taken back is not there."""
    answers: dict[str, Fraction | Answer] = {}
    for each in found:
        if each["not_applicable"]:
            answers[each["criterion"]] = Answer.NOT_APPLICABLE
        elif each["value"] is not None:
            answers[each["criterion"]] = Fraction(each["value"])
    return answers


async def current_answers(application_id: int, reviewer_id: int) -> dict[str, Fraction | Answer]:
    return answers_from(await rows(ANSWERS, application_id, reviewer_id))


async def readings_of(call: Call) -> list[Reading]:
    """Every reading that counts in this call, in the order in which they were assigned."""
    marks = _Marks(rubric_of(call))
    grouped: dict[int, list[dict[str, Any]]] = {}
    for each in await rows(COUNTING, call.id):
        grouped.setdefault(each["reading"], []).append(each)
    found = ((group[0], marks.of(answers_from(group))) for group in grouped.values())
    return [
        Reading(
            application_id=first["application_id"],
            folio=first["folio"],
            level=first["level"],
            reader_id=first["reviewer_id"],
            reader=first["code"],
            mark=on_scale,
        )
        for first, each in found
        if (on_scale := each.between(LOWEST, HIGHEST)) is not None
    ]


class _Marks:
    """Marks of one rubric; readers often answer alike, and a mark is reckoned once for each set of answers."""

    def __init__(self, rubric: Rubric) -> None:
        self.criteria, self.minimum = criteria_of(rubric), Fraction(rubric.minimum_coverage)
        self.known: dict[tuple[tuple[str, str], ...], Mark] = {}

    def of(self, answers: Answers) -> Mark:
        key = tuple(sorted((criterion, str(said)) for criterion, said in answers.items()))
        if key not in self.known:
            self.known[key] = mark(self.criteria, answers, minimum_coverage=self.minimum)
        return self.known[key]
