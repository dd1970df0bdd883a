"""`compute schedule`: a calendar for the matches, or the rules that a given calendar breaks."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, StrictInt

from events_app.core.compute import Impossible, Input, Name, read, unique
from events_app.tournaments.engine.checker import Violation, check
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.schedule import schedule
from events_app.tournaments.engine.schedule_values import Assignment, Fixture, Id, Referee, Season, slots_used

MOST_MATCHES, MOST_SLOTS, MOST_FIELDS = 2000, 10_000, 200
AnyId = StrictInt | Name
Slot = Annotated[int, Field(ge=0, lt=MOST_SLOTS)]


class Match(Input):
    id: AnyId
    home: AnyId | None
    away: AnyId | None
    after: tuple[AnyId, ...] = ()


class Closed(Input):
    field: Name
    slot: Slot


class Whistle(Input):
    name: Name
    company: Name | None = None
    available: tuple[Slot, ...] | None = None


class Place(Input):
    match: AnyId
    field: Name
    slot: Slot
    referee: Name | None = None


class Question(Input):
    matches: Annotated[tuple[Match, ...], Field(max_length=MOST_MATCHES)]
    fields: Annotated[tuple[Name, ...], Field(max_length=MOST_FIELDS)]
    slots: Annotated[int, Field(ge=0, le=MOST_SLOTS)]
    slots_per_day: Annotated[int, Field(ge=1, le=MOST_SLOTS)] | None = None
    rest: Annotated[int, Field(ge=0, le=MOST_SLOTS)] = 0
    max_per_day: Annotated[int, Field(ge=1, le=MOST_SLOTS)] | None = None
    companies: dict[str, Name | None] = Field(default_factory=dict)
    blocked: tuple[Closed, ...] = ()
    referees: Annotated[tuple[Whistle, ...], Field(max_length=MOST_FIELDS)] = ()
    seed: Annotated[str, Field(max_length=200)] = ""
    check: tuple[Place, ...] | None = None


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"feasible", "assignments", "slots_used", "violations"}` or `{"feasible": False, "because"}`.

    Raises Impossible that names the field at fault.
    """
    question = read(Question, asked)
    _consistent(question)
    season = _season(question)
    if question.check is not None:
        given = [Assignment(each.match, each.field, each.slot, each.referee) for each in question.check]
        return _answer(season, given)
    made = schedule(season, seed=question.seed)
    if made.assignments is None:
        return {"feasible": False, "because": spoken(made.because) if made.because else ""}
    return _answer(season, made.assignments)


def _answer(season: Season, assignments: Sequence[Assignment]) -> dict[str, Any]:
    violations = check(season, assignments)
    return {
        "feasible": not violations,
        "assignments": [
            {"match": each.match, "field": each.field, "slot": each.slot, "referee": each.referee}
            for each in assignments
        ],
        "slots_used": slots_used(assignments),
        "violations": [_as_json(violation) for violation in violations],
    }


def _as_json(violation: Violation) -> dict[str, Any]:
    return {"kind": violation.kind, "matches": list(violation.matches), "because": spoken(violation.because)}


def _season(question: Question) -> Season:
    sides = {side for match in question.matches for side in (match.home, match.away) if side is not None}
    companies = {side: question.companies.get(str(side)) for side in sides}
    return Season(
        fixtures=tuple(Fixture(each.id, each.home, each.away, each.after) for each in question.matches),
        fields=question.fields,
        slots=question.slots,
        slots_per_day=question.slots_per_day or max(question.slots, 1),
        rest=question.rest,
        max_per_day=question.max_per_day,
        companies={side: company for side, company in companies.items() if company is not None},
        blocked=frozenset((each.field, each.slot) for each in question.blocked),
        referees=tuple(
            Referee(each.name, each.company, None if each.available is None else frozenset(each.available))
            for each in question.referees
        ),
    )


def _consistent(question: Question) -> None:
    unique((match.id for match in question.matches), "matches.id")
    unique(question.fields, "fields")
    unique((referee.name for referee in question.referees), "referees.name")
    known = {match.id for match in question.matches}
    for number, match in enumerate(question.matches):
        if match.home is not None and match.home == match.away:
            raise Impossible(f"matches.{number}.away: {match.away} cannot play against itself")
        _known(match.after, known, f"matches.{number}.after", "match")
    for number, closed in enumerate(question.blocked):
        _known([closed.field], set(question.fields), f"blocked.{number}.field", "field")
        _inside(closed.slot, question.slots, f"blocked.{number}.slot")
    for number, place in enumerate(question.check or ()):
        _known([place.match], known, f"check.{number}.match", "match")
        _known([place.field], set(question.fields), f"check.{number}.field", "field")
        _inside(place.slot, question.slots, f"check.{number}.slot")
        names = {referee.name for referee in question.referees}
        _known([place.referee] if place.referee is not None else [], names, f"check.{number}.referee", "referee")
    unique((place.match for place in question.check or ()), "check.match")


def _known(asked: Sequence[Id], known: Sequence[Id] | set[Id] | set[str], place: str, what: str) -> None:
    for each in asked:
        if each not in known:
            raise Impossible(f"{place}: there is no {what} {each}")


def _inside(slot: int, slots: int, place: str) -> None:
    if slot >= slots:
        raise Impossible(f"{place}: the slots are 0 to {slots - 1}")
