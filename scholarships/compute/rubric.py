"""`compute rubric`: a reader's answers to the mark that the ranking starts from."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from events_app.core.compute import Exact, Impossible, Input, Name, exact, read, text, unique
from scholarships.engine.rubric import Answer, Criterion, mark


def level(value: object) -> Fraction | Answer | None:
    """A level, "not_applicable", or null for what was not looked at yet. Raises ValueError."""
    if value is None or value == Answer.NOT_APPLICABLE:
        return None if value is None else Answer.NOT_APPLICABLE
    try:
        return exact(value)
    except ValueError as error:
        raise ValueError("must be a level such as 4, not_applicable or null") from error


class AskedCriterion(Input):
    key: Name
    weight: Annotated[Exact, Field(gt=0)] = Fraction(1)
    lowest: Exact | None = None
    highest: Exact | None = None


class Question(Input):
    criteria: Annotated[tuple[AskedCriterion, ...], Field(min_length=1)]
    answers: dict[Name, Annotated[Fraction | Answer | None, BeforeValidator(level)]]
    minimum_coverage: Annotated[Exact, Field(ge=0, le=1)]
    lowest: Exact = Fraction(1)
    highest: Exact = Fraction(5)


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"mark", "coverage", "open", "not_applicable"}`; raises Impossible that names the field."""
    question = read(Question, asked)
    unique((each.key for each in question.criteria), "criteria")
    if question.lowest >= question.highest:
        raise Impossible("highest: must be above lowest")
    criteria = [_criterion(each, question, f"criteria.{number}") for number, each in enumerate(question.criteria)]
    answers = {key: said for key, said in question.answers.items() if said is not None}
    try:
        found = mark(criteria, answers, minimum_coverage=question.minimum_coverage)
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
