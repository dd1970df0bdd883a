"""The organiser's pages of teams: the list of a division, one team, leaving, its captain, files and cédulas."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core import audit
from events_app.core.access import Access
from events_app.core.database import row, rows, transaction
from events_app.core.errors import NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, absolute, actor, flash, locale, page, redirect
from events_app.core.sheets import Value, write_csv, write_xlsx
from events_app.directory.office_exports import TYPES
from events_app.directory.office_forms import record_id
from events_app.payments.models import Order
from events_app.teams import lifecycle, queries
from events_app.teams.call import is_locked, roster_rules
from events_app.teams.credentials import qrs
from events_app.teams.errors import TeamGone
from events_app.teams.forms import CaptainForm, WithdrawForm
from events_app.teams.lifecycle import DRAWN
from events_app.teams.roster_words import CONFIRMATIONS
from events_app.tournaments import organised
from events_app.tournaments.engine.roster import lacks
from events_app.tournaments.entries import Team
from events_app.tournaments.errors import RefusedByRules
from events_app.tournaments.matches import Match
from events_app.tournaments.suspensions import bans
from events_app.tournaments.words import TEAM_STATUS_NAMES, TEAM_STATUS_TONES

COLUMNS = (
    N_("Equipo"), N_("Empresa"), N_("Número"), N_("Apellido paterno"), N_("Apellido materno"), N_("Nombres"),
    N_("Capitán"), N_("Cuerpo técnico"), N_("Refuerzo"), N_("Su empresa"), N_("Suspendido en"),
)  # fmt: skip
ROSTERS = """
SELECT p.id, t.name AS team, coalesce(nullif(c.trade_name, ''), c.legal_name, '') AS company, p.number,
    n.paternal_surname, n.maternal_surname, n.given_name, p.is_captain, p.official, p.reinforcement, p.confirmation
FROM players p JOIN teams t ON t.id = p.team_id JOIN people n ON n.id = p.person_id
LEFT JOIN companies c ON c.id = t.company_id
WHERE p.division_id = $1 AND p.removed_at IS NULL AND t.status IN ('held', 'confirmed', 'withdrawn')
ORDER BY t.name_key, p.official, p.number NULLS LAST, n.sort_key COLLATE "C", p.id
"""
SET_CAPTAIN = """
UPDATE teams SET captain_name = $2, captain_phone = $3, captain_email = $4 WHERE id = $1 RETURNING id
"""


async def office_teams(request: Request) -> Response:
    """Every team of a division with its company, its roster's size and its payment."""
    division = await organised.division_of(actor(request), record_id(request))
    event = division.tournament.event
    slug = {"slug": event.slug, "division": division.slug}
    return page(
        request,
        division=division,
        event=event,
        title=event.title(locale(request)),
        teams=await queries.division_teams(division.id),
        team_names=TEAM_STATUS_NAMES,
        team_tones=TEAM_STATUS_TONES,
        call_link=absolute(str(request.app.url_path_for("teams.register", **slug))),
    )


async def office_team(request: Request) -> Response:
    """One team: its people, its money, and what only the organiser may do."""
    team = await queries.organised_team(actor(request), record_id(request))
    return await _team(request, team, blank(WithdrawForm, policy="auto"), _captain_form(team))


async def office_withdraw(request: Request) -> Response:
    """Before the draw the place is free again; after it the rules say what its matches count."""
    team = await queries.organised_team(actor(request), record_id(request))
    form = await fill(request, WithdrawForm)
    if not form.ok:
        return await _team(request, team, form, _captain_form(team), status=422)
    asked, who = form.checked, actor(request).label
    try:
        await lifecycle.withdraw(team.id, policy=asked.policy, actor=who, reason=asked.reason, now=request.state.now)
    except (RefusedByRules, TeamGone) as error:
        form.add("reason", error.message, **error.params)
        return await _team(request, team, form, _captain_form(team), status=409)
    said = _("%(team)s ya no está en la división.", team=team.name)
    return flash(redirect(request, "teams.office_teams", id=team.division_id), said)


async def office_readmit(request: Request) -> Response:
    """A team that left after the draw comes back, as if it had not left."""
    team = await queries.organised_team(actor(request), record_id(request))
    form = await fill(request, WithdrawForm)
    if not form.ok:
        return await _team(request, team, form, _captain_form(team), status=422)
    try:
        who, reason = actor(request).label, form.checked.reason
        await lifecycle.readmit(team.id, actor=who, reason=reason, now=request.state.now)
    except (RefusedByRules, TeamGone) as error:
        form.add("reason", error.message, **error.params)
        return await _team(request, team, form, _captain_form(team), status=409)
    said = _("%(team)s está otra vez en la división.", team=team.name)
    return flash(redirect(request, "teams.office_team", id=team.id), said)


async def office_captain(request: Request) -> Response:
    """Another captain gets a new link; the old one stops working."""
    team = await queries.organised_team(actor(request), record_id(request))
    form = await fill(request, CaptainForm)
    if not form.ok:
        return await _team(request, team, blank(WithdrawForm, policy="auto"), form, status=422)
    await _set_captain(team, form.checked, actor(request).label, request.state.now)
    return flash(redirect(request, "teams.office_team", id=team.id), _("Guardado. El enlace anterior ya no abre."))


async def office_open_team(request: Request) -> Response:
    """To the captain's page, where the organiser changes the roster, also after the lock."""
    team = await queries.organised_team(actor(request), record_id(request))
    return RedirectResponse(f"/equipo/{lifecycle.code_of(team)}", status_code=303)


async def office_rosters(request: Request) -> Response:
    """All rosters of a division as a file."""
    division = await organised.division_of(actor(request), record_id(request))
    kind = request.path_params["kind"]
    if kind not in TYPES:
        raise NotFound()
    suspended = await bans(division.id)
    lines = [_line(each, suspended) for each in await rows(ROSTERS, division.id)]
    names = [_(name) for name in COLUMNS]
    title = _("Equipos")
    data = write_csv(names, lines) if kind == "csv" else write_xlsx(names, lines, title=title)
    headers = {"Content-Disposition": f'attachment; filename="equipos-{division.slug}.{kind}"'}
    return Response(data, media_type=TYPES[kind], headers=headers)


async def office_match_roster(request: Request) -> Response:
    """The cédula of a match: both rosters, who is suspended, and the lines for signatures."""
    match = await organised.match_of(actor(request), record_id(request))
    return await _cedula(request, match, [team for team in (match.home, match.away) if team is not None])


async def _cedula(request: Request, match: Match, teams: list[Team]) -> Response:
    division = match.division
    sides = [(team, await queries.roster(team.id)) for team in teams]
    everybody = [player for _team, players in sides for player in players]
    suspended = {player for player, misses in (await bans(division.id)).items() if match.number in misses}
    return page(
        request,
        template="events_app/teams/cedula.html",
        sides=sides,
        codes=qrs(everybody),
        event=division.tournament.event,
        division=division,
        match=match,
        suspended=suspended,
        back="",
    )


async def _team(
    request: Request, team: Team, leave: Filled[WithdrawForm], captain: Filled[CaptainForm], *, status: int = 200
) -> Response:
    division, players = team.division, await queries.roster(team.id)
    event = division.tournament.event
    order = await Order.get_or_none(id=team.order_id) if team.order_id else None
    return page(
        request,
        status=status,
        template="events_app/teams/office_team.html",
        team=team,
        division=division,
        event=event,
        title=event.title(locale(request)),
        players=players,
        suspended=await bans(division.id),
        confirmations=CONFIRMATIONS,
        lacks=lacks([queries.member(each) for each in players], roster_rules(division)),
        locked=is_locked(division, request.state.now),
        drawn=str(division.status) in DRAWN,
        alive=team.status in queries.LIVE,
        order=order,
        total=Money(order.total, order.currency) if order else None,
        team_names=TEAM_STATUS_NAMES,
        team_tones=TEAM_STATUS_TONES,
        leave=leave,
        captain=captain,
    )


def _captain_form(team: Team) -> Filled[CaptainForm]:
    names = ("captain_name", "captain_phone", "captain_email")
    return blank(CaptainForm, **{name: getattr(team, name) for name in names})


@transaction
async def _set_captain(team: Team, asked: CaptainForm, who: str, now: datetime) -> None:
    await row(SET_CAPTAIN, team.id, asked.captain_name, asked.captain_phone or "", asked.captain_email or "")
    await audit.note("team.captain_changed", actor=who, subject=f"team:{team.id}", now=now)
    await lifecycle.rotate_link(team.id, actor=who, now=now)


def _line(each: dict[str, Any], suspended: dict[int, list[int]]) -> list[Value]:
    yes = {True: _("sí"), False: ""}
    word = CONFIRMATIONS[each["confirmation"]][0]
    misses = suspended.get(each["id"], [])
    return [
        each["team"], each["company"], each["number"], each["paternal_surname"], each["maternal_surname"],
        each["given_name"], yes[bool(each["is_captain"])], yes[bool(each["official"])],
        yes[bool(each["reinforcement"])], _(word) if word else "", ", ".join(str(number) for number in misses),
    ]  # fmt: skip


POST = ("POST",)
ROUTES = (
    Page("/oficina/torneos/division/{id:int}/equipos", office_teams, access=Access.COMMITTEE),
    Page("/oficina/torneos/division/{id:int}/equipos.{kind}", office_rosters, access=Access.COMMITTEE),
    Page("/oficina/torneos/equipos/{id:int}", office_team, access=Access.COMMITTEE),
    Page("/oficina/torneos/equipos/{id:int}/pagina", office_open_team, access=Access.COMMITTEE),
    Page("/oficina/torneos/equipos/{id:int}/retiro", office_withdraw, access=Access.COMMITTEE, methods=POST),
    Page("/oficina/torneos/equipos/{id:int}/readmision", office_readmit, access=Access.COMMITTEE, methods=POST),
    Page("/oficina/torneos/equipos/{id:int}/capitan", office_captain, access=Access.COMMITTEE, methods=POST),
    Page("/oficina/torneos/partidos/{id:int}/cedula", office_match_roster, access=Access.COMMITTEE),
)
