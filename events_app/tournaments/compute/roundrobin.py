"""`compute roundrobin`: who meets whom in each round when everybody meets everybody, by the Berger tables."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from events_app.core.compute import Impossible, Input, read
from events_app.tournaments.engine.roundrobin import MOST_LEGS, byes, rounds

MOST_ENTRIES = 1000
MOST_MATCHES = 1_000_000


class Question(Input):
    entries: Annotated[int, Field(ge=2, le=MOST_ENTRIES)]
    legs: Annotated[int, Field(ge=1, le=MOST_LEGS)] = 1


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The rounds and their byes. Raises ValueError that names the field at fault."""
    question = read(Question, asked)
    if question.entries * (question.entries - 1) // 2 * question.legs > MOST_MATCHES:
        raise Impossible(f"legs: together more than {MOST_MATCHES} matches")
    return {
        "rounds": [[[home, away] for home, away in each] for each in rounds(question.entries, question.legs)],
        "byes": byes(question.entries, question.legs),
    }
