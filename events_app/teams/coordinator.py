"""The coordinator's page: the teams of the company, and which of its people still wait for its word."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.forms import fill
from events_app.core.i18n import _, ngettext
from events_app.core.pages import Page, actor, flash, page, redirect, refuse
from events_app.directory.queries import employments_of
from events_app.teams import lifecycle, queries, roster
from events_app.teams.call import roster_rules
from events_app.teams.forms import AnswerForm
from events_app.tournaments.engine.roster import lacks
from events_app.tournaments.words import TEAM_STATUS_NAMES, TEAM_STATUS_TONES


async def my_teams(request: Request) -> Response:
    """Teams of my company with the way to each, and the people whom it has to confirm."""
    teams = await queries.company_teams(actor(request))
    waiting = await queries.awaiting(actor(request))
    jobs = await employments_of([each.person_id for each in waiting])
    missing = {}
    for team in teams:
        members = [queries.member(each) for each in await queries.roster(team.id)]
        missing[team.id] = lacks(members, roster_rules(team.division))
    return page(
        request,
        teams=teams,
        codes={team.id: lifecycle.code_of(team) for team in teams},
        missing=missing,
        waiting=waiting,
        jobs=jobs,
        team_names=TEAM_STATUS_NAMES,
        team_tones=TEAM_STATUS_TONES,
    )


async def confirm_players(request: Request) -> Response:
    """Works here, or does not: one, several or all of those who wait."""
    form = await fill(request, AnswerForm)
    asked = set(form.checked.players) if form.ok else set()
    mine = [each.id for each in await queries.awaiting(actor(request)) if each.id in asked]
    if not form.ok or not mine:
        return refuse(redirect(request, "teams.my_teams"), _("Marca a quién quieres responder."))
    works_here = form.checked.answer == "confirm"
    done = await roster.answer(mine, works_here=works_here, actor=actor(request).label, now=request.state.now)
    said = (
        ngettext("Confirmaste a %(n)s persona.", "Confirmaste a %(n)s personas.", done)
        if works_here
        else ngettext("Dijiste que %(n)s persona no trabaja ahí.", "Dijiste que %(n)s personas no trabajan ahí.", done)
    )
    return flash(redirect(request, "teams.my_teams"), said)


ROUTES = (
    Page("/mis-equipos", my_teams, access=Access.COORDINATOR),
    Page("/mis-equipos/respuesta", confirm_players, access=Access.COORDINATOR, methods=("POST",)),
)
