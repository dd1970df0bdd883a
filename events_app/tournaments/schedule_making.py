"""Makes the calendar with the engine, sport by sport, around what is played, locked or already given."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_app.tournaments.announcing import move_and_tell
from events_app.tournaments.calendars import HARD, Calendar, Move, busy_of, calendar_of
from events_app.tournaments.engine.checker import check
from events_app.tournaments.engine.reasons import Reason
from events_app.tournaments.engine.schedule import schedule
from events_app.tournaments.engine.schedule_values import Assignment
from events_app.tournaments.grid import MOVABLE, Busy, Grid, placed, season_of
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Tournament

TRIES = 6


@dataclass(frozen=True)
class Made:
    """What the engine gave: how many matches got a place, or for each sport why it is impossible."""

    placed: int
    because: Mapping[str, Reason]


async def make_schedule(
    tournament: Tournament, division_ids: Sequence[int], *, seed: str, key: str, actor: str, now: datetime
) -> Made:
    """Gives a field, an hour and a referee to every match of these divisions that is still to be played and not locked.

    Sports with fewer fields go first, and what they take is closed for the others.
    """
    calendar = await calendar_of(tournament)
    moves: list[Move] = []
    whistles: dict[int, int | None] = {}
    because: dict[str, Reason] = {}
    for sport in sorted(calendar.grids, key=lambda each: (len(calendar.grids[each].fields), each)):
        wanted = [match for match in calendar.of_sport(sport) if match.division_id in division_ids and _free(match)]
        if not wanted:
            continue
        taken = [match for match in calendar.matches if match not in wanted]
        found = await _search(calendar, sport, wanted, taken, moves, seed, now)
        if isinstance(found, Reason):
            because[sport] = found
            continue
        grid = calendar.grids[sport]
        moves += [_as_move(each, grid, calendar.matches) for each in found]
        whistles |= {int(each.match): int(each.referee) if each.referee else None for each in found}
    if moves:
        await move_and_tell(tournament, moves, key=key, actor=actor, now=now, referees=whistles)
    return Made(len(moves), because)


async def _search(
    calendar: Calendar, sport: str, wanted: Sequence[Match], taken: Sequence[Match], moves: Sequence[Move],
    seed: str, now: datetime,
) -> list[Assignment] | Reason:  # fmt: skip
    """A schedule of the wanted matches beside the taken ones, or why there is none; in a thread of its own."""
    grid = calendar.grids[sport]
    closed = _closed(grid, taken, moves, calendar, now)
    season = season_of(grid, calendar.ask(wanted), closed=closed)
    beside = placed(grid, [match for match in taken if match.division.sport == sport])
    whole = season_of(grid, calendar.ask(calendar.of_sport(sport)))
    answer: list[Assignment] | Reason = Reason("")
    for attempt in range(TRIES):
        made = await asyncio.to_thread(schedule, season, seed=f"{seed}-{attempt}" if attempt else seed)
        if made.assignments is None:
            return made.because or Reason("")
        wrong = [each for each in check(whole, [*beside, *made.assignments]) if each.kind in HARD | {"rest"}]
        if not wrong:
            return list(made.assignments)
        answer = wrong[0].because
    return answer


def _closed(
    grid: Grid, taken: Sequence[Match], moves: Sequence[Move], calendar: Calendar, now: datetime
) -> frozenset[tuple[int, int]]:
    """Cells that are past, or held by a match that stays or by one just given a place."""
    by_id = {match.id: match for match in calendar.matches}
    held = busy_of(taken)
    for move in moves:
        if move.field is not None and move.starts_at is not None:
            minutes = by_id[move.match].division.match_minutes
            held.append(Busy(move.field, move.starts_at, move.starts_at + timedelta(minutes=minutes)))
    length = timedelta(minutes=grid.minutes)
    cells = set()
    for field_id, slot in grid.open_cells:
        start = grid.start(slot)
        if start < now or any(
            each.field_id == field_id and each.starts_at < start + length and start < each.ends_at for each in held
        ):
            cells.add((field_id, slot))
    return frozenset(cells)


def _free(match: Match) -> bool:
    return match.status in MOVABLE and not match.locked


def _as_move(assignment: Assignment, grid: Grid, matches: Sequence[Match]) -> Move:
    match = next(each for each in matches if each.id == assignment.match)
    start = grid.start(assignment.slot)
    return Move(match.id, int(assignment.field), start, (match.field_id, match.starts_at))
