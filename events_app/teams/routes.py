"""The call for teams: who may, when, what it costs; and registering a team by its captain or its company."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core.access import Access, Role
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_
from events_app.core.limits import hit
from events_app.core.pages import Page, actor, locale, page, redirect
from events_app.directory.models import Company
from events_app.directory.queries import companies_in_good_standing, company_by_slug
from events_app.events.models import Event
from events_app.events.queries import opens_to
from events_app.registration.applicants import WINDOW, identify
from events_app.registration.context import address_of, poster, today
from events_app.teams import captain, coordinator, credentials, queries, roster_pages, roster_sheet, seats, services
from events_app.teams.call import Call, call_of, fee_of, is_free, without_company
from events_app.teams.errors import CallClosed, TeamNameTaken, TeamsFull
from events_app.teams.forms import TeamForm
from events_app.teams.services import TeamReceipt, WantedTeam
from events_app.tournaments.models import Division
from events_app.tournaments.words import BRANCH_NAMES, SPORT_NAMES

PER_ADDRESS = 60
CHOOSE_COMPANY = N_("Elige tu empresa de la lista.")
NOT_OPEN_TO_IT = N_("Este torneo no está abierto para esa empresa.")
NOT_FOUND = N_("No encontramos esa combinación de número y apellido. Revísalos en tu gafete.")
NEEDED = N_("Falta este dato.")
CHANNEL = N_("Deja un teléfono o un correo: por ahí te avisamos.")


async def register(request: Request) -> Response:
    """The call and the form on one page; what was typed is never lost."""
    division = await queries.division_for(
        actor(request), request.path_params["slug"], request.path_params["division"], poster(request)
    )
    event = division.tournament.event
    if request.method == "GET":
        colour = await queries.free_colour(division.id)
        form = blank(TeamForm, company=poster(request), colour=colour, second_colour="#ffffff")
        return await _shown(request, division, form)
    call = await _call(request, division)
    form = await fill(request, TeamForm)
    if call.state not in ("open", "full"):
        return await _shown(request, division, form, status=409)
    await hit("team-register", address_of(request), limit=PER_ADDRESS, per=WINDOW, now=request.state.now)
    who = await _captain(request, division, form)
    if not form.ok or who is None:
        return await _shown(request, division, form, status=422)
    try:
        receipt = await _register(request, division, event, form, who)
    except TeamNameTaken as error:
        form.add("name", error.message)
        return await _shown(request, division, form, status=422)
    except (TeamsFull, CallClosed):
        fresh = await queries.division_for(actor(request), event.slug, division.slug, poster(request))
        return await _shown(request, fresh, form, status=409)
    if receipt.pay_token:
        return redirect(request, "payments.pay", token=receipt.pay_token)
    return RedirectResponse(f"/equipo/{receipt.code}?nuevo=1", status_code=303)


async def _register(
    request: Request, division: Division, event: Event, form: Filled[TeamForm], who: tuple[str, Company | None]
) -> TeamReceipt:
    asked, language = form.checked, locale(request)
    name, company = who
    wanted = WantedTeam(
        division_id=division.id,
        division=division.name(language),
        event=event.title(language),
        company_id=company.id if company else None,
        name=asked.name,
        short_name=(asked.short_name or asked.name)[:16].strip(),
        colour=asked.colour,
        second_colour=asked.second_colour,
        captain_name=name,
        captain_phone=asked.captain_phone or "",
        captain_email=asked.captain_email or "",
        locale=language,
        net_fee=division.net_fee,
        net_deposit=division.net_deposit,
        tax_code=division.tax_code,
        currency=event.currency,
    )
    return await services.register(
        wanted, key=form.idempotency_key, actor=actor(request).label, path=request.url.path, now=request.state.now
    )


async def _captain(request: Request, division: Division, form: Filled[TeamForm]) -> tuple[str, Company | None] | None:
    """The captain's name and the team's company; None with the mistake beside its field."""
    if form.value and not form.checked.captain_phone and not form.checked.captain_email:
        form.add("captain_phone", CHANNEL)
    slug = str(form.get("company"))
    company = await company_by_slug(slug) if slug else None
    if company is None and (slug or not without_company(division)):
        form.add("company", CHOOSE_COMPANY)
        return None
    if company is None or queries.speaks_for(actor(request), company.id):
        return _typed_captain(form, company)
    if not await opens_to(division.tournament.event, company, today(request)):
        form.add("company", NOT_OPEN_TO_IT)
        return None
    return await _found_captain(request, form, company)


def _typed_captain(form: Filled[TeamForm], company: Company | None) -> tuple[str, Company | None] | None:
    name = str(form.get("captain_name"))[:120]
    if not name:
        form.add("captain_name", NEEDED)
        return None
    return name, company


async def _found_captain(
    request: Request, form: Filled[TeamForm], company: Company
) -> tuple[str, Company | None] | None:
    number, surname = str(form.get("employee_number")), str(form.get("surname"))
    for field, value in (("employee_number", number), ("surname", surname)):
        if not value:
            form.add(field, NEEDED)
    if not number or not surname or not form.ok:
        return None
    found = await identify(company, number, surname, address=address_of(request), now=request.state.now)
    if found is None:
        form.add("employee_number", NOT_FOUND)
        return None
    return found.name, company


async def _call(request: Request, division: Division) -> Call:
    now = request.state.now
    return call_of(division, division.tournament.event, now, await seats.expired(division.id, now))


async def _shown(request: Request, division: Division, form: Filled[TeamForm], *, status: int = 200) -> Response:
    event, call = division.tournament.event, await _call(request, division)
    context = await _companies(request, division) if call.state == "open" else {}
    return page(
        request,
        status=status,
        template="events_app/teams/register.html",
        division=division,
        event=event,
        call=call,
        fee=await fee_of(division, event, today(request)),
        free=is_free(division),
        form=form,
        key=_key(request),
        sport=SPORT_NAMES[division.sport],
        branch=BRANCH_NAMES[division.branch],
        **context,
    )


async def _companies(request: Request, division: Division) -> dict[str, Any]:
    """A coordinator's own companies; everybody else chooses among the members, or is free of them."""
    who = actor(request)
    mine = who.is_office or bool(who.scopes(Role.COORDINATOR, "company"))
    found = queries.coordinated(who) if mine else companies_in_good_standing(today(request))
    options = [(each.slug, each.display_name) for each in await found]
    return {"companies": options, "speaks": mine, "may_be_free": without_company(division)}


def _key(request: Request) -> str:
    slug = poster(request)
    return f"?empresa={slug}" if slug.replace("-", "").isalnum() and slug.isascii() else ""


ROUTES = (
    Page("/torneos/{slug}/{division}/inscribir", register, access=Access.PUBLIC, methods=("GET", "POST")),
    *captain.ROUTES,
    *roster_pages.ROUTES,
    *roster_sheet.ROUTES,
    *credentials.ROUTES,
    *coordinator.ROUTES,
)
