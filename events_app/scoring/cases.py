"""What waits for the committee: disputes, matches that were suspended, ties that nothing breaks, second thoughts."""

from collections.abc import Iterator
from dataclasses import dataclass

from events_app.scoring.queries import RELATED, team_names
from events_app.tournaments import folds
from events_app.tournaments.engine.fold import State
from events_app.tournaments.engine.fold_tables import BEST
from events_app.tournaments.engine.references import BestOf
from events_app.tournaments.kinds import DivisionStatus, MatchStatus, SignatureVerdict
from events_app.tournaments.matches import Match, Signature
from events_app.tournaments.models import Division

DRAWN = (DivisionStatus.DRAWN, DivisionStatus.PLAYING, DivisionStatus.FINISHED)


@dataclass(frozen=True)
class Case:
    """A match to rule, with what the captain who objects said."""

    match: Match
    objection: str
    by: str


@dataclass(frozen=True)
class Tie:
    """Teams of a finished table (or the best at one place of several, "best-3") that the committee must order."""

    division: Division
    table: str
    teams: tuple[tuple[str, str], ...]


async def of_tournament(tournament_id: int) -> tuple[list[Case], list[Tie]]:
    """The oldest first."""
    open_ = [str(MatchStatus.DISPUTED), str(MatchStatus.REPORTED)]
    found = Match.filter(division__tournament_id=tournament_id, status__in=open_).select_related(*RELATED)
    waiting = [each for each in await found.order_by("report", "id") if _needs_ruling(each)]
    said = await _objections(waiting)
    cases = [Case(each, *said.get((each.id, each.report), ("", ""))) for each in waiting]
    divisions = await Division.filter(tournament_id=tournament_id, status__in=[str(each) for each in DRAWN])
    ties = [tie for division in divisions for tie in await ties_of(division)]
    return cases, ties


async def ties_of(division: Division) -> list[Tie]:
    """Shared places of complete tables."""
    state = await folds.folded(division)
    tied = list(_tied(state))
    names = await team_names([int(team) for _table, teams in tied for team in teams])
    return [Tie(division, table, tuple((team, names.get(team, team)) for team in teams)) for table, teams in tied]


def _needs_ruling(match: Match) -> bool:
    return match.status is MatchStatus.DISPUTED or (match.result or {}).get("kind") == "abandoned"


async def _objections(matches: list[Match]) -> dict[tuple[int, int | None], tuple[str, str]]:
    ids = [each.id for each in matches]
    found = await Signature.filter(match_id__in=ids or [0], verdict=SignatureVerdict.DISPUTED).order_by("id")
    return {(each.match_id, each.report): (each.reason, each.name) for each in found}


def _tied(state: State) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, table in state.worked.items():
        if table.complete:
            for group in table.standing.unresolved:
                yield name, tuple(str(entry) for entry in group)
    cuts = {int(each.params["rank"]) for each in state.problems if set(each.params) == {"rank"}}
    for rank in sorted(cuts):
        yield f"{BEST}{rank}", _at_rank(state, rank)


def _at_rank(state: State, rank: int) -> tuple[str, ...]:
    slots = [each for match in state.plan.matches for each in (match.home, match.away) if isinstance(each, BestOf)]
    tables = {name for each in slots if each.rank == rank for name in each.tables}
    placed = [state.worked[name].at(rank) for name in sorted(tables)]
    return tuple(each for each in placed if each is not None)
