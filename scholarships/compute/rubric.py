"""`compute rubric`: a reader's answers to the mark that the ranking starts from."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from events_app.core.compute import Exact, Impossible, Input, Name, read, text, unique
from scholarships.engine.rubric import Answer, Criterion, mark


class AskedCriterion(Input):
    key: Name
    weight: Annotated[Exact, Field(gt=0)] = Fraction(1)
    lowest: Exact | None = None
    highest: Exact | None = None


class Question(Input):
    criteria: Annotated[tuple[AskedCriterion, ...], Field(min_length=1)]
    answers: dict[Name, Literal["not_applicable"] | Exact | None]
    minimum_coverage: Annotated[Exact, Field(ge=0, le=1)] = Fraction(1)
    lowest: Exact = Fraction(1)
    highest: Exact = Fraction(5)


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"mark", "coverage", "open", "not_applicable"}`; raises Impossible that names the field."""
    question = read(Question, asked)
    unique((each.key for each in question.criteria), "criteria")
    if question.lowest >= question.highest:
        raise Impossible("highest: must be above lowest")
    criteria = [_criterion(each, question, f"criteria.{number}") for number, each in enumerate(question.criteria)]
    try:
        found = mark(criteria, _answers(question), minimum_coverage=question.minimum_coverage)
    except ValueError as error:
        raise Impossible(f"answers.{error}") from error
    on_scale = found.between(question.lowest, question.highest)
    return {
        "mark": None if on_scale is None else text(on_scale),
        "coverage": text(found.coverage),
        "open": list(found.open),
        "not_applicable": list(found.not_applicable),
    }


def _criterion(asked: AskedCriterion, question: Question, where: str) -> Criterion:
    lowest = question.lowest if asked.lowest is None else asked.lowest
    highest = question.highest if asked.highest is None else asked.highest
    try:
        return Criterion(asked.key, asked.weight, lowest, highest)
    except ValueError as error:
        raise Impossible(f"{where}.highest: {error}") from error


def _answers(question: Question) -> dict[str, Fraction | Answer]:
    return {
        key: Answer(said) if isinstance(said, str) else said
        for key, said in question.answers.items()
        if said is not None
    }
