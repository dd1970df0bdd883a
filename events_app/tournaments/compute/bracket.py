"""`compute bracket`: the matches of a single or double elimination, and what its results lead to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from events_app.core.compute import Impossible, Input, read, unique
from events_app.tournaments.engine.brackets import double, single
from events_app.tournaments.engine.fold import State, fold
from events_app.tournaments.engine.fold_play import NotReady, played
from events_app.tournaments.engine.plan import PlanError, checked, match_as_json
from events_app.tournaments.engine.references import (
    Bye,
    LoserOf,
    Needed,
    Plan,
    PlannedMatch,
    Seed,
    Side,
    Source,
    WinnerOf,
)

MOST_ENTRIES = 65_536
Number = Annotated[int, Field(ge=1, le=10**9)]


class SourceAsked(Input):
    """One of `seed`, `winner_of`, `loser_of`, `bye`."""

    seed: Annotated[int, Field(ge=1, le=MOST_ENTRIES)] | None = None
    winner_of: Number | None = None
    loser_of: Number | None = None
    bye: Literal[True] | None = None

    @model_validator(mode="after")
    def _one(self) -> "SourceAsked":
        if len(self.model_fields_set) != 1 or all(
            each is None for each in (self.seed, self.winner_of, self.loser_of, self.bye)
        ):
            raise ValueError("must be one of seed, winner_of, loser_of, bye")
        return self

    def source(self) -> Source:
        if self.seed is not None:
            return Seed(self.seed)
        if self.winner_of is not None:
            return WinnerOf(self.winner_of)
        return LoserOf(self.loser_of) if self.loser_of is not None else Bye()


class NeededAsked(Input):
    match: Number
    won_by: Literal["home", "away"]


class MatchAsked(Input):
    id: Number
    bracket: Literal["winners", "losers", "final", "third"]
    round: Number
    home: SourceAsked
    away: SourceAsked
    needed: NeededAsked | None = None

    def planned(self) -> PlannedMatch:
        needed = Needed(self.needed.match, self.needed.won_by) if self.needed else None
        home, away = self.home.source(), self.away.source()
        return PlannedMatch(self.id, home, away, "knockout", self.bracket, self.round, needed=needed)


class ResultAsked(Input):
    match: Number
    winner: Literal["home", "away"]


class Question(Input):
    format: Literal["single", "double"] | None = None
    entries: Annotated[int, Field(ge=2, le=MOST_ENTRIES)] | None = None
    third_place: bool = False
    reset: bool = True
    plan: Annotated[tuple[MatchAsked, ...], Field(min_length=1, max_length=4 * MOST_ENTRIES)] | None = None
    results: tuple[ResultAsked, ...] | None = None


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The matches, and with results the champion and places. Raises ValueError that names the field at fault."""
    question = read(Question, asked)
    plan = _plan(question) if question.plan is None else _own_plan(question.plan, question.entries)
    answer: dict[str, Any] = {"matches": [_written(match) for match in plan.matches]}
    return answer if question.results is None else answer | _outcome(plan, question.results)


def _plan(question: Question) -> Plan:
    if question.format is None:
        raise Impossible("format: must be single or double")
    if question.entries is None:
        raise Impossible("entries: is missing")
    if question.format == "double":
        return double(question.entries, question.reset)
    return single(question.entries, question.third_place)


def _own_plan(asked: Sequence[MatchAsked], entries: int | None) -> Plan:
    unique((match.id for match in asked), "plan.id")
    matches = tuple(sorted((match.planned() for match in asked), key=lambda match: match.id))
    _each_source_once(matches)
    seeds = [source.number for match in matches for source in (match.home, match.away) if isinstance(source, Seed)]
    try:
        return checked(Plan(entries or max(2, *seeds, 2), (), matches))
    except PlanError as error:
        raise Impossible(f"plan: {error}") from error


def _each_source_once(matches: Iterable[PlannedMatch]) -> None:
    """An entry goes to one place; only a match that may not be needed shares its sources."""
    sure = [match for match in matches if match.needed is None]
    unique(
        (_said(source) for match in sure for source in (match.home, match.away) if not isinstance(source, Bye)), "plan"
    )


def _said(source: Source) -> str:
    match source:
        case Seed(number):
            return f"seed {number}"
        case WinnerOf(earlier):
            return f"winner_of {earlier}"
        case LoserOf(earlier):
            return f"loser_of {earlier}"
    return "bye"


def _outcome(plan: Plan, results: Sequence[ResultAsked]) -> dict[str, Any]:
    unique((each.match for each in results), "results.match")
    winners: dict[int, Side] = {each.match: each.winner for each in results}
    try:
        log = played(plan, winners)
    except NotReady as error:
        place = next(number for number, each in enumerate(results) if each.match == error.match)
        raise Impossible(f"results.{place}.match: {error}") from error
    state = fold(plan, log, entries=[str(seed) for seed in range(1, plan.entries + 1)])
    return {
        "champion": _seed(state.champion),
        "runner_up": _seed(state.runner_up),
        "ranks": _by_seed(state, state.ranks),
        "losses": _by_seed(state, state.losses),
        "ready": list(state.ready),
    }


def _seed(entry: str | None) -> int | None:
    return None if entry is None else int(entry)


def _by_seed(state: State, found: Mapping[str, int]) -> dict[str, int]:
    return {entry: found[entry] for entry in state.entries if entry in found}


def _written(match: PlannedMatch) -> dict[str, Any]:
    said = match_as_json(match)
    return {name: said[name] for name in ("id", "bracket", "round", "home", "away", "needed")}
