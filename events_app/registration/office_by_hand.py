"""The office registers somebody by hand: an employee by number and surname, or anybody by name."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import AlreadyRegistered, SoldOut
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.directory import queries as directory
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration import applicants, listing, services
from events_app.registration.context import address_of, today
from events_app.registration.engine.wanted import Applicant, Extras, NewPerson
from events_app.registration.forms import OfficePersonForm
from events_app.registration.offers import Offer, offers, wanted_of


async def new_registration(request: Request) -> Response:
    """By hand: an employee by number and surname, or the names of anybody."""
    event = await listing.event_by_slug(request.query_params.get("evento", ""))
    if event is None:
        return page(request, event=None, events=await listing.event_choices(), form=blank(OfficePersonForm))
    if request.method == "GET":
        return await _by_hand(request, event, blank(OfficePersonForm))
    form = await fill(request, OfficePersonForm)
    if not form.ok:
        return await _by_hand(request, event, form, status=422)
    found = await _typed(request, form)
    choices = await offers(event, found.audience if found else "public", request.state.now)
    chosen = next((each for each in choices if each.ticket_type_id == form.checked.ticket_type), None)
    if chosen is None:
        form.add("ticket_type", N_("Elige un tipo de boleto."))
    elif form.checked.companions > chosen.most_companions:
        form.add("companions", N_("Puedes traer hasta %(most)s acompañantes."), most=chosen.most_companions)
    if found is None or chosen is None or not form.ok:
        return await _by_hand(request, event, form, status=422)
    return await _register(request, event, found, chosen, form)


async def _register(
    request: Request, event: Event, found: Applicant, chosen: Offer, form: Filled[OfficePersonForm]
) -> Response:
    extras = Extras(companions=form.checked.companions)
    wanted = wanted_of(event, chosen, found, extras, source="office", language=locale(request))
    key, who = form.idempotency_key, actor(request).label
    try:
        receipt = await services.register(wanted, key=key, actor=who, path=request.url.path, now=request.state.now)
    except (AlreadyRegistered, SoldOut) as error:
        form.add("", error.text)
        return await _by_hand(request, event, form, status=409)
    return flash(redirect(request, "registration.registration", id=receipt.registration_id), _("Registro hecho."))


async def _typed(request: Request, form: Filled[OfficePersonForm]) -> Applicant | None:
    asked = form.checked
    company = await directory.company_by_slug(asked.company) if asked.company else None
    if asked.company and company is None:
        form.add("company", N_("Elige tu empresa de la lista."))
        return None
    if asked.employee_number:
        return await _employee(request, form, company)
    for name in ("given_name", "paternal_surname"):
        if not getattr(asked, name):
            form.add(name, N_("Falta este dato."))
    if not form.ok:
        return None
    new = NewPerson(asked.given_name, asked.paternal_surname, asked.maternal_surname, asked.phone, asked.email)
    verified = applicants.vouched_by(actor(request), company) if asked.vouched else ""
    return applicants.stranger(new, company, verified, now=request.state.now)


async def _employee(request: Request, form: Filled[OfficePersonForm], company: Company | None) -> Applicant | None:
    asked = form.checked
    surname = asked.surname or asked.paternal_surname
    if company is None or not surname:
        form.add("company" if company is None else "surname", N_("Falta este dato."))
        return None
    found = await applicants.identify(
        company, asked.employee_number, surname, address=address_of(request), now=request.state.now
    )
    if found is None:
        form.add("employee_number", N_("No encontramos esa combinación de empresa, número y apellido."))
    return found


async def _by_hand(request: Request, event: Event, form: Filled[OfficePersonForm], *, status: int = 200) -> Response:
    return page(
        request, status=status, event=event, form=form, events=[],
        choices=await offers(event, "public", request.state.now),
        companies=await directory.companies_in_good_standing(today(request)),
    )  # fmt: skip


ROUTES = (Page("/oficina/registros/nuevo", new_registration, access=Access.OFFICE, methods=("GET", "POST")),)
