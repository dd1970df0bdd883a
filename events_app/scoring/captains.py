"""The captain's word from a phone of their own: the link of the team opens its matches, to confirm or object."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core.access import Access
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.limits import hit
from events_app.core.pages import Page, flash, locale, page
from events_app.core.tokens import ticket_hash
from events_app.directory.office_forms import record_id
from events_app.scoring import queries, reporting
from events_app.scoring.forms import SignForm
from events_app.scoring.words import scored
from events_app.tournaments.engine.log import result_from_json
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Match

TRIES, WINDOW = 60, timedelta(minutes=10)


async def captain_match(request: Request) -> Response:
    """What was reported of a match of this team, and the captain's answer to it."""
    team, match = await _of(request)
    if request.method != "POST":
        return await _page(request, team, match, blank(SignForm, name=team.captain_name, report=match.report))
    form = await fill(request, SignForm)
    if form.ok:
        given = form.checked
        side = reporting.side_of(match, team.id)
        signing = reporting.Signing(
            form.idempotency_key[:40], given.report, side, given.verdict, given.name, given.drawing, given.reason
        )
        try:
            await reporting.sign(match, signing, by=f"team:{team.id}", now=request.state.now)
        except Conflict as error:
            form.add("", error.text)
        else:
            answer = RedirectResponse(request.url.path, status_code=303)
            return flash(answer, _("Gracias: tu respuesta quedó guardada."))
    return await _page(request, team, match, form, status=422)


async def _page(request: Request, team: Team, match: Match, form: Filled[SignForm], *, status: int = 200) -> Response:
    signed = {str(each.side): each for each in await queries.signatures(match.id, match.report)}
    return page(
        request,
        status=status,
        template="events_app/scoring/captain_match.html",
        team=team,
        code=str(request.path_params["code"]),
        match=match,
        event=match.division.tournament.event,
        division_name=match.division.name(locale(request)),
        score=scored(result_from_json(match.result)) if match.result else "",
        mine=signed.get(str(reporting.side_of(match, team.id))),
        signed=signed,
        open=match.status in (MatchStatus.REPORTED, MatchStatus.DISPUTED),
        form=form,
    )


async def _of(request: Request) -> tuple[Team, Match]:
    code = str(request.path_params["code"]).upper()
    team = await Team.get_or_none(link_hash=ticket_hash(code)) if len(code) <= 60 else None
    if team is None:
        address = request.client.host if request.client else "?"
        await hit("team-miss", address, limit=300, per=WINDOW, now=request.state.now)
        raise NotFound()
    if request.method == "POST":
        await hit("team-sign", str(team.id), limit=TRIES, per=WINDOW, now=request.state.now)
    return team, await queries.team_match(team, record_id(request, "match"))


ROUTES = (Page("/equipo/{code}/partidos/{match:int}", captain_match, access=Access.LINK, methods=("GET", "POST")),)
