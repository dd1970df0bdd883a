"""`compute discipline`: who misses which match, from the cards of a competition."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from events_app.core.compute import Impossible, Input, Name, read, unique
from events_app.tournaments.engine.discipline import (
    Carded,
    DisciplineRules,
    EntryMatch,
    UnknownMatch,
    suspensions,
)
from events_app.tournaments.engine.reasons import spoken


def _known(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not 0 < len(str(value)) <= 200:
        raise ValueError("must be a whole number or a text")
    return value


Known = Annotated[Any, BeforeValidator(_known)]
Matches = Annotated[int, Field(ge=0, le=1000)]


class MatchAsked(Input):
    id: Known
    entry: Name


class CardAsked(Input):
    match: Known
    person: Name
    card: Literal["yellow", "second_yellow", "red"]


class RulesAsked(Input):
    yellows: Annotated[int, Field(ge=1, le=1000)] | None = 3
    yellow_ban: Matches = 1
    second_yellow_ban: Matches = 1
    red_ban: Matches = 2
    reset_after: Known | None = None


class Question(Input):
    matches: tuple[MatchAsked, ...]
    cards: tuple[CardAsked, ...] = ()
    rules: RulesAsked = Field(default_factory=RulesAsked)


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"bans", "pending"}`. Raises Impossible that names the field at fault."""
    question = read(Question, asked)
    unique([match.id for match in question.matches], "matches.id")
    try:
        found = suspensions(
            [EntryMatch(match.id, match.entry) for match in question.matches],
            [Carded(card.match, card.person, card.card) for card in question.cards],
            DisciplineRules(**question.rules.model_dump()),
        )
    except UnknownMatch as error:
        raise Impossible(f"{error.field}: {error}") from error
    bans = {
        person: [{"match": ban.match, "because": spoken(ban.because)} for ban in each]
        for person, each in found.bans.items()
    }
    return {"bans": bans, "pending": dict(found.pending)}
