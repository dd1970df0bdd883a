"""The hours of a sport's fields cut into slots, and a tournament's matches as the engine's season."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from events_app.core.clock import local
from events_app.tournaments.engine.schedule_values import Assignment, Fixture, Season
from events_app.tournaments.engine.schedule_values import Referee as Whistle
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Field, FieldWindow, Match, Referee
from events_app.tournaments.referees import can_come

SLOTS_MOST = 4_000
MOVABLE = (MatchStatus.WAITING, MatchStatus.READY)


@dataclass(frozen=True)
class Grid:
    """Slots of `minutes` from each day's opening; day d has the slots d × slots_per_day and on."""

    sport: str
    minutes: int
    openings: tuple[datetime, ...]
    slots_per_day: int
    fields: tuple[Field, ...]
    open_cells: frozenset[tuple[int, int]]

    @property
    def slots(self) -> int:
        return len(self.openings) * self.slots_per_day

    def start(self, slot: int) -> datetime:
        day, turn = divmod(slot, self.slots_per_day)
        return self.openings[day] + timedelta(minutes=turn * self.minutes)

    def slot_of(self, moment: datetime | None) -> int | None:
        """The slot that begins at this moment, if one does."""
        for day, opening in enumerate(self.openings):
            turn, rest = divmod(round(((moment or opening) - opening).total_seconds()), self.minutes * 60)
            if moment is not None and rest == 0 and 0 <= turn < self.slots_per_day:
                return day * self.slots_per_day + turn
        return None

    def is_open(self, field_id: int, slot: int) -> bool:
        return (field_id, slot) in self.open_cells


@dataclass(frozen=True)
class Busy:
    """A field that something of another sport holds for a while."""

    field_id: int
    starts_at: datetime
    ends_at: datetime


def grid_of(sport: str, minutes: int, windows: Sequence[FieldWindow], zone: str, busy: Iterable[Busy] = ()) -> Grid:
    """The windows of the fields where this sport is played; `busy` closes what others hold. No windows, no slots."""
    mine = [each for each in windows if not each.field.sports or sport in each.field.sports]
    fields = tuple({each.field_id: each.field for each in mine}.values())
    days: dict[date, list[FieldWindow]] = {}
    for each in mine:
        days.setdefault(local(each.starts_at, zone).date(), []).append(each)
    openings = tuple(min(each.starts_at for each in days[day]) for day in sorted(days))
    lengths = [_turns(days[day], minutes) for day in sorted(days)]
    grid = Grid(sport, minutes, openings, max(lengths, default=0), fields, frozenset())
    cells = _open_cells(grid, mine, list(busy)) if grid.slots <= SLOTS_MOST else frozenset[tuple[int, int]]()
    return Grid(sport, minutes, openings, grid.slots_per_day, fields, cells)


def _turns(windows: Sequence[FieldWindow], minutes: int) -> int:
    opening, closing = min(each.starts_at for each in windows), max(each.ends_at for each in windows)
    return int((closing - opening) // timedelta(minutes=minutes))


def _open_cells(grid: Grid, windows: Sequence[FieldWindow], busy: Sequence[Busy]) -> frozenset[tuple[int, int]]:
    length, cells = timedelta(minutes=grid.minutes), set[tuple[int, int]]()
    for slot in range(grid.slots):
        start = grid.start(slot)
        within = {each.field_id for each in windows if each.starts_at <= start and start + length <= each.ends_at}
        free = {id_ for id_ in within if not any(_meets(held, id_, start, start + length) for held in busy)}
        cells |= {(id_, slot) for id_ in free}
    return frozenset(cells)


def _meets(held: Busy, field_id: int, start: datetime, end: datetime) -> bool:
    return held.field_id == field_id and held.starts_at < end and start < held.ends_at


@dataclass(frozen=True)
class Ask:
    """What a season is made of besides its grid: matches, referees and the tournament's wishes."""

    matches: tuple[Match, ...]
    referees: tuple[Referee, ...]
    after: Mapping[int, tuple[int, ...]]
    rest_minutes: int
    max_per_day: int | None


def season_of(grid: Grid, ask: Ask, *, closed: frozenset[tuple[int, int]] = frozenset()) -> Season:
    """Matches by their ids, entries by team ids, fields and referees by their ids as text; `closed` cells besides."""
    length = timedelta(minutes=grid.minutes)
    fields = tuple(str(each.id) for each in grid.fields)
    ids = {match.id for match in ask.matches}
    teams = [team for match in ask.matches for team in (match.home, match.away) if team is not None]
    shut = {
        (str(field.id), slot)
        for slot in range(grid.slots)
        for field in grid.fields
        if not grid.is_open(field.id, slot) or (field.id, slot) in closed
    }
    return Season(
        fixtures=tuple(_fixture(match, ask.after, ids) for match in ask.matches),
        fields=fields,
        slots=grid.slots,
        slots_per_day=grid.slots_per_day or 1,
        rest=-(-ask.rest_minutes // grid.minutes),
        max_per_day=ask.max_per_day,
        companies={team.id: str(team.company_id) for team in teams if team.company_id is not None},
        blocked=frozenset(shut),
        referees=tuple(_whistle(each, grid, length) for each in ask.referees),
    )


def placed(grid: Grid, matches: Iterable[Match]) -> list[Assignment]:
    """The matches that stand on a slot of the grid, as the engine's assignments."""
    known, found = {field.id for field in grid.fields}, []
    for match in matches:
        slot = grid.slot_of(match.starts_at)
        if slot is not None and match.field_id in known:
            referee = str(match.referee_id) if match.referee_id is not None else None
            found.append(Assignment(match.id, str(match.field_id), slot, referee))
    return found


def depends_on(plan: Mapping[str, Any] | None) -> dict[int, tuple[int, ...]]:
    """For each match number of a plan, the numbers of those whose results it waits for."""
    if plan is None:
        return {}
    of_table: dict[str, list[int]] = {}
    for match in plan["matches"]:
        of_table.setdefault(match["table"], []).append(match["id"])
    return {match["id"]: tuple(sorted(_sources(match, of_table))) for match in plan["matches"]}


def _sources(match: Mapping[str, Any], of_table: Mapping[str, list[int]]) -> set[int]:
    found = {match["needed"]["match"]} if match["needed"] else set()
    for side in (match["home"], match["away"]):
        found |= {side[key] for key in ("winner_of", "loser_of") if key in side}
        tables = [side["rank_of"]["table"]] if "rank_of" in side else side.get("best_of", {}).get("tables", [])
        found |= {number for table in tables for number in of_table.get(table, [])}
    return found


def _fixture(match: Match, after: Mapping[int, tuple[int, ...]], ids: set[int]) -> Fixture:
    waits = tuple(each for each in after.get(match.id, ()) if each in ids)
    return Fixture(match.id, match.home_id, match.away_id, waits)


def _whistle(referee: Referee, grid: Grid, length: timedelta) -> Whistle:
    company = str(referee.company_id) if referee.company_id is not None else None
    if not referee.available:
        return Whistle(str(referee.id), company)
    slots = (slot for slot in range(grid.slots) if can_come(referee, grid.start(slot), grid.start(slot) + length))
    return Whistle(str(referee.id), company, frozenset(slots))
