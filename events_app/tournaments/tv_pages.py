"""The screen at the field: it turns by itself through brackets, tables and next matches, and needs nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from events_app.core import qr
from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.formats import capital
from events_app.core.i18n import _, current_locale
from events_app.core.kept_pages import is_everybodys, kept_page
from events_app.core.pages import Page, absolute, actor, page
from events_app.core.templates import render
from events_app.tournaments import live_parts, public_queries
from events_app.tournaments.division_view import show_of
from events_app.tournaments.live_parts import FOLDER, Facts
from events_app.tournaments.models import Tournament
from events_app.tournaments.tournament_live import watched
from events_app.tournaments.view import Show
from events_app.tournaments.view_values import Bracket, Card, Column, TableView
from events_app.tournaments.view_when import day_words, hour

ROUNDS_SHOWN = 3  # columns that fit with letters of thirty pixels
MATCHES_SHOWN = 4
TABLES_SHOWN = 4
NEXT_SHOWN = 4
LIVE_SHOWN = 2
PARTS = {"scenes": "_tv_scenes", "beside": "_tv_beside", "ticker": "_tv_ticker"}


@dataclass(frozen=True)
class Scene:
    """What the wide part of the screen shows for some seconds; `name` is above the strokes that count them."""

    kind: str
    name: str
    division: str
    phase: str
    columns: tuple[Column, ...] = ()
    bracket: Bracket | None = None
    tables: tuple[TableView, ...] = ()
    cards: tuple[Card, ...] = ()
    moves_on: str = ""


async def tv(request: Request) -> Response:
    """One division."""
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])

    async def draw() -> Response:
        found = await public_queries.division_for(actor(request), slug, division_slug)
        known = facts or await public_queries.facts_by_id(found.id)
        show = await show_of(found, request.state.now, ())
        base = f"/torneos/{slug}/{found.slug}"
        return _screen(request, found.tournament, [show], base, f"{base}/tv/vivo", known)

    facts: Facts = ()
    if not is_everybodys(request):
        return await draw()
    facts = await public_queries.facts_of(slug, division_slug)
    return await kept_page(request, facts, draw)


async def tv_of_all(request: Request) -> Response:
    """Every division of a tournament, one after the other."""
    found = await public_queries.tournament_for(actor(request), str(request.path_params["slug"]))
    facts = await public_queries.facts_of_all(found.id)
    divisions = await public_queries.divisions_of(actor(request), found)
    shows = [await show_of(each, request.state.now, ()) for each in divisions]
    base = f"/torneos/{found.event.slug}"
    return _screen(request, found, shows, base, f"{base}/tv/vivo", facts)


async def tv_live(request: Request) -> StreamingResponse:
    """The screen of a division again with every change; it hears the whole tournament for "next today"."""
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])
    found = await public_queries.division_for(actor(request), slug, division_slug)

    def drawn(asked: Request, tournament: Tournament, shows: list[Show]) -> dict[str, str]:
        own = [each for each in shows if each.world.division.id == found.id]
        return parts(asked, tournament, own)

    return watched(request, found.tournament, drawn, mark=f"tv:{found.id}")


async def tv_of_all_live(request: Request) -> StreamingResponse:
    found = await public_queries.tournament_for(actor(request), str(request.path_params["slug"]))
    return watched(request, found, parts, mark="tv")


def _screen(
    request: Request, tournament: Tournament, shows: list[Show], base: str, source: str, facts: Facts
) -> Response:
    one = shows[0].world.division.name(current_locale()) if len(shows) == 1 else ""
    event = tournament.event
    return page(
        request,
        template=f"{FOLDER}/tv.html",
        title=one or event.title(current_locale()),
        event=event,
        live_src=f"{source}?v={live_parts.version(facts)}",
        parts=parts(request, tournament, shows),
        code=Markup(qr.svg(absolute(base), label=_("Código para seguir el torneo en el teléfono"))),
        wall=hour(request.state.now, event.timezone),
        today=capital(day_words(_today(request, event.timezone), _today(request, event.timezone))),
    )


def parts(request: Request, tournament: Tournament, shows: list[Show]) -> dict[str, str]:
    """The scenes, the column beside them and the ticker as HTML."""
    words = {"en": tournament.notice_en}.get(current_locale()) or tournament.notice_es
    context: dict[str, Any] = {
        "scenes": scenes(shows),
        "many": len(shows) > 1,
        "live": [(show, card) for show in shows for card in show.live][:LIVE_SHOWN],
        "coming": _coming(shows),
        "notices": _notices(words, shows),
    }
    return {name: render(f"{FOLDER}/{file}.html", request=request, **context) for name, file in PARTS.items()}


def scenes(shows: Sequence[Show]) -> list[Scene]:
    """What there is to show, in turns: brackets in pieces that fit, tables by four, the next matches."""
    found: list[Scene] = []
    for show in shows:
        name = show.world.division.name(current_locale())
        found += [scene for bracket in show.brackets for scene in _of_bracket(show, bracket, name)]
        open_tables = [each for each in show.tables if not show.brackets or not each.complete] or list(show.tables)
        found += [
            Scene("tables", _("Tablas"), name, show.phase, tables=tuple(few), moves_on=show.moves_on)
            for few in _by(open_tables, TABLES_SHOWN)
        ]
        coming = [each for each in show.day[1] if not each.over]
        if coming and not show.brackets:
            found.append(Scene("next", _("Siguen"), name, show.phase, cards=tuple(coming[:6])))
    return found or [Scene("none", "", "", "")]


def _of_bracket(show: Show, bracket: Bracket, name: str) -> list[Scene]:
    """From the first open round on, at most three columns; a round of many is shown in halves or quarters."""
    start = min(bracket.current, max(0, len(bracket.columns) - ROUNDS_SHOWN))
    columns = bracket.columns[start : start + ROUNDS_SHOWN]
    first = columns[0].cells if columns else ()
    pieces = max(1, -(-len(first) // MATCHES_SHOWN))
    whole = []
    for piece in range(pieces):
        part = tuple(_share(column, piece, pieces) for column in columns)
        kept = tuple(each for each in part if any(each.cells))
        if kept:
            whole.append(Scene("bracket", bracket.title, name, show.phase, columns=kept, bracket=bracket))
    return whole


def _share(column: Column, piece: int, pieces: int) -> Column:
    """The part of a round that belongs to one piece of the bracket; rounds smaller than that stay whole."""
    size = len(column.cells) // pieces
    cells = column.cells[piece * size : (piece + 1) * size] if size else column.cells
    return Column(column.title, column.short, column.when, cells)


def _by(things: Sequence[TableView], size: int) -> list[Sequence[TableView]]:
    return [things[start : start + size] for start in range(0, len(things), size)]


def _coming(shows: Sequence[Show]) -> list[tuple[Show, Card]]:
    """What is still to be played today, by hour; else the next day's first ones."""
    found = [(show, card) for show in shows for card in show.day[1] if not card.over and card.starts_at is not None]
    return sorted(found, key=lambda each: (each[1].starts_at is None, str(each[1].starts_at)))[:NEXT_SHOWN]


def _notices(words: str, shows: Sequence[Show]) -> list[tuple[str, str]]:
    """What runs along the bottom: (plain, strong)."""
    found = [(words, "")] if words else []
    for show in shows:
        name = show.world.division.name(current_locale())
        if show.champion is not None:
            found.append((_("Campeón de %(division)s:", division=name), show.champion.name))
        if show.scorers:
            best = show.scorers[0]
            found.append((_("Quién anota más en %(division)s:", division=name), f"{best.name}, {best.count}"))
        for card in show.results[:3]:
            if card.home.score:
                score = f"{card.home.short} {card.home.score}–{card.away.score} {card.away.short}"
                found.append((f"{card.title}:", score))
    return found or [(_("Sigue los resultados en vivo en tu teléfono."), "")]


def _today(request: Request, zone: str) -> Any:
    return local(request.state.now, zone).date()


ROUTES = (
    Page("/torneos/{slug}/tv", tv_of_all, access=Access.PUBLIC),
    Page("/torneos/{slug}/tv/vivo", tv_of_all_live, access=Access.PUBLIC),
    Page("/torneos/{slug}/{division}/tv", tv, access=Access.PUBLIC),
    Page("/torneos/{slug}/{division}/tv/vivo", tv_live, access=Access.PUBLIC),
)
