"""The calendar as a board: a table of hours and fields for each sport and day, and its conflicts in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events_app.core.clock import local
from events_app.core.formats import capital, format_date_words, format_short_moment
from events_app.core.i18n import _
from events_app.tournaments.calendars import Calendar, Move
from events_app.tournaments.engine.reasons import Reason
from events_app.tournaments.grid import MOVABLE, Grid
from events_app.tournaments.matches import Field, Match

LISTED = ("one", "other", "match", "earlier")


@dataclass(frozen=True)
class Cell:
    """`value` is "field|hour" as the forms send it; closed cells take nothing."""

    field: Field
    starts_at: datetime
    matches: tuple[Match, ...]
    is_open: bool

    @property
    def value(self) -> str:
        return f"{self.field.id}|{self.starts_at.isoformat()}"


@dataclass(frozen=True)
class Row:
    starts_at: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Board:
    sport: str
    minutes: int
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]


def label(match: Match) -> str:
    """ "12 · Imuris – El Pitic", with what is not known yet said so."""
    home = match.home.short_name if match.home is not None else _("por definirse")
    away = match.away.short_name if match.away is not None else _("por definirse")
    return f"{match.number} · {home} – {away}"


def place_of(match: Match) -> str:
    """ "field|hour" where the match stands now; "|" without one."""
    at = match.starts_at.isoformat() if match.starts_at else ""
    return f"{match.field_id or ''}|{at}"


def days_of(calendar: Calendar) -> list[str]:
    """The local days, as ISO dates, with hours or matches."""
    zone = calendar.tournament.event.timezone
    openings = [opening for grid in calendar.grids.values() for opening in grid.openings]
    starts = [match.starts_at for match in calendar.matches if match.starts_at is not None]
    return sorted({local(moment, zone).date().isoformat() for moment in (*openings, *starts)})


def day_name(day: str) -> str:
    return capital(format_date_words(date.fromisoformat(day)))


def boards_of(calendar: Calendar, day: str) -> list[Board]:
    """A table for each sport that has hours that day."""
    found = [_board(calendar, sport, grid, day) for sport, grid in calendar.grids.items()]
    return [board for board in found if board.rows]


def unplaced(calendar: Calendar) -> list[Match]:
    """The matches without an hour, or standing where no slot of their sport begins."""
    placed = set()
    for sport, grid in calendar.grids.items():
        known = {field.id for field in grid.fields}
        for match in calendar.of_sport(sport):
            if match.field_id in known and grid.slot_of(match.starts_at) is not None:
                placed.add(match.id)
    return [match for match in calendar.matches if match.id not in placed and match.status in MOVABLE]


def cells_for(calendar: Calendar, match: Match, now: datetime) -> list[tuple[str, str, bool]]:
    """Every open cell from now on where the match could go: its value, its name, and whether it is free."""
    grid = calendar.grids.get(str(match.division.sport))
    if grid is None:
        return []
    zone = calendar.tournament.event.timezone
    taken = {(each.field_id, each.starts_at) for each in calendar.matches if each.id != match.id}
    found = []
    for slot in range(grid.slots):
        start = grid.start(slot)
        for field in grid.fields:
            if start >= now and grid.is_open(field.id, slot):
                name = f"{format_short_moment(start, zone)} · {field.name}"
                found.append((f"{field.id}|{start.isoformat()}", name, (field.id, start) not in taken))
    return found


def described(calendar: Calendar, moves: Sequence[Move]) -> list[dict[str, Any]]:
    """The moves in words, with the text that the form sends again."""
    matches = {match.id: match for match in calendar.matches}
    return [
        {
            "label": label(matches[move.match]),
            "division": matches[move.match].division,
            "before": where(calendar, *move.was),
            "after": where(calendar, move.field, move.starts_at),
            "value": _written(move),
        }
        for move in moves
    ]


def where(calendar: Calendar, field_id: int | None, starts_at: datetime | None) -> str:
    if field_id is None or starts_at is None:
        return _("sin cancha ni hora")
    names = _field_names(calendar)
    moment = format_short_moment(starts_at, calendar.tournament.event.timezone)
    return f"{moment} · {names.get(str(field_id), str(field_id))}"


def off_grid(calendar: Calendar, moves: Sequence[Move]) -> list[str]:
    """Sentences for moves to an hour or a field that the sport of the match does not have."""
    matches = {match.id: match for match in calendar.matches}
    wrong = []
    for move in moves:
        if move.starts_at is None:
            continue
        grid = calendar.grids[str(matches[move.match].division.sport)]
        slot = grid.slot_of(move.starts_at)
        if slot is None or move.field not in {field.id for field in grid.fields}:
            said = _(
                "El partido %(match)s no cabe ahí: esa cancha no tiene ese horario.", match=label(matches[move.match])
            )
            wrong.append(said)
    return wrong


def told(because: Reason, calendar: Calendar) -> str:
    """The engine's reason with the names of teams, fields, referees, matches and hours."""
    matches = {str(match.id): match for match in calendar.matches}
    teams = {str(t.id): t.name for match in calendar.matches for t in (match.home, match.away) if t is not None}
    params: dict[str, Any] = dict(because.params)
    _name_slot(params, calendar, matches)
    for key in LISTED:
        if str(params.get(key, "")) in matches:
            params[key] = label(matches[str(params[key])])
    _name(params, "entry", teams)
    _name(params, "field", _field_names(calendar))
    _name(params, "referee", {str(each.id): each.name for each in calendar.referees})
    companies = {str(each.company_id): each.company.display_name for each in calendar.referees if each.company}
    _name(params, "company", companies)
    return _(because.key, **params)


def _name_slot(params: dict[str, Any], calendar: Calendar, matches: Mapping[str, Match]) -> None:
    """A slot is said by its hour, which the grid of the match's sport knows."""
    match = next((matches[str(params[key])] for key in LISTED if str(params.get(key, "")) in matches), None)
    if match is not None and "slot" in params:
        start = calendar.grids[str(match.division.sport)].start(int(params["slot"]))
        params["slot"] = format_short_moment(start, calendar.tournament.event.timezone)


def _name(params: dict[str, Any], key: str, names: Mapping[str, str]) -> None:
    if key in params:
        params[key] = names.get(str(params[key]), str(params[key]))


def _field_names(calendar: Calendar) -> dict[str, str]:
    fields = [field for grid in calendar.grids.values() for field in grid.fields]
    fields += [match.field for match in calendar.matches if match.field is not None]
    return {str(field.id): field.name for field in fields}


def _board(calendar: Calendar, sport: str, grid: Grid, day: str) -> Board:
    zone = calendar.tournament.event.timezone
    at: dict[tuple[int | None, datetime | None], list[Match]] = {}
    for match in calendar.of_sport(sport):
        at.setdefault((match.field_id, match.starts_at), []).append(match)
    slots = [slot for slot in range(grid.slots) if local(grid.start(slot), zone).date().isoformat() == day]
    rows = [
        Row(start, tuple(_cell(grid, field, start, at) for field in grid.fields)) for start in map(grid.start, slots)
    ]
    kept = [row for row in rows if any(cell.is_open or cell.matches for cell in row.cells)]
    return Board(sport, grid.minutes, grid.fields, tuple(kept))


def _cell(grid: Grid, field: Field, start: datetime, at: Mapping[Any, Sequence[Match]]) -> Cell:
    slot = grid.slot_of(start) or 0
    return Cell(field, start, tuple(at.get((field.id, start), ())), grid.is_open(field.id, slot))


def _written(move: Move) -> str:
    parts = [str(move.match)]
    for field, moment in ((move.field, move.starts_at), move.was):
        parts += [str(field or ""), moment.isoformat() if moment else ""]
    return "|".join(parts)
