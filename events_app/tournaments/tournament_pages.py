"""The public list of tournaments, and the page of one with all its divisions."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.i18n import N_
from events_app.core.kept_pages import is_everybodys, kept_page
from events_app.core.pages import Page, absolute, actor, locale, page, redirect
from events_app.events.caching import revalidated
from events_app.events.kinds import EventStatus
from events_app.tournaments import live_parts, public_queries
from events_app.tournaments.division_view import show_of
from events_app.tournaments.follow import followed
from events_app.tournaments.kinds import DivisionStatus
from events_app.tournaments.models import Division, Tournament
from events_app.tournaments.tournament_live import divisions_html, watched
from events_app.tournaments.view import Show
from events_app.tournaments.view_when import span
from events_app.tournaments.words import BRANCH_NAMES, DIVISION_STATUS_NAMES, DIVISION_STATUS_TONES, SPORT_NAMES

GROUPS = (
    ("playing", N_("Se juegan ahora")),
    ("open", N_("Con convocatoria abierta")),
    ("coming", N_("Próximamente")),
    ("finished", N_("Ya terminaron")),
)
MOST_LISTED = 60


@dataclass(frozen=True)
class Listed:
    tournament: Tournament
    divisions: list[Division]
    span: str


async def tournaments(request: Request) -> Response:
    """What is played now, what takes teams, what comes, and what is over."""
    found = await public_queries.tournaments_for(actor(request)).order_by("-event__starts_at", "-id").limit(MOST_LISTED)
    divisions = await public_queries.recent(found)
    groups: dict[str, list[Listed]] = {key: [] for key, _name in GROUPS}
    for each in found:
        words = span(each.event.starts_at, each.event.ends_at, each.event.timezone)
        groups[_group(each, divisions[each.id], request)].append(Listed(each, divisions[each.id], words))
    listed = [(name, groups[key]) for key, name in GROUPS if groups[key]]
    return revalidated(request, page(request, groups=listed, **_words()))


async def tournament(request: Request) -> Response:
    """Its divisions, what is played today over all of them, and its champions; with one division, that one's page."""
    found = await public_queries.tournament_for(actor(request), str(request.path_params["slug"]))
    divisions = await public_queries.divisions_of(actor(request), found)
    if len(divisions) == 1:
        place = {"slug": found.event.slug, "division": divisions[0].slug}
        return redirect(request, "tournaments.division", **place)
    facts = await public_queries.facts_of_all(found.id)

    async def draw() -> Response:
        shows = [await show_of(each, request.state.now, followed(request)) for each in divisions]
        return page(request, template="events_app/tournaments/tournament.html", **_of(request, found, shows, facts))

    if is_everybodys(request):
        return revalidated(request, await kept_page(request, (found.id, *facts, followed(request)), draw))
    return revalidated(request, await draw())


async def tournament_live(request: Request) -> Response:
    """What changes on the page of the whole tournament, as server-sent events."""
    found = await public_queries.tournament_for(actor(request), str(request.path_params["slug"]))
    return watched(request, found, divisions_html)


def _of(
    request: Request, found: Tournament, shows: list[Show], facts: tuple[object, ...]
) -> dict[str, Any]:  # fmt: skip
    base = f"/torneos/{found.event.slug}"
    return _words() | {
        "tournament": found,
        "event": found.event,
        "shows": shows,
        "base": base,
        "link": absolute(base),
        "live_src": f"{base}/vivo?v={live_parts.version(facts)}",
        "span": span(found.event.starts_at, found.event.ends_at, found.event.timezone),
        "notice_words": (found.notice_en if locale(request) == "en" else "") or found.notice_es,
    }


def _words() -> dict[str, Any]:
    return {
        "sport_names": SPORT_NAMES,
        "branch_names": BRANCH_NAMES,
        "status_names": DIVISION_STATUS_NAMES,
        "status_tones": DIVISION_STATUS_TONES,
    }


def _group(tournament: Tournament, divisions: list[Division], request: Request) -> str:
    states = {each.status for each in divisions}
    event = tournament.event
    if states and states <= {DivisionStatus.FINISHED, DivisionStatus.CANCELLED}:
        return "finished"
    if event.ends_at <= request.state.now or event.status in (EventStatus.FINISHED, EventStatus.CANCELLED):
        return "finished"
    if DivisionStatus.PLAYING in states:
        return "playing"
    return "open" if DivisionStatus.OPEN in states else "coming"


ROUTES = (
    Page("/torneos", tournaments, access=Access.PUBLIC),
    Page("/torneos/{slug}", tournament, access=Access.PUBLIC),
    Page("/torneos/{slug}/vivo", tournament_live, access=Access.PUBLIC),
)
