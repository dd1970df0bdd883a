"""The public pages of a division: today and the bracket, tables, calendar, scorers, teams and rules."""

import json
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.pages import Page, actor, locale
from events_app.events.caching import fresh
from events_app.events.markdown import to_html
from events_app.tournaments import public_queries
from events_app.tournaments.division_view import PARTS, parts_html, show_of, shown, watched
from events_app.tournaments.rules_words import rule_sections
from events_app.tournaments.view import Show
from events_app.tournaments.view_tables import calculation_of
from events_app.tournaments.view_values import Card

DIVISION = "/torneos/{slug}/{division}"
JSON = "application/json; charset=utf-8"


async def division(request: Request) -> Response:
    """What is played now, today's matches, the bracket and the tables."""
    return await shown(request, kind="hoy", template="events_app/tournaments/division.html")


async def bracket(request: Request) -> Response:
    return await shown(request, kind="llave", template="events_app/tournaments/bracket.html")


async def standings(request: Request) -> Response:
    return await shown(request, kind="tabla", template="events_app/tournaments/standings.html")


async def calendar(request: Request) -> Response:
    """All matches by day, of one team or one field if the reader chooses."""
    chosen = _choice(request)

    def extra(show: Show) -> dict[str, Any]:
        fields = sorted({each.field for each in show.matches if each.field})
        return {"chosen": chosen, "fields": fields, "days": _days(show, chosen)}

    return await shown(request, kind="calendario", extra=extra, template="events_app/tournaments/calendar.html")


async def scorers(request: Request) -> Response:
    """Top scorers and cards by team."""
    return await shown(request, kind="goleo", template="events_app/tournaments/scorers.html")


async def teams(request: Request) -> Response:
    return await shown(request, kind="equipos", template="events_app/tournaments/teams.html")


async def rules(request: Request) -> Response:
    """The rule set in words, and the committee's own text."""

    def extra(show: Show) -> dict[str, Any]:
        text = to_html(show.world.division.rules_text(locale(request)))
        return {"sections": rule_sections(show.world.division), "committee_text": text}

    return await shown(request, kind="reglamento", extra=extra, template="events_app/tournaments/rules.html")


async def match(request: Request) -> Response:
    """A match minute by minute."""
    number = int(request.path_params["number"])

    def extra(show: Show) -> dict[str, Any]:
        return _of_match(show, number)

    return await shown(request, kind="partido", mark=number, extra=extra, template="events_app/tournaments/match.html")


async def calculation(request: Request) -> Response:
    """The input of `compute standings` for a table, for anyone to redo it."""
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])
    found = await public_queries.division_for(actor(request), slug, division_slug)
    show = await show_of(found, request.state.now, ())
    asked = calculation_of(show.cards, str(request.path_params["table"])) if show.drawn else None
    if asked is None:
        raise NotFound()
    body = json.dumps(asked, ensure_ascii=False, indent=1).encode()
    name = f'attachment; filename="{found.slug}.json"'
    return fresh(request, body, JSON, seconds=30, headers={"Content-Disposition": name}, shared=False)


async def division_live(request: Request) -> Response:
    """What changes on an open page of the division, as server-sent events."""
    asked = request.query_params
    kind = asked.get("pagina", "")
    if kind not in PARTS:
        raise NotFound()
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])
    found = await public_queries.division_for(actor(request), slug, division_slug)
    raw = asked.get("n", "")
    mark = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else 0
    chosen = _choice(request)

    async def draw(show: Show) -> dict[str, str]:
        return parts_html(request, show, kind, **_extra_of(show, kind, mark, chosen))

    _extra_of(await show_of(found, request.state.now, ()), kind, mark, chosen)
    return watched(request, found, kind, draw, mark=f"{mark}/{chosen}")


def _choice(request: Request) -> dict[str, str]:
    """The team and the field that the reader chose in the calendar."""
    return {name: request.query_params.get(name, "")[:80] for name in ("equipo", "cancha")}


def _extra_of(show: Show, kind: str, mark: int, chosen: dict[str, str]) -> dict[str, Any]:
    """What the parts of a page need beside the division. Raises NotFound for no such match or team."""
    if kind == "partido":
        return _of_match(show, mark)
    if kind == "equipo":
        team = show.world.teams.get(mark)
        if team is None:
            raise NotFound()
        return {"team": team, "way": show.way_of(team) if show.drawn else None}
    return {"days": _days(show, chosen)} if kind == "calendario" else {}


def _days(show: Show, chosen: dict[str, str]) -> list[tuple[str, date | None, list[Card]]]:
    days = [(words, day, _chosen(cards, chosen)) for words, day, cards in show.days]
    return [each for each in days if each[2]]


def _of_match(show: Show, number: int) -> dict[str, Any]:
    if not show.drawn or number not in show.world.rows:
        raise NotFound()
    row = show.world.rows[number]
    referee = row.referee if row.referee_id is not None else None
    return {
        "card": show.cards.card(number),
        "moments": show.moments(number),
        "referee": referee.name if referee is not None else "",
        "number": number,
    }


def _chosen(cards: list[Card], chosen: dict[str, str]) -> list[Card]:
    return [
        each
        for each in cards
        if (not chosen["equipo"] or any(side.team and str(side.team.id) == chosen["equipo"] for side in each.sides))
        and (not chosen["cancha"] or each.field == chosen["cancha"])
    ]


ROUTES = (
    Page(DIVISION, division, access=Access.PUBLIC),
    Page(f"{DIVISION}/vivo", division_live, access=Access.PUBLIC),
    Page(f"{DIVISION}/llave", bracket, access=Access.PUBLIC),
    Page(f"{DIVISION}/tabla", standings, access=Access.PUBLIC),
    Page(f"{DIVISION}/tabla/{{table}}.json", calculation, access=Access.PUBLIC),
    Page(f"{DIVISION}/calendario", calendar, access=Access.PUBLIC),
    Page(f"{DIVISION}/goleo", scorers, access=Access.PUBLIC),
    Page(f"{DIVISION}/equipos", teams, access=Access.PUBLIC),
    Page(f"{DIVISION}/reglamento", rules, access=Access.PUBLIC),
    Page(f"{DIVISION}/partidos/{{number:int}}", match, access=Access.PUBLIC),
)
