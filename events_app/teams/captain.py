"""The captain's page: what the team is, what it lacks, what it owes, when it plays; its secret link is the key."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core import audit
from events_app.core.access import Access
from events_app.core.database import transaction
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.limits import hit
from events_app.core.pages import Page, absolute, actor, flash, locale, page
from events_app.payments.models import Order
from events_app.registration.applicants import WINDOW
from events_app.teams import lifecycle, queries, seats
from events_app.teams.call import call_of, is_locked, roster_rules
from events_app.teams.errors import RosterLocked, TeamGone
from events_app.teams.forms import LookForm
from events_app.teams.roster_words import CONFIRMATIONS, credential_path, player_link
from events_app.tournaments.engine.roster import lacks
from events_app.tournaments.entries import Team
from events_app.tournaments.permissions import may_organise
from events_app.tournaments.suspensions import bans
from events_app.tournaments.words import TEAM_STATUS_NAMES, TEAM_STATUS_TONES

LOOKS = ("short_name", "colour", "second_colour", "captain_phone", "captain_email")
ROTATIONS, CHANGES = 10, 120


async def captain(request: Request) -> Response:
    """Everything of a team on one page."""
    team = await queries.team_by_code(request.path_params["code"])
    division, event = team.division, team.division.tournament.event
    players = await queries.roster(team.id)
    now = request.state.now
    return page(
        request,
        team=team,
        division=division,
        event=event,
        code=lifecycle.code_of(team),
        players=players,
        links={each.id: player_link(each, locale(request)) for each in players},
        credentials={each.id: credential_path(each) for each in players},
        suspended=await bans(division.id),
        lacks=lacks([queries.member(each) for each in players], roster_rules(division)),
        locked=is_locked(division, now),
        organises=organises(request, team),
        speaks=queries.speaks_for(actor(request), team.company_id),
        alive=team.status in queries.LIVE,
        matches=await queries.fixtures(team),
        unanswered=await queries.unanswered(team),
        takes_teams=call_of(division, event, now, await seats.expired(division.id, now)).state == "open",
        order=await Order.get_or_none(id=team.order_id) if team.order_id else None,
        status_name=TEAM_STATUS_NAMES[team.status],
        status_tone=TEAM_STATUS_TONES[team.status],
        confirmations=CONFIRMATIONS,
        share=share_link(team),
        is_new=request.query_params.get("nuevo") == "1",
    )


async def captain_details(request: Request) -> Response:
    """Short name, colours and how to reach the captain, until the roster is locked."""
    team = await queries.team_by_code(request.path_params["code"])
    if request.method == "GET":
        return _details(request, team, blank(LookForm, **{name: getattr(team, name) for name in LOOKS}))
    form = await fill(request, LookForm)
    if not form.ok:
        return _details(request, team, form, status=422)
    if team.status not in queries.LIVE:
        raise TeamGone()
    if is_locked(team.division, request.state.now) and not organises(request, team):
        raise RosterLocked()
    await _save_look(team, form.checked, who(request), request.state.now)
    return flash(back(team), _("Guardado."))


def _details(request: Request, team: Team, form: Filled[LookForm], *, status: int = 200) -> Response:
    context: dict[str, Any] = {"team": team, "event": team.division.tournament.event, "code": lifecycle.code_of(team)}
    template = "events_app/teams/captain_details.html"
    return page(request, status=status, template=template, form=form, division=team.division, **context)


async def captain_link(request: Request) -> Response:
    """A new secret link; whoever had the old one is out."""
    team = await queries.team_by_code(request.path_params["code"])
    await hit("team-rotate", str(team.id), limit=ROTATIONS, per=WINDOW, now=request.state.now)
    code = await lifecycle.rotate_link(team.id, actor=who(request), now=request.state.now)
    answer = RedirectResponse(f"/equipo/{code}", status_code=303)
    return flash(answer, _("Este es el enlace nuevo. El anterior ya no abre."))


def share_link(team: Team) -> str:
    """A WhatsApp message with the link of the team's page."""
    link = absolute(f"/equipo/{lifecycle.code_of(team)}")
    text = _("La página de nuestro equipo, %(team)s: %(link)s", team=team.name, link=link)
    return f"https://wa.me/?text={quote(text)}"


def organises(request: Request, team: Team) -> bool:
    return may_organise(actor(request), team.division.tournament.event)


def who(request: Request) -> str:
    """Who acts, for the audit: the account, or whoever holds the link."""
    found = actor(request)
    return found.label if found.signed_in else "captain"


def back(team: Team, anchor: str = "") -> Response:
    return RedirectResponse(f"/equipo/{lifecycle.code_of(team)}{anchor}", status_code=303)


@transaction
async def _save_look(team: Team, asked: LookForm, who: str, now: datetime) -> None:
    values = {name: getattr(asked, name) or "" for name in LOOKS}
    await Team.filter(id=team.id).update(**values)
    await audit.note("team.look_changed", actor=who, subject=f"team:{team.id}", now=now)


POST = ("POST",)
ROUTES = (
    Page("/equipo/{code}", captain, access=Access.LINK),
    Page("/equipo/{code}/datos", captain_details, access=Access.LINK, methods=("GET", "POST")),
    Page("/equipo/{code}/enlace", captain_link, access=Access.LINK, methods=POST),
)
