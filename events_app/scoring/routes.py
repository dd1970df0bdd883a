"""The scorekeeper's pages: the matches of today, the phone page, the same by hand, absence, and the closing."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.pages import Page, actor, locale, page
from events_app.core.static import asset
from events_app.directory.office_forms import record_id
from events_app.scoring import by_hand, captains, phone, queries
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Match
from events_app.tournaments.permissions import may_organise
from events_app.tournaments.rules import rules_of
from events_app.tournaments.words import MATCH_STATUS_NAMES, MATCH_STATUS_TONES

PIECES = ("store", "fold", "clock", "who", "close", "pad", "notes", "view", "id")


async def matches(request: Request) -> Response:
    """My matches of today, field by field; those under way and those that lack a signature stand first."""
    who, now = actor(request), request.state.now
    found = await queries.matches_of(who, now)
    open_ = [each for each in found if each.status in (MatchStatus.LIVE, MatchStatus.REPORTED)]
    return page(
        request,
        open=open_,
        by_field=by_field([each for each in found if each not in open_]),
        coming=[] if found else await queries.next_matches(who, now),
        status_names=MATCH_STATUS_NAMES,
        status_tones=MATCH_STATUS_TONES,
    )


async def sheet(request: Request) -> Response:
    """The phone page of a match: it works without network once it was opened."""
    match = await queries.match_of(actor(request), record_id(request, "match"))
    event = match.division.tournament.event
    data = await phone.sheet_data(match, organises=may_organise(actor(request), event))
    rules: RuleSet = rules_of(match.division)
    return page(
        request,
        match=match,
        event=event,
        division_name=match.division.name(locale(request)),
        data=data,
        rules=rules,
        pieces=[f"/static/js/elements/score-{each}.js" for each in PIECES],
        playable=match.status in queries.KNOWN,
    )


async def score_worker(request: Request) -> Response:
    """The service worker that keeps opened score sheets on the phone; it may act only under /anotar."""
    headers = {"Service-Worker-Allowed": "/anotar", "Cache-Control": "no-cache"}
    body = asset("js/kept-pages.js").body + asset("js/score-worker.js").body
    return Response(body, media_type="text/javascript", headers=headers)


def by_field(found: list[Match]) -> list[tuple[str, list[Match]]]:
    """(field, its matches by the hour), the fields by name; those without one last."""
    fields: dict[str, list[Match]] = {}
    for each in found:
        fields.setdefault(f"{each.field.venue.name} · {each.field.name}" if each.field else "", []).append(each)
    return sorted(fields.items(), key=lambda item: (item[0] == "", item[0]))


ROUTES = (
    Page("/anotar-sw.js", score_worker, access=Access.PUBLIC),
    Page("/anotar", matches, access=Access.SCOREKEEPER),
    Page("/anotar/{match:int}", sheet, access=Access.SCOREKEEPER),
    *by_hand.ROUTES,
    *captains.ROUTES,
)
