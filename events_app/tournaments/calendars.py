"""A tournament's calendar as it stands: its matches, the grid of each sport, and what the calendar breaks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_app.tournaments import places
from events_app.tournaments.engine.checker import Violation, check
from events_app.tournaments.engine.schedule_values import Assignment
from events_app.tournaments.grid import Ask, Busy, Grid, depends_on, grid_of, placed, season_of
from events_app.tournaments.kinds import DivisionStatus, MatchStatus
from events_app.tournaments.matches import Match, Referee
from events_app.tournaments.models import Division, Tournament

IN_PLAY = (DivisionStatus.DRAWN, DivisionStatus.PLAYING)
HARD = frozenset({"field_twice", "entry_twice", "after", "blocked", "referee_twice", "referee_not_neutral"})


@dataclass(frozen=True)
class Move:
    """A match to another field and hour, or to none; `was` is where whoever moved it saw it."""

    match: int
    field: int | None
    starts_at: datetime | None
    was: tuple[int | None, datetime | None]


@dataclass(frozen=True)
class Calendar:
    """Everything about a tournament's matches, with a grid for each sport."""

    tournament: Tournament
    divisions: tuple[Division, ...]
    matches: tuple[Match, ...]
    referees: tuple[Referee, ...]
    grids: Mapping[str, Grid]
    after: Mapping[int, tuple[int, ...]]

    def of_sport(self, sport: str) -> tuple[Match, ...]:
        mine = {each.id for each in self.divisions if each.sport == sport}
        return tuple(each for each in self.matches if each.division_id in mine)

    def ask(self, matches: Sequence[Match]) -> Ask:
        wishes = self.tournament
        return Ask(tuple(matches), self.referees, self.after, wishes.rest_minutes, wishes.max_per_day)


async def calendar_of(tournament: Tournament) -> Calendar:
    """The drawn divisions, their matches that are to be played or were, and the grids of their sports."""
    divisions = await Division.filter(tournament_id=tournament.id, status__in=list(IN_PLAY)).order_by("position", "id")
    ids = [each.id for each in divisions]
    found = Match.filter(division_id__in=ids or [0]).exclude(status=MatchStatus.NOT_NEEDED)
    matches = await found.select_related("home", "away", "field", "referee", "division").order_by(
        "division_id", "number"
    )
    referees = await Referee.filter(tournament_id=tournament.id).select_related("company").order_by("name")
    windows = await places.windows(tournament.id)
    grids = {}
    for sport in dict.fromkeys(str(each.sport) for each in divisions):
        minutes = max(each.match_minutes for each in divisions if each.sport == sport)
        others = busy_of(match for match in matches if match.division.sport != sport)
        grids[sport] = grid_of(sport, minutes, windows, tournament.event.timezone, others)
    return Calendar(tournament, tuple(divisions), tuple(matches), tuple(referees), grids, _after(divisions, matches))


def busy_of(matches: Iterable[Match]) -> list[Busy]:
    """The fields that these matches hold."""
    return [
        Busy(each.field_id, each.starts_at, each.starts_at + timedelta(minutes=each.division.match_minutes))
        for each in matches
        if each.field_id is not None and each.starts_at is not None
    ]


def violations(calendar: Calendar, moves: Sequence[Move] = ()) -> list[Violation]:
    """What the calendar breaks, with these moves made; matches without an hour are not counted."""
    return [each for sport in calendar.grids for each in _of_sport(calendar, sport, moves) if each.kind != "missing"]


def _of_sport(calendar: Calendar, sport: str, moves: Sequence[Move]) -> tuple[Violation, ...]:
    grid, matches = calendar.grids[sport], calendar.of_sport(sport)
    season = season_of(grid, calendar.ask(matches))
    to = {each.match: each for each in moves}
    assigned = placed(grid, [match for match in matches if match.id not in to])
    for match in matches:
        move = to.get(match.id)
        slot = grid.slot_of(move.starts_at) if move else None
        if move and slot is not None and move.field is not None:
            referee = str(match.referee_id) if match.referee_id is not None else None
            assigned.append(Assignment(match.id, str(move.field), slot, referee))
    return check(season, assigned)


def _after(divisions: Sequence[Division], matches: Sequence[Match]) -> dict[int, tuple[int, ...]]:
    """For each match id, the ids of those whose results it waits for."""
    ids = {(match.division_id, match.number): match.id for match in matches}
    found: dict[int, tuple[int, ...]] = {}
    for division in divisions:
        for number, sources in depends_on(division.plan).items():
            waiting = ids.get((division.id, number))
            if waiting is not None:
                known = (ids.get((division.id, source)) for source in sources)
                found[waiting] = tuple(each for each in known if each is not None)
    return found
