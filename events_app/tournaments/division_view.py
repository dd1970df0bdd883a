"""What every page of a division shares: how it is found, kept for strangers, and told of news."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from events_app.core.clock import now as clock_now
from events_app.core.i18n import _, current_locale, use_locale
from events_app.core.kept_pages import is_everybodys, kept_page
from events_app.core.pages import absolute, actor, locale, page
from events_app.core.templates import render
from events_app.events.caching import revalidated
from events_app.tournaments import live_parts, public_queries
from events_app.tournaments.engine.sports import INCIDENT_NAMES
from events_app.tournaments.follow import followed
from events_app.tournaments.kinds import Format
from events_app.tournaments.live_parts import FOLDER, Facts, Watch
from events_app.tournaments.models import Division
from events_app.tournaments.rules_words import ties_in_a_line
from events_app.tournaments.view import Show
from events_app.tournaments.words import BRANCH_NAMES, FORMAT_NAMES, SPORT_NAMES

# The parts of each page that change while people play; each is the template _part_<name>.html.
PARTS = {
    "antes": ("before",),
    "hoy": ("champion", "live", "follow", "today", "bracket", "tables"),
    "llave": ("bracket",),
    "tabla": ("tables",),
    "calendario": ("days",),
    "goleo": ("scorers",),
    "equipo": ("way",),
    "partido": ("match",),
}
Extra = Callable[[Show], dict[str, Any]]


async def shown(
    request: Request, *, kind: str = "", mark: int = 0, extra: Extra | None = None, template: str | None = None
) -> Response:
    """The handler's page on the division in the address; kept for strangers while nothing of it changed.

    `mark` is the match or the team that the page is about.
    """
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])

    async def draw() -> Response:
        division = await public_queries.division_for(actor(request), slug, division_slug)
        known = facts or await public_queries.facts_by_id(division.id)
        show = await show_of(division, request.state.now, followed(request))
        context = page_context(request, show, kind, known, mark) | (extra(show) if extra else {})
        return page(request, template=template, **context)

    facts: Facts = ()
    if not is_everybodys(request):
        return revalidated(request, await draw())
    facts = await public_queries.facts_of(slug, division_slug)
    return revalidated(request, await kept_page(request, (*facts, followed(request)), draw))


async def show_of(division: Division, now: datetime, follows: tuple[int, ...]) -> Show:
    world = await public_queries.world_of(division)
    mine = next((each for each in follows if each in world.teams), None)
    return Show(world, now, mine)


def page_context(request: Request, show: Show, kind: str, facts: Facts, mark: int = 0) -> dict[str, Any]:
    """What the frame of a division's page needs beside its own parts."""
    division, event = show.world.division, show.world.tournament.event
    base = f"/torneos/{event.slug}/{division.slug}"
    told = "antes" if kind == "hoy" and not show.drawn else kind
    query = urlencode({"pagina": told, "v": live_parts.version(facts)} | ({"n": mark} if mark else {}))
    return {
        "show": show,
        "division": division,
        "tournament": show.world.tournament,
        "event": event,
        "base": base,
        "kind": kind,
        "tabs": tabs(show, base),
        "parts": PARTS.get(kind, ()),
        "live_src": f"{base}/vivo?{query}",
        "link": absolute(base),
        "share": share_link(show, absolute(base)),
        "sport": _(SPORT_NAMES[division.sport]),
        "branch": _(BRANCH_NAMES[division.branch]),
        "format_name": _(FORMAT_NAMES[division.format]),
        "ties": ties_in_a_line(show.cards.rules),
        "unit": _(INCIDENT_NAMES[show.cards.rules.incident][1]),
        "has_cards": show.cards.rules.cards,
    }


def tabs(show: Show, base: str) -> list[tuple[str, str, str]]:
    """(label, path, kind) of the pages of a division that have something to show."""
    format_ = show.world.division.format
    first = _("Hoy y llave") if format_ in (Format.SINGLE, Format.DOUBLE, Format.GROUPS) else _("Hoy y tabla")
    found = [(first if show.drawn else _("Convocatoria"), base, "hoy")]
    if show.drawn:
        found.append((_("Calendario"), f"{base}/calendario", "calendario"))
        found.append((_("Goleo y tarjetas"), f"{base}/goleo", "goleo"))
    return [
        *found,
        (_("Equipos"), f"{base}/equipos", "equipos"),
        (_("Reglamento"), f"{base}/reglamento", "reglamento"),
    ]


def share_link(show: Show, link: str) -> str:
    """Opens WhatsApp with the name, what is played now and the address."""
    name = show.world.division.name(current_locale())
    event = show.world.tournament.event.title(current_locale())
    text = "\n".join(part for part in (f"{name} · {event}", show.phase, link) if part)
    return f"https://wa.me/?text={quote(text)}"


def parts_html(request: Request, show: Show, kind: str, **extra: Any) -> dict[str, str]:
    """Each part of the page as HTML; pages and streams draw them by the same templates."""
    context = page_context(request, show, kind, ()) | extra
    return {name: render(f"{FOLDER}/_part_{name}.html", request=request, **context) for name in PARTS[kind]}


def watched(
    request: Request, division: Division, kind: str, draw: Callable[[Show], Awaitable[dict[str, str]]], *, mark: str
) -> StreamingResponse:
    """The stream of a page of the division; `mark` tells apart what it shows beside it (a match, a team)."""
    follows, language = followed(request), locale(request)

    async def facts() -> Facts:
        return await public_queries.facts_by_id(division.id)

    async def fresh() -> dict[str, str]:
        with use_locale(language):
            known = await Division.get(id=division.id).select_related("tournament__event")
            return await draw(await show_of(known, clock_now(), follows))

    watch = Watch(
        channels=[f"division:{division.id}"],
        key=(division.id, kind, mark, language, follows),
        facts=facts,
        draw=fresh,
        seen=request.query_params.get("v", ""),
    )
    return live_parts.stream(request, watch)
