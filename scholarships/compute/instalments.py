"""`compute instalments`: the parts in which an award is paid."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from events_app.core.compute import ExactDecimal, Impossible, Input, read
from events_app.core.money import Money
from scholarships.engine.instalments import instalments

MOST_PARTS = 1000


class Question(Input):
    amount: Annotated[ExactDecimal, Field(ge=0)]
    count: Annotated[int, Field(ge=1, le=MOST_PARTS)]


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"instalments": […]}` in pesos with two decimals; raises Impossible that names the field."""
    question = read(Question, asked)
    try:
        award = Money.of(question.amount)
    except ValueError as error:
        raise Impossible("amount: at most two decimals") from error
    return {"instalments": [str(part) for part in instalments(award, question.count)]}
