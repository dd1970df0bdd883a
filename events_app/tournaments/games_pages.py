"""The public page of a year's games: which company leads, and where each of its points comes from."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.pages import Page, actor, locale, page
from events_app.events.caching import revalidated
from events_app.tournaments import public_queries
from events_app.tournaments.games import games_of
from events_app.tournaments.models import Edition


async def games(request: Request) -> Response:
    """The overall ranking and the tournaments of the edition that the person may see."""
    slug = str(request.path_params["slug"])
    edition = await Edition.get_or_none(slug=slug) if len(slug) <= public_queries.LONGEST else None
    if edition is None:
        raise NotFound()
    seen = await public_queries.tournaments_for(actor(request)).filter(edition_id=edition.id).order_by("id")
    found = await games_of(edition, locale(request))
    called = edition.name(locale(request))
    return revalidated(request, page(request, edition=edition, games=found, tournaments=seen, called=called))


ROUTES = (Page("/juegos/{slug}", games, access=Access.PUBLIC),)
