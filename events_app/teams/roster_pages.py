"""Filling a roster from the captain's page: by number and surname, by name, or from the company's list."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core.access import Access
from events_app.core.errors import Invalid, NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page
from events_app.directory import queries as directory
from events_app.directory.models import Company
from events_app.teams import people, queries, roster
from events_app.teams.captain import back, who
from events_app.teams.errors import RosterLocked, RosterRefused
from events_app.teams.forms import ChosenForm, EmployeeForm, PersonForm, PlayerForm, ReasonForm
from events_app.teams.people import Known
from events_app.teams.roster import Candidate
from events_app.teams.roster_context import around, reason_of, team_of
from events_app.tournaments.engine import roster as rules
from events_app.tournaments.entries import Player, Team

MOST_FOUND = 30
NOT_FOUND_HERE = N_("No lo encontramos con ese número y ese apellido. Revísalos, o agrégalo con su nombre.")
NO_COMPANY = N_("Elige la empresa de la lista.")
ADD, BY_NAME = "events_app/teams/roster_add.html", "events_app/teams/roster_add_by_name.html"
# The field that a refusal is about; any other stands above the form.
PLACES = {
    rules.NUMBER_TAKEN: "number",
    rules.GENDER_NEEDED: "gender",
    rules.WRONG_BRANCH_WOMEN: "gender",
    rules.WRONG_BRANCH_MEN: "gender",
    rules.BIRTH_NEEDED: "birth_date",
    rules.NOT_BORN: "birth_date",
    rules.TOO_YOUNG: "birth_date",
    rules.TOO_OLD: "birth_date",
}


async def roster_add(request: Request) -> Response:
    """An employee by number and surname; the page stays open for the next one."""
    team = await team_of(request)
    if request.method == "GET":
        return await _adding(request, team, ADD, blank(EmployeeForm))
    form = await fill(request, EmployeeForm)
    company = await _other_company(form) if form.ok else None
    if form.ok:
        asked = form.checked
        known = await people.employee(
            team, asked.employee_number, asked.surname, actor=actor(request), now=request.state.now, company=company
        )
        if known is not None:
            return await _added(request, team, ADD, form, known)
        form.add("employee_number", NOT_FOUND_HERE)
    return await _adding(request, team, ADD, form, status=422)


async def roster_add_by_name(request: Request) -> Response:
    """A reinforcement, or an employee whom the directory does not know yet."""
    team = await team_of(request)
    if request.method == "GET":
        return await _adding(request, team, BY_NAME, blank(PersonForm))
    form = await fill(request, PersonForm)
    if not form.ok:
        return await _adding(request, team, BY_NAME, form, status=422)
    asked = form.checked
    reinforcement = asked.kind == "reinforcement" or team.company_id is None
    known = await people.named(
        team, asked.given_name, asked.paternal_surname, asked.maternal_surname,
        reinforcement=reinforcement, actor=actor(request), now=request.state.now,
    )  # fmt: skip
    return await _added(request, team, BY_NAME, form, known)


async def roster_people(request: Request) -> Response:
    """For the company's coordinator: its people by name, each with a button that adds them."""
    team = await team_of(request)
    if not queries.speaks_for(actor(request), team.company_id):
        raise NotFound()
    text = request.query_params.get("q", "")[:120].replace("\x00", "")
    form = blank(ChosenForm)
    if request.method == "POST":
        form = await fill(request, ChosenForm)
        known = await people.listed(team, form.checked.person_id, actor=actor(request)) if form.ok else None
        if form.ok and known is None:
            raise NotFound()
        if known is not None:
            try:
                await _add(request, team, form, known)
                return flash(back(team, "#jugadores"), _("%(name)s ya está en la lista.", name=known.name))
            except (RosterRefused, RosterLocked, Invalid) as error:
                form.errors[""] = error.text
    found = await directory.people(text, company_id=team.company_id).limit(MOST_FOUND) if text.strip() else []
    here = {each.person_id for each in await queries.roster(team.id)}
    return page(
        request,
        status=422 if form.errors else 200,
        found=found,
        present=here,
        q=text,
        form=form,
        **around(request, team),
    )


async def roster_player(request: Request) -> Response:
    """One player: number, captain, coach, consent; and what the division asks."""
    team = await team_of(request)
    player = await queries.player_of(team, int(request.path_params["id"]))
    if request.method == "GET":
        return _player(request, team, player, blank(PlayerForm, **_values(player)))
    form = await fill(request, PlayerForm)
    if form.ok:
        try:
            candidate = _candidate(form, player.person_id)
            reason = reason_of(request, team, form.checked.reason)
            await roster.change(
                player.id, candidate, actor=who(request), now=request.state.now, organiser_reason=reason
            )
            return flash(back(team, "#jugadores"), _("Guardado."))
        except RosterRefused as error:
            form.add(PLACES.get(error.message, ""), error.message, **error.params)
        except Invalid as error:
            form.add("reason", error.message)
    return _player(request, team, player, form, status=422)


async def roster_remove(request: Request) -> Response:
    """Off the roster: the credential stops working at once."""
    team = await team_of(request)
    player = await queries.player_of(team, int(request.path_params["id"]))
    form = await fill(request, ReasonForm)
    try:
        reason = reason_of(request, team, form.checked.reason if form.ok else "")
        await roster.remove(player.id, actor=who(request), now=request.state.now, organiser_reason=reason)
    except Invalid as error:
        edit = blank(PlayerForm, **_values(player))
        edit.add("reason", error.message)
        return _player(request, team, player, edit, status=422)
    said = _("%(name)s ya no está en la lista.", name=player.person.full_name)
    return flash(back(team, "#jugadores"), said)


async def _added(request: Request, team: Team, template: str, form: Filled[Any], known: Known) -> Response:
    try:
        await _add(request, team, form, known)
    except RosterRefused as error:
        form.add(PLACES.get(error.message, ""), error.message, **error.params)
        return await _adding(request, team, template, form, status=422)
    except Invalid as error:
        form.add("reason", error.message)
        return await _adding(request, team, template, form, status=422)
    said = _("%(name)s ya está en la lista.", name=known.name)
    return flash(RedirectResponse(request.url.path, status_code=303), said)


async def _adding(request: Request, team: Team, template: str, form: Filled[Any], *, status: int = 200) -> Response:
    companies = [(each.slug, each.display_name) for each in await directory.live_companies()]
    others = companies if team.division.max_reinforcements else []
    players = await queries.roster(team.id)
    context = around(request, team) | {"others": others, "count": sum(not each.official for each in players)}
    return page(request, status=status, template=template, form=form, **context)


async def _add(request: Request, team: Team, form: Filled[Any], known: Known) -> Player:
    candidate = _candidate(form, known.person_id, reinforcement=known.reinforcement, vouched=known.vouched)
    reason = reason_of(request, team, form.checked.reason)
    return await roster.add(team.id, candidate, actor=who(request), now=request.state.now, organiser_reason=reason)


def _candidate(form: Filled[Any], person_id: int, *, reinforcement: bool = False, vouched: str = "") -> Candidate:
    asked: PlayerForm = form.checked
    return Candidate(
        person_id,
        number=asked.number,
        official=asked.official,
        reinforcement=reinforcement,
        is_captain=asked.is_captain,
        gender=asked.gender,
        birth_date=asked.birth_date,
        shown=asked.shown,
        vouched=vouched,
    )


async def _other_company(form: Filled[EmployeeForm]) -> Company | None:
    slug = form.checked.company
    company = await directory.company_by_slug(slug) if slug else None
    if slug and company is None:
        form.add("company", NO_COMPANY)
    return company


def _values(player: Player) -> dict[str, Any]:
    names = ("number", "gender", "birth_date", "official", "is_captain", "shown")
    return {name: getattr(player, name) for name in names}


def _player(request: Request, team: Team, player: Player, form: Filled[PlayerForm], *, status: int = 200) -> Response:
    context = around(request, team)
    return page(
        request, status=status, template="events_app/teams/roster_player.html", player=player, form=form, **context
    )


POST, BOTH = ("POST",), ("GET", "POST")
ROUTES = (
    Page("/equipo/{code}/jugadores", roster_add, access=Access.LINK, methods=BOTH),
    Page("/equipo/{code}/jugadores/nombre", roster_add_by_name, access=Access.LINK, methods=BOTH),
    Page("/equipo/{code}/personas", roster_people, access=Access.LINK, methods=BOTH),
    Page("/equipo/{code}/jugadores/{id:int}", roster_player, access=Access.LINK, methods=BOTH),
    Page("/equipo/{code}/jugadores/{id:int}/baja", roster_remove, access=Access.LINK, methods=POST),
)
