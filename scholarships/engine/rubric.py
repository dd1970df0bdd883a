"""A reader's mark for an application: the weighted mean of the criteria that were answered, if enough of them were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Answer(StrEnum):
    """What a reader may say instead of a level."""

    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Criterion:
    """Levels go from `lowest` to `highest`, and the weight is relative to the others'. Raises ValueError."""

    key: str
    weight: Fraction
    lowest: Fraction
    highest: Fraction

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError("the weight must be above zero")
        if self.lowest >= self.highest:
            raise ValueError("the highest level must be above the lowest")

    def share(self, level: Fraction) -> Fraction:
        """Where the level stands between the lowest (0) and the highest (1). Raises ValueError outside of them."""
        if not self.lowest <= level <= self.highest:
            raise ValueError(f"{self.key}: outside {self.lowest} to {self.highest}")
        return (level - self.lowest) / (self.highest - self.lowest)


@dataclass(frozen=True)
class Mark:
    """
    `share` goes from 0 (all lowest) to 1 (all highest); None while anything is open or too little was answered.

    `coverage` is the weight that was answered, of the whole. `open` was not looked at yet; `not_applicable` was.
    """

    share: Fraction | None
    coverage: Fraction
    open: tuple[str, ...]
    not_applicable: tuple[str, ...]

    def between(self, lowest: Fraction, highest: Fraction) -> Fraction | None:
        """The mark on a scale, such as 1 to 5: with all criteria on that scale, their plain weighted mean."""
        return None if self.share is None else lowest + self.share * (highest - lowest)


def mark(
    criteria: Sequence[Criterion], answers: Mapping[str, Fraction | Answer], *, minimum_coverage: Fraction
) -> Mark:
    """
    The mark of one reader. "Not applicable" takes its weight out of the mean; it is never a zero.

    Coverage equal to the minimum is enough. Raises ValueError for an answer outside its scale, for an answer to a
    criterion that is not there, or when there are no criteria.
    """
    unknown = sorted(set(answers) - {criterion.key for criterion in criteria})
    if unknown:
        raise ValueError(f"{unknown[0]}: there is no such criterion")
    if not criteria:
        raise ValueError("a rubric needs a criterion")
    levels = [(each, answers.get(each.key)) for each in criteria]
    answered = [(each.weight, each.share(level)) for each, level in levels if isinstance(level, Fraction)]
    weight = sum((weight for weight, _ in answered), Fraction())
    coverage = weight / sum(each.weight for each in criteria)
    open_ones = tuple(each.key for each, level in levels if level is None)
    is_enough = weight > 0 and not open_ones and coverage >= minimum_coverage
    return Mark(
        share=sum((weight * share for weight, share in answered), Fraction()) / weight if is_enough else None,
        coverage=coverage,
        open=open_ones,
        not_applicable=tuple(each.key for each, level in levels if level is Answer.NOT_APPLICABLE),
    )
