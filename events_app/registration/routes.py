"""The way of one person to a seat: who you are, what you need, done."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.forms import blank, parse, read_form
from events_app.core.i18n import N_
from events_app.core.pages import Page, actor, locale, redirect
from events_app.directory import queries as directory
from events_app.directory.kinds import VerifiedBy
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.events.queries import opens_to
from events_app.registration import (
    applicants,
    discounted,
    form_questions,
    lost_ticket,
    proofs,
    tickets,
    waiting_pages,
    waiting_queries,
    waiting_steps,
)
from events_app.registration.context import (
    address_of,
    event_of,
    is_full,
    open_for_sale,
    poster,
    show,
    today,
)
from events_app.registration.engine.wanted import Applicant, NewPerson
from events_app.registration.forms import CodeForm, ConfirmForm, IdentifyForm, PersonForm, too_many
from events_app.registration.offers import price_was_shown
from events_app.registration.steps import (
    CLOSED,
    again,
    choices_of,
    show_code,
    show_confirm,
    show_identify,
    show_person,
)
from events_app.registration.taking import take

CHOOSE_COMPANY = N_("Elige tu empresa de la lista.")
NOT_OPEN_TO_IT = N_("Este evento no está abierto para esa empresa.")
WRONG_CODE = N_("Ese código no es. Revisa el correo más reciente; sirve 15 minutos y 5 intentos.")


async def register(request: Request) -> Response:
    """The whole way to a seat on one address; each step is a form that posts here."""
    event = await event_of(request)
    state = open_for_sale(event, request.state.now)
    if state is not None:
        return show(request, event, status=200 if request.method == "GET" else 409, template=CLOSED, state=state)
    if request.method == "GET":
        return await _start(request, event)
    data = await read_form(request)
    step = STEPS.get(str(data.get("step", "")), _identify)
    return await step(request, event, data)


async def _start(request: Request, event: Event) -> Response:
    asked = request.query_params
    company = await _company("" if asked.get("otra") else poster(request))
    if not asked.get("espera") and await is_full(event, request.state.now):
        return show(request, event, template=CLOSED, state="full", company=company)
    if asked.get("paso") == "persona" and applicants.may_type_names(actor(request), event):
        return await show_person(request, event, blank(PersonForm, company=company.slug if company else ""))
    form = blank(IdentifyForm, company=company.slug if company else "")
    return await show_identify(request, event, form, company)


async def _identify(request: Request, event: Event, data: Any) -> Response:
    form = parse(IdentifyForm, data)
    company = await _company(str(form.get("company")))
    if company is None:
        form.errors.pop("company", None)
        form.add("company", CHOOSE_COMPANY)
    elif not await opens_to(event, company, today(request)):
        form.add("company", NOT_OPEN_TO_IT)
        company = None
    if not form.ok or company is None:
        return await show_identify(request, event, form, company, status=422)
    found = await applicants.identify(
        company, form.checked.employee_number, form.checked.surname, address=address_of(request), now=request.state.now
    )
    if found is None:
        return await show_identify(request, event, form, company, status=422, not_found=True)
    return await show_confirm(request, event, found)


async def _person(request: Request, event: Event, data: Any) -> Response:
    if not applicants.may_type_names(actor(request), event):
        return await _start(request, event)
    form = parse(PersonForm, data)
    if not form.ok:
        return await show_person(request, event, form, status=422)
    asked = form.checked
    company = await _company(asked.company)
    if asked.company and company is None:
        form.add("company", CHOOSE_COMPANY)
        return await show_person(request, event, form, status=422)
    new = NewPerson(asked.given_name, asked.paternal_surname, asked.maternal_surname, asked.phone, asked.email)
    found = applicants.stranger(new, company, applicants.vouched_by(actor(request), company), now=request.state.now)
    if not await applicants.is_admitted(found, event, now=request.state.now):
        form.add("company", NOT_OPEN_TO_IT)
        return await show_person(request, event, form, status=422)
    if not found.verified_by and proofs.domain_matches(asked.email, company):
        return await _ask_code(request, event, found, company)
    return await show_confirm(request, event, found)


async def _ask_code(request: Request, event: Event, found: Applicant, company: Company | None) -> Response:
    if company is None or not found.email:
        return await show_confirm(request, event, found)
    now = request.state.now
    proof = await proofs.ask(found.email, company, event, locale=locale(request), address=address_of(request), now=now)
    who = applicants.carry(found, event.id, now=now)
    return show_code(request, event, blank(CodeForm, who=who, proof=proof), company, found.email)


async def _code(request: Request, event: Event, data: Any) -> Response:
    form = parse(CodeForm, data)
    now = request.state.now
    found = await applicants.carried(str(form.get("who")), event.id, now=now)
    if found is None:
        return again(request, event)
    if data.get("skip"):
        return await show_confirm(request, event, found)
    company = await Company.get_or_none(id=found.company_id)
    secret, digits = str(form.get("proof")), str(form.get("code"))
    right = bool(company and found.email) and await proofs.check(
        secret, digits, email=found.email or "", company_id=found.company_id or 0, event_id=event.id, now=now
    )
    if not right or found.new is None:
        form.errors.clear()
        form.add("code", WRONG_CODE)
        return show_code(request, event, form, company, found.email, status=422)
    proved = applicants.stranger(found.new, company, str(VerifiedBy.DOMAIN), now=now)
    return await show_confirm(request, event, proved)


async def _confirm(request: Request, event: Event, data: Any) -> Response:
    form = parse(ConfirmForm, data)
    now = request.state.now
    found = await applicants.carried(str(form.get("who")), event.id, now=now)
    if found is None or not await applicants.is_admitted(found, event, now=now):
        return again(request, event)
    seat_offer = str(form.get("offer"))
    held = await waiting_queries.open_offer(seat_offer, event.id, now)
    if seat_offer and held is None:
        return redirect(request, "registration.seat_offer", token=seat_offer)
    company = await Company.get_or_none(id=found.company_id) if found.company_id else None
    choices = await choices_of(request, event, found, company, seat_offer)
    choices = await discounted.with_code(form, event, choices, found, now)
    chosen = next((each for each in choices if form.value and each.ticket_type_id == form.checked.ticket_type), None)
    if form.value is None or chosen is None:
        if "ticket_type" not in form.errors and chosen is None:
            form.add("ticket_type", N_("Elige un tipo de boleto."))
        return await show_confirm(request, event, found, form=form, status=422, seat_offer=seat_offer)
    most = chosen.most_companions if held is None else min(chosen.most_companions, held.seats - 1)
    if form.checked.companions > most:
        form.add("companions", too_many(most), most=most)
        return await show_confirm(request, event, found, form=form, status=422, seat_offer=seat_offer)
    if "code" not in form.errors and not price_was_shown(chosen, form.checked.shown):
        return await show_confirm(
            request, event, found, form=form, status=409, price_changed=True, seat_offer=seat_offer
        )
    handed = await form_questions.read(form, data, event, chosen.ticket_type_id)
    by_company = await form_questions.who_pays(form, event, chosen, found, form.checked.payer, now)
    discounted.refuse_elsewhere(form, chosen, by_company)
    if not form.ok:
        return await show_confirm(request, event, found, form=form, status=422, seat_offer=seat_offer)
    return await take(request, event, found, chosen, form, handed=handed, by_company=by_company)


async def _company(slug: str) -> Company | None:
    return await directory.company_by_slug(slug) if slug else None


Step = Callable[[Request, Event, Any], Awaitable[Response]]
STEPS: dict[str, Step] = {
    "identify": _identify,
    "person": _person,
    "code": _code,
    "confirm": _confirm,
    **waiting_steps.STEPS,
}

ROUTES = (
    Page("/eventos/{slug}/registro", register, access=Access.PUBLIC, methods=("GET", "POST")),
    *lost_ticket.ROUTES,
    *tickets.ROUTES,
    *waiting_pages.ROUTES,
)
