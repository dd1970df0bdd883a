"""What the committee prints on letter paper: the calendar by day and field, and a score sheet for each match."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.pages import Page, actor, locale, page
from events_app.directory.office_forms import asked, record_id
from events_app.tournaments import organised
from events_app.tournaments.engine.sports import INCIDENT_NAMES, PERIOD_NAMES
from events_app.tournaments.entries import Player
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Tournament
from events_app.tournaments.office_words import words
from events_app.tournaments.rules import rules_of

MOST_SHEETS = 80


async def office_printed_calendar(request: Request) -> Response:
    """Every match with an hour, by day and field; `dia` prints one day."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    matches = [match for match in await _matches(tournament) if match.starts_at is not None]
    zone, days = tournament.event.timezone, dict[date, dict[str, list[Match]]]()
    for match in matches:
        day = local(match.starts_at, zone).date()  # type: ignore[arg-type] # only those with an hour
        name = f"{match.field.name} · {match.field.venue.name}" if match.field is not None else ""
        days.setdefault(day, {}).setdefault(name, []).append(match)
    wanted = asked(request, "dia", [day.isoformat() for day in days])
    shown = {day: fields for day, fields in days.items() if not wanted or day.isoformat() == wanted}
    return page(request, days=shown, **_around(request, tournament))


async def office_score_sheets(request: Request) -> Response:
    """A sheet for each match of a day that has both teams; without a day, of the next one."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    zone = tournament.event.timezone
    matches = [m for m in await _matches(tournament) if m.starts_at and m.home_id and m.away_id]
    days = sorted({local(match.starts_at, zone).date().isoformat() for match in matches if match.starts_at})
    today = local(request.state.now, zone).date().isoformat()
    day = asked(request, "dia", days) or next((each for each in days if each >= today), days[-1] if days else "")
    mine = [m for m in matches if m.starts_at and local(m.starts_at, zone).date().isoformat() == day][:MOST_SHEETS]
    sheets = await _sheets(mine)
    chosen = [(each, date.fromisoformat(each)) for each in days]
    return page(request, sheets=sheets, days=chosen, day=day, **_around(request, tournament))


async def office_score_sheet(request: Request) -> Response:
    """The sheet of one match, also before its teams are known."""
    match = await organised.match_of(actor(request), record_id(request))
    tournament = match.division.tournament
    return page(
        request,
        template="events_app/tournaments/office_score_sheets.html",
        sheets=await _sheets([match]),
        days=[],
        day="",
        **_around(request, tournament),
    )


async def _matches(tournament: Tournament) -> list[Match]:
    found = Match.filter(division__tournament_id=tournament.id).exclude(status=MatchStatus.NOT_NEEDED)
    related = ("home", "away", "field__venue", "referee", "division")
    return await found.select_related(*related).order_by("starts_at", "field_id", "number")


async def _sheets(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """Each match with both rosters and how the sport divides it."""
    teams = {id_ for match in matches for id_ in (match.home_id, match.away_id) if id_ is not None}
    players = await Player.filter(team_id__in=list(teams) or [0], removed_at=None).select_related("person")
    by_team: dict[int | None, list[Player]] = {}
    for player in sorted(players, key=lambda each: (each.official, each.number is None, each.number or 0, each.id)):
        by_team.setdefault(player.team_id, []).append(player)
    sheets = []
    for match in matches:
        rules = rules_of(match.division)
        sides = [(match.home, by_team.get(match.home_id, [])), (match.away, by_team.get(match.away_id, []))]
        period, incident = PERIOD_NAMES[rules.periods.kind], INCIDENT_NAMES[rules.incident][1]
        sheets.append({"match": match, "sides": sides, "rules": rules, "period": period, "incident": incident})
    return sheets


def _around(request: Request, tournament: Tournament) -> dict[str, Any]:
    event = tournament.event
    return {"tournament": tournament, "event": event, "title": event.title(locale(request)), **words()}


ROUTES = (
    Page("/oficina/torneos/{id:int}/imprimir/calendario", office_printed_calendar, access=Access.COMMITTEE),
    Page("/oficina/torneos/{id:int}/imprimir/hojas", office_score_sheets, access=Access.COMMITTEE),
    Page("/oficina/torneos/partido/{id:int}/hoja", office_score_sheet, access=Access.COMMITTEE),
)
