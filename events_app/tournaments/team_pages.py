"""The public pages of a team and of a player who agreed to have one; following a team; its calendar."""

from collections import Counter
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import read_form
from events_app.core.i18n import _
from events_app.core.pages import Page, absolute, actor, flash, locale, redirect
from events_app.events.caching import fresh
from events_app.tournaments import follow, public_queries
from events_app.tournaments.division_view import show_of, shown
from events_app.tournaments.entries import Team
from events_app.tournaments.models import Division
from events_app.tournaments.public_queries import Known, World
from events_app.tournaments.team_calendar import calendar_of
from events_app.tournaments.view import Show
from events_app.tournaments.view_values import Card

DIVISION = "/torneos/{slug}/{division}"
TEAM = f"{DIVISION}/equipos/{{id:int}}"
CALENDAR = "text/calendar; charset=utf-8"


async def team(request: Request) -> Response:
    """Its way so far and ahead, its matches, its players as they agreed to be shown, and its calendar."""
    division = await _division(request)
    roster = await public_queries.people_of(division, team_id=int(request.path_params["id"]), removed_at=None)

    def extra(show: Show) -> dict[str, Any]:
        found = _team(show.world, int(request.path_params["id"]))
        path = f"/torneos/{show.world.tournament.event.slug}/{division.slug}/equipos/{found.id}.ics"
        webcal = "webcal://" + absolute(path).split("://", 1)[1]
        return {
            "team": found,
            "way": show.way_of(found) if show.drawn else None,
            "roster": list(roster.values()),
            "webcal": webcal,
            "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        }

    return await shown(
        request,
        kind="equipo",
        mark=int(request.path_params["id"]),
        extra=extra,
        template="events_app/tournaments/team.html",
    )


async def player(request: Request) -> Response:
    """Only for who agreed to it; for anybody else there is no such page."""
    division = await _division(request)
    number = int(request.path_params["id"])
    known = (await public_queries.people_of(division, id=number)).get(number)
    if known is None or not known.has_page:
        raise NotFound()

    def extra(show: Show) -> dict[str, Any]:
        return _of_player(show, known)

    return await shown(request, kind="jugador", extra=extra, template="events_app/tournaments/player.html")


async def team_calendar(request: Request) -> Response:
    """The matches of a team for a calendar that subscribes to them."""
    division = await _division(request)
    show = await show_of(division, request.state.now, ())
    found = _team(show.world, int(request.path_params["id"]))
    body = calendar_of(show, found, locale(request))
    headers = {"Content-Disposition": f'inline; filename="{division.slug}-{found.id}.ics"'}
    return fresh(request, body, CALENDAR, seconds=300, headers=headers, shared=False)


async def follow_team(request: Request) -> Response:
    """Follows the team of the address."""
    return await _follow(request, int(request.path_params["id"]))


async def follow_chosen(request: Request) -> Response:
    """Follows the team that was chosen from the list."""
    chosen = str((await read_form(request)).get("team", ""))
    return await _follow(request, int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 16 else 0)


async def stop_following(request: Request) -> Response:
    division = await _division(request)
    answer = redirect(request, "tournaments.division", **_place(division))
    follow.stop(request, answer, int(request.path_params["id"]))
    return answer


async def _follow(request: Request, team_id: int) -> Response:
    division = await _division(request)
    teams = await Team.filter(division_id=division.id, status__in=list(public_queries.PLAYING))
    found = next((each for each in teams if each.id == team_id), None)
    if found is None:
        raise NotFound()
    answer = redirect(request, "tournaments.division", **_place(division))
    follow.follow(request, answer, found.id, {each.id for each in teams})
    flash(answer, _("Sigues a %(team)s: su camino va marcado.", team=found.name))
    return answer


async def _division(request: Request) -> Division:
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])
    return await public_queries.division_for(actor(request), slug, division_slug)


def _place(division: Division) -> dict[str, str]:
    return {"slug": division.tournament.event.slug, "division": division.slug}


def _team(world: World, team_id: int) -> Team:
    found = world.teams.get(team_id)
    if found is None:
        raise NotFound()
    return found


def _of_player(show: Show, known: Known) -> dict[str, Any]:
    """What the scorekeepers noted of the player."""
    count: Counter[str] = Counter()
    scored: list[tuple[Card, int]] = []
    for row in show.world.rows.values():
        sheet = show.world.sheets.get(row.id)
        mine = [each for each in sheet.incidents if each.player == str(known.id)] if sheet is not None else []
        goals = sum(each.value for each in mine if each.kind == "score")
        count.update(each.kind for each in mine)
        if goals:
            scored.append((show.cards.card(row.number), goals))
    return {
        "player": known,
        "team": _team(show.world, known.team_id),
        "goals": sum(goals for _card, goals in scored),
        "yellow": count["yellow"],
        "red": count["red"] + count["second_yellow"],
        "matches": scored,
    }


ROUTES = (
    Page(f"{DIVISION}/seguir", follow_chosen, access=Access.PUBLIC, methods=("POST",)),
    Page(f"{TEAM}.ics", team_calendar, access=Access.PUBLIC),
    Page(TEAM, team, access=Access.PUBLIC),
    Page(f"{TEAM}/seguir", follow_team, access=Access.PUBLIC, methods=("POST",)),
    Page(f"{TEAM}/dejar", stop_following, access=Access.PUBLIC, methods=("POST",)),
    Page(f"{DIVISION}/jugadores/{{id:int}}", player, access=Access.PUBLIC),
)
