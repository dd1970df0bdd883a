"""The stream of the page of a whole tournament: its live matches and the state of each division."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import StreamingResponse

from events_app.core.clock import now as clock_now
from events_app.core.i18n import use_locale
from events_app.core.pages import actor, locale
from events_app.core.templates import render
from events_app.tournaments import live_parts, public_queries
from events_app.tournaments.division_view import show_of
from events_app.tournaments.follow import followed
from events_app.tournaments.live_parts import FOLDER, Facts, Watch
from events_app.tournaments.models import Tournament
from events_app.tournaments.view import Show
from events_app.tournaments.words import BRANCH_NAMES, DIVISION_STATUS_NAMES, DIVISION_STATUS_TONES, SPORT_NAMES

Draw = Callable[[Request, Tournament, list[Show]], dict[str, str]]


def divisions_html(request: Request, tournament: Tournament, shows: list[Show]) -> dict[str, str]:
    """The part of the page that changes."""
    words = {
        "sport_names": SPORT_NAMES,
        "branch_names": BRANCH_NAMES,
        "status_names": DIVISION_STATUS_NAMES,
        "status_tones": DIVISION_STATUS_TONES,
    }
    base = f"/torneos/{tournament.event.slug}"
    html = render(f"{FOLDER}/_part_divisions.html", request=request, shows=shows, base=base, **words)
    return {"divisions": html}


def watched(request: Request, tournament: Tournament, draw: Draw, mark: str = "") -> StreamingResponse:
    """The stream of a page that shows all divisions."""
    follows, language, who = followed(request), locale(request), actor(request)

    async def facts() -> Facts:
        return await public_queries.facts_of_all(tournament.id)

    async def fresh() -> dict[str, str]:
        with use_locale(language):
            known = await public_queries.tournament_for(who, tournament.event.slug)
            divisions = await public_queries.divisions_of(who, known)
            return draw(request, known, [await show_of(each, clock_now(), follows) for each in divisions])

    watch = Watch(
        channels=[f"tournament:{tournament.id}"],
        key=("tournament", tournament.id, mark, language, follows, who.user_id if who.signed_in else None),
        facts=facts,
        draw=fresh,
        seen=request.query_params.get("v", ""),
    )
    return live_parts.stream(request, watch)
