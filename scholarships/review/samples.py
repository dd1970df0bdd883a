"""The practice round: everybody marks the same invented files, then compares with what the committee agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_app.core.database import row, transaction
from events_app.core.errors import Invalid, NotFound
from scholarships.calls.models import Call
from scholarships.calls.rules import Rubric, Rules, rubric_of, rules_of
from scholarships.review.errors import ReadingClosed
from scholarships.review.models import Reviewer, ReviewerStatus, SampleFile, SampleScore
from scholarships.review.reading import BlindFile, essay_of
from scholarships.review.readings import ReviewRound, RoundKind, RoundStatus
from scholarships.review.scoring import Said

SAVE = """
INSERT INTO scholarship_sample_scores (created_at, sample_id, reviewer_id, criterion, value, not_applicable, at)
VALUES ($6, $1, $2, $3, $4, $5, $6)
ON CONFLICT (sample_id, reviewer_id, criterion)
DO UPDATE SET value = excluded.value, not_applicable = excluded.not_applicable, at = excluded.at RETURNING id
"""


@dataclass(frozen=True)
class NewSample:
    """`facts` as the office would type them; `reference` is the level that the committee agreed for each criterion."""

    level: str
    facts: Mapping[str, str]
    essays: Mapping[str, str]
    reference: Mapping[str, int]


@dataclass(frozen=True)
class Comparison:
    """One criterion of a sample: what the committee agreed, what I said, and how many readers chose each level."""

    criterion: str
    reference: int | None
    mine: Said
    chosen: tuple[int, int, int, int, int]


async def add_sample(call: Call, asked: NewSample) -> SampleFile:
    """Raises Invalid for an answer to a criterion that the call does not have."""
    known = {each.key for each in rubric_of(call).criteria}
    if set(asked.reference) - known:
        raise Invalid()
    number = await SampleFile.filter(call_id=call.id).count() + 1
    return await SampleFile.create(
        call_id=call.id, number=number, facts={"level": asked.level} | dict(asked.facts),
        essays=dict(asked.essays), reference=dict(asked.reference),
    )  # fmt: skip


async def samples_of(call_id: int) -> list[SampleFile]:
    return await SampleFile.filter(call_id=call_id).order_by("number")


async def practice(call_id: int) -> ReviewRound | None:
    """The newest practice round of the call, open or closed."""
    return await ReviewRound.filter(call_id=call_id, kind=RoundKind.CALIBRATION).order_by("-number").first()


async def sample_for(sample_id: int, user_id: int) -> tuple[SampleFile, Reviewer]:
    """The sample and the reader that this user is in its call; raises NotFound before the practice round opens."""
    sample = await SampleFile.get_or_none(id=sample_id).select_related("call")
    reader = (
        await Reviewer.get_or_none(call_id=sample.call_id, user_id=user_id, status=ReviewerStatus.ACTIVE)
        if sample
        else None
    )
    if sample is None or reader is None or await practice(sample.call_id) is None:
        raise NotFound()
    return sample, reader


@transaction
async def save(sample: SampleFile, reader: Reviewer, answers: Mapping[str, Said], *, now: datetime) -> None:
    """Practice answers may be changed until the round closes; raises ReadingClosed, Invalid (no such criterion)."""
    held = await practice(sample.call_id)
    if held is None or held.status is not RoundStatus.OPEN:
        raise ReadingClosed()
    if set(answers) - {each.key for each in rubric_of(sample.call).criteria}:
        raise Invalid()
    for key, said in answers.items():
        await row(SAVE, sample.id, reader.id, key, said.value, said.not_applicable, now)


async def answers_of(sample_id: int, reviewer_id: int) -> dict[str, Said]:
    found = await SampleScore.filter(sample_id=sample_id, reviewer_id=reviewer_id)
    return {each.criterion: Said(each.value, each.not_applicable) for each in found}


async def answered(call_id: int, reviewer_id: int) -> set[int]:
    """The samples of which this reader has answered every criterion."""
    call = await Call.get(id=call_id)
    keys = {each.key for each in rubric_of(call).criteria}
    said: dict[int, set[str]] = {}
    for each in await SampleScore.filter(reviewer_id=reviewer_id, sample__call_id=call_id):
        if each.value is not None or each.not_applicable:
            said.setdefault(each.sample_id, set()).add(each.criterion)
    return {sample for sample, criteria in said.items() if criteria == keys}


async def comparison(sample: SampleFile, reader: Reviewer, rubric: Rubric) -> list[Comparison]:
    """For the closed practice round: nobody is named, only how many chose each level."""
    scores = await SampleScore.filter(sample_id=sample.id)
    mine = {each.criterion: Said(each.value, each.not_applicable) for each in scores if each.reviewer_id == reader.id}
    return [
        Comparison(
            criterion=each.key,
            reference=sample.reference.get(each.key),
            mine=mine.get(each.key, Said()),
            chosen=_chosen([score.value for score in scores if score.criterion == each.key]),
        )
        for each in rubric.criteria
    ]


def sample_file(sample: SampleFile, rules: Rules | None = None) -> BlindFile:
    """A sample as the reading page shows a file."""
    found = rules or rules_of(sample.call)
    key = str(sample.facts.get("level", ""))
    level = found.level(key)
    name = level.name if level else key
    return BlindFile(
        folio="",
        level=name,
        level_en=(level.name_en if level else "") or name,
        facts={fact: str(value) for fact, value in sample.facts.items() if fact != "level"},
        bands=len(found.need_bands),
        essays=tuple(
            essay_of(each.prompt, each.prompt_en, sample.essays[each.key])
            for each in found.essays
            if sample.essays.get(each.key)
        ),
        papers=(),
    )


def _chosen(values: Sequence[int | None]) -> tuple[int, int, int, int, int]:
    counts = [sum(value == level for value in values) for level in range(1, 6)]
    return counts[0], counts[1], counts[2], counts[3], counts[4]
