"""Results for other pages and for paper: the piece to embed, how to embed it, the printed bracket, the preview card."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.formats import capital
from events_app.core.i18n import _, current_locale
from events_app.core.pages import Page, absolute, actor, locale, page
from events_app.core.settings import settings
from events_app.events import preview
from events_app.events.caching import fresh
from events_app.tournaments import public_queries
from events_app.tournaments.division_view import page_context, show_of, shown
from events_app.tournaments.view import Show
from events_app.tournaments.view_when import span
from events_app.tournaments.words import SPORT_NAMES

ANYWHERE = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
ALLOWED = ("hoy", "llave", "tabla")


async def embedding(request: Request) -> Response:
    """How to put a division's results into a company's own page: a frame without scripts."""

    def extra(show: Show) -> dict[str, Any]:
        base = f"/torneos/{show.world.tournament.event.slug}/{show.world.division.slug}"
        names = {"hoy": _("Hoy y llave"), "llave": _("Solo la llave"), "tabla": _("Solo las tablas")}
        return {"snippets": [(names[what], what, snippet(base, what)) for what in ALLOWED]}

    return await shown(request, extra=extra, template="events_app/tournaments/embedding.html")


async def embed(request: Request) -> Response:
    """The piece itself: no scripts, no cookies; it asks for itself again each minute while something is played."""
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])
    found = await public_queries.division_for(actor(request), slug, division_slug)
    show = await show_of(found, request.state.now, ())
    what = request.query_params.get("ver", "hoy")
    context = page_context(request, show, "", ()) | {"what": what if what in ALLOWED else "hoy"}
    answer = page(request, template="events_app/tournaments/embed.html", **context)
    answer.headers["Content-Security-Policy"] = ANYWHERE
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, max-age=20"
    if show.live:  # a frame without scripts has no other way to follow what is being played
        answer.headers["Refresh"] = "60"
    return answer


async def printed(request: Request) -> Response:
    """The bracket and the tables on letter paper."""
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])
    found = await public_queries.division_for(actor(request), slug, division_slug)
    show = await show_of(found, request.state.now, ())
    context = page_context(request, show, "", ())
    return page(request, template="events_app/tournaments/printed.html", **context)


async def division_card(request: Request) -> Response:
    """The picture for WhatsApp and other previews."""
    slug, division_slug = str(request.path_params["slug"]), str(request.path_params["division"])
    found = await public_queries.division_for(actor(request), slug, division_slug)
    event = found.tournament.event
    drawn = preview.Card(
        seed=f"event:{event.id}",
        kind=_(SPORT_NAMES[found.sport]),
        title=found.name(locale(request)),
        when=capital(span(event.starts_at, event.ends_at, event.timezone)),
        where=event.title(current_locale()),
        host=settings().association.short_name,
    )
    return fresh(request, await asyncio.to_thread(preview.draw, drawn), "image/png", seconds=3600, shared=False)


def snippet(base: str, what: str) -> str:
    """The HTML that somebody copies into another page."""
    address = absolute(f"{base}/incrustar/marco?ver={what}")
    return (
        f'<iframe src="{address}" width="100%" height="640" loading="lazy" title="{_("Resultados en vivo")}"></iframe>'
    )


DIVISION = "/torneos/{slug}/{division}"
ROUTES = (
    Page(f"{DIVISION}/incrustar", embedding, access=Access.PUBLIC),
    Page(f"{DIVISION}/incrustar/marco", embed, access=Access.PUBLIC),
    Page(f"{DIVISION}/imprimir", printed, access=Access.PUBLIC),
    Page(f"{DIVISION}/tarjeta.png", division_card, access=Access.PUBLIC),
)
