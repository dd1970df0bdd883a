"""The office registers somebody by hand: an employee by number and surname, or anybody by name."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import AlreadyRegistered, SoldOut
from events_app.core.forms import Filled, blank, parse, read_form
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.directory import queries as directory
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration import applicants, form_questions, listing, questions, services
from events_app.registration.context import address_of, today
from events_app.registration.engine.wanted import Applicant, Extras, NewPerson
from events_app.registration.errors import CompanyLimitReached, FreeSeatGone, QuestionsChanged
from events_app.registration.forms import OfficePersonForm, too_many
from events_app.registration.offers import Offer, offers, wanted_of


async def new_registration(request: Request) -> Response:
    """By hand: an employee by number and surname, or the names of anybody."""
    event = await listing.event_by_slug(request.query_params.get("evento", ""))
    if event is None:
        return page(request, event=None, events=await listing.event_choices(), form=blank(OfficePersonForm))
    if request.method == "GET":
        return await _by_hand(request, event, blank(OfficePersonForm))
    data = await read_form(request)
    form = parse(OfficePersonForm, data)
    if not form.ok:
        return await _by_hand(request, event, form, status=422)
    found = await _typed(request, form)
    company_id = found.company_id if found else None
    audience = found.audience if found else "public"
    choices = await offers(event, audience, request.state.now, company_id=company_id, gives_out=True)
    chosen = next((each for each in choices if each.ticket_type_id == form.checked.ticket_type), None)
    if chosen is None:
        form.add("ticket_type", N_("Elige un tipo de boleto."))
    elif form.checked.companions > chosen.most_companions:
        form.add("companions", too_many(chosen.most_companions), most=chosen.most_companions)
    handed = await form_questions.read(form, data, event, chosen.ticket_type_id if chosen else 0, by_office=True)
    if found is None or chosen is None or not form.ok:
        return await _by_hand(request, event, form, status=422)
    return await _register(request, event, found, chosen, form, handed)


async def _register(
    request: Request, event: Event, found: Applicant, chosen: Offer, form: Filled[OfficePersonForm],
    handed: form_questions.Handed,
) -> Response:  # fmt: skip
    extras = Extras(companions=form.checked.companions)
    wished = wanted_of(event, chosen, found, extras, source="office", language=locale(request))
    # Whoever the office registers is approved by it.
    wanted = replace(wished, needs_approval=False, answers=await handed.kept(request.state.now))
    key, who = form.idempotency_key, actor(request).label
    try:
        receipt = await services.register(wanted, key=key, actor=who, path=request.url.path, now=request.state.now)
    except (AlreadyRegistered, SoldOut, CompanyLimitReached, FreeSeatGone, QuestionsChanged) as error:
        await form_questions.drop_files(wanted)
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
    choices = await offers(event, "public", request.state.now)
    types = {each.ticket_type_id for each in choices}
    asked = [each for each in await questions.asked_of(event.id) if each.ticket_type_id in {None, *types}]
    return page(
        request, status=status, event=event, form=form, events=[], choices=choices,
        questions=[replace(each, required=False) for each in asked],
        companies=await directory.companies_in_good_standing(today(request)),
    )  # fmt: skip


ROUTES = (Page("/oficina/registros/nuevo", new_registration, access=Access.OFFICE, methods=("GET", "POST")),)
