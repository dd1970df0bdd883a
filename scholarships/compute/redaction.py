"""`compute redaction`: an essay and the names in it, to the essay as a reader may see it."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import StringConstraints

from events_app.core.compute import Input, Name, read
from scholarships.engine.redaction import redact

LONGEST = 200_000


class Question(Input):
    text: Annotated[str, StringConstraints(max_length=LONGEST)]
    names: tuple[Name, ...] = ()
    companies: tuple[Name, ...] = ()


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"text", "masked"}`; raises Impossible that names the field."""
    question = read(Question, asked)
    redacted = redact(question.text, names=question.names, companies=question.companies)
    return {"text": redacted.text, "masked": redacted.masked}
