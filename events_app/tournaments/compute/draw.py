"""`compute draw`: the groups that a published seed gives, and the steps to read aloud."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StrictInt, StrictStr, TypeAdapter, ValidationError

from events_app.core.compute import Impossible, Input, Name, read, unique
from events_app.tournaments.engine.draw import Entrant, NoDraw, draw
from events_app.tournaments.engine.reasons import spoken

MOST_ENTRIES = 1000
Id = StrictInt | Name
_NAME = TypeAdapter[str](Name)


class Entry(Input):
    """An entry; besides these fields it has the one that `keep_apart` names."""

    model_config = ConfigDict(extra="allow")
    id: Id
    company: Name | None = None
    pot: Annotated[int, Field(ge=0, le=MOST_ENTRIES)] | None = None


class Question(Input):
    entries: Annotated[tuple[Entry, ...], Field(min_length=2, max_length=MOST_ENTRIES)]
    groups: Annotated[int, Field(ge=1, le=MOST_ENTRIES)]
    keep_apart: Name | None = None
    seed: Annotated[StrictStr, Field(max_length=200)] = ""


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"groups", "steps"}` or `{"feasible": False, "because"}`. Raises Impossible that names the field."""
    question = read(Question, asked)
    unique((str(entry.id) for entry in question.entries), "entries.id")
    entrants = [_entrant(entry, number, question.keep_apart) for number, entry in enumerate(question.entries)]
    if len({entrant.pot is None for entrant in entrants}) > 1:
        raise Impossible("entries.pot: either every entry has a pot or none has")
    if question.groups > len(entrants):
        raise Impossible("groups: there are more groups than entries")
    try:
        drawn = draw(entrants, question.groups, seed=question.seed)
    except NoDraw as error:
        return {"feasible": False, "because": spoken(error.reason)}
    return {"groups": [list(group) for group in drawn.groups], "steps": [spoken(step) for step in drawn.steps]}


def _entrant(entry: Entry, number: int, keep_apart: str | None) -> Entrant:
    more = entry.model_extra or {}
    for name in more:
        if name != keep_apart:
            raise Impossible(f"entries.{number}.{name}: unknown field")
    apart = {"company": entry.company, **more}.get(keep_apart or "")
    if apart is None:
        return Entrant(entry.id, entry.pot)
    try:
        return Entrant(entry.id, entry.pot, _NAME.validate_python(apart, strict=True))
    except ValidationError as error:
        raise Impossible(f"entries.{number}.{keep_apart}: text of 1 to 200 characters, or null") from error
