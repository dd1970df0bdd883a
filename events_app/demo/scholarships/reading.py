"""How the readers read: harsh and lenient ones, each near what the file is worth, now and then with a word."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from events_app.core.database import rows
from scholarships.calls.models import Call
from scholarships.calls.rules import rubric_of
from scholarships.review.models import Reviewer
from scholarships.review.readings import Assignment, ReviewComment, ReviewRound, ScoreVersion

LENIENCY = (-0.7, 0.0, 0.1, 0.6, 0.0, -0.2, 0.3, 0.0, -0.4)
COMMENTS = (
    "Cuenta con detalle cómo se organiza; me parece de las más constantes.",
    "El texto es corto, pero los datos verificados son muy buenos.",
    "Pediría al comité fijarse en los gastos de transporte.",
    "No me queda claro para qué usaría el apoyo.",
)
DONE = """
UPDATE scholarship_assignments a SET status = g.status, started_at = g.at, finished_at =
    CASE WHEN g.status = 'done' THEN g.at + interval '4 minutes' END
FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS g(id, at, status) WHERE a.id = g.id
"""


async def read(
    into: ReviewRound, worth: Mapping[int, float], shares: Sequence[float], luck: random.Random, *, until: datetime
) -> None:
    """Each reader of the round finishes a share (0 to 1) of the files in hand, and has begun the next one."""
    call = await Call.get(id=into.call_id)
    criteria = [each.key for each in rubric_of(call).criteria]
    readers = await Reviewer.filter(call_id=call.id).order_by("id")
    scores, comments, steps = [], [], []
    for place, reader in enumerate(readers):
        pile = await Assignment.filter(reviewer_id=reader.id, round_id=into.id, status="assigned").order_by("position")
        finished = round(shares[place % len(shares)] * len(pile))
        gap = (until - into.opened_at - timedelta(hours=1)) / (len(pile) + 1)
        for number, file in enumerate(pile[: finished + 1]):
            moment = into.opened_at + gap * (number + luck.random())
            answers = _answers(criteria, worth[file.application_id] + LENIENCY[place % len(LENIENCY)], luck)
            is_done = number < finished
            scores += _versions(file, answers if is_done else answers[:2], moment)
            steps.append((file.id, moment, "done" if is_done else "started"))
            if is_done and luck.random() < 0.3:
                comments.append(
                    ReviewComment(assignment_id=file.id, version=1, text=luck.choice(COMMENTS), at=moment)
                )  # fmt: skip
    await ScoreVersion.bulk_create(scores)
    await ReviewComment.bulk_create(comments)
    await rows(DONE, *([each[column] for each in steps] for column in range(3)))


def _answers(criteria: Sequence[str], level: float, luck: random.Random) -> list[tuple[str, int | None]]:
    """Levels near what the file is worth to this reader; now and then the last criterion does not apply."""
    levels: list[int | None] = [max(1, min(5, round(level + luck.gauss(0, 0.6)))) for _ in criteria]
    if luck.random() < 0.06:
        levels[-1] = None
    return list(zip(criteria, levels, strict=True))


def _versions(file: Assignment, answers: Sequence[tuple[str, int | None]], moment: datetime) -> list[ScoreVersion]:
    return [
        ScoreVersion(
            assignment_id=file.id, application_id=file.application_id, reviewer_id=file.reviewer_id, criterion=key,
            version=1, value=value, not_applicable=value is None, at=moment,
        )
        for key, value in answers
    ]  # fmt: skip
