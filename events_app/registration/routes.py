"""The pages on which one person registers: who you are, what you need, done."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core.access import Access
from events_app.core.errors import AlreadyRegistered, SoldOut
from events_app.core.forms import Filled, blank, fill, parse, read_form
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.directory import queries as directory
from events_app.directory.kinds import VerifiedBy
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration import applicants, proofs, resend, services, tickets
from events_app.registration.context import address_of, event_of, open_for_sale, show, today
from events_app.registration.engine.wanted import Applicant, Extras, NewPerson, Wanted
from events_app.registration.forms import CodeForm, ConfirmForm, FindTicketForm, IdentifyForm, PersonForm
from events_app.registration.offers import Offer, offers

NOT_FOUND = N_("No encontramos esa combinación. Revisa los dos datos o regístrate con tu nombre.")
TOO_OLD = N_("Pasó mucho tiempo. Dinos otra vez quién eres; no se apartó nada todavía.")


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
    company = await _company(request.query_params.get("empresa", ""))
    if request.query_params.get("paso") == "persona":
        return await _show_person(request, event, blank(PersonForm, company=company.slug if company else ""))
    form = blank(IdentifyForm, company=company.slug if company else "")
    return await _show_identify(request, event, form, company)


async def _identify(request: Request, event: Event, data: Any) -> Response:
    form = parse(IdentifyForm, data)
    company = await _company(str(form.get("company")))
    if company is None:
        form.errors.pop("company", None)
        form.add("company", N_("Elige tu empresa de la lista."))
    if not form.ok or company is None:
        return await _show_identify(request, event, form, company, status=422)
    found = await applicants.identify(
        company, form.checked.employee_number, form.checked.surname, address=address_of(request), now=request.state.now
    )
    if found is None:
        return await _show_identify(request, event, form, company, status=422, not_found=True)
    return await _show_confirm(request, event, found)


async def _person(request: Request, event: Event, data: Any) -> Response:
    form = parse(PersonForm, data)
    if not form.ok:
        return await _show_person(request, event, form, status=422)
    asked = form.checked
    company = await _company(asked.company)
    if asked.company and company is None:
        form.add("company", N_("Elige tu empresa de la lista."))
        return await _show_person(request, event, form, status=422)
    new = NewPerson(asked.given_name, asked.paternal_surname, asked.maternal_surname, asked.phone, asked.email)
    found = applicants.stranger(new, company, applicants.vouched_by(actor(request), company), now=request.state.now)
    if not found.verified_by and proofs.domain_matches(asked.email, company):
        return await _ask_code(request, event, found, company)
    return await _show_confirm(request, event, found)


async def _ask_code(request: Request, event: Event, found: Applicant, company: Company | None) -> Response:
    if company is None or not found.email:
        return await _show_confirm(request, event, found)
    now = request.state.now
    proof = await proofs.ask(found.email, company, event, locale=locale(request), address=address_of(request), now=now)
    who = applicants.carry(found, event.id, now=now)
    form = blank(CodeForm, who=who, proof=proof)
    return show(request, event, step="code", company=company, email=found.email, form=form)


async def _code(request: Request, event: Event, data: Any) -> Response:
    form = parse(CodeForm, data)
    now = request.state.now
    found = await applicants.carried(str(form.get("who")), event.id, now=now)
    if found is None:
        return flash(redirect(request, "registration.register", slug=event.slug), _(TOO_OLD))
    if data.get("skip"):
        return await _show_confirm(request, event, found)
    company = await Company.get_or_none(id=found.company_id)
    secret, digits = str(form.get("proof")), str(form.get("code"))
    right = bool(company and found.email) and await proofs.check(
        secret, digits, email=found.email or "", company_id=found.company_id or 0, event_id=event.id, now=now
    )
    if not right or found.new is None:
        form.errors.clear()
        form.add("code", N_("Ese código no es. Revisa el correo más reciente; sirve 15 minutos y 5 intentos."))
        return show(request, event, status=422, step="code", company=company, email=found.email, form=form)
    proved = applicants.stranger(found.new, company, str(VerifiedBy.DOMAIN), now=now)
    return await _show_confirm(request, event, proved)


async def _confirm(request: Request, event: Event, data: Any) -> Response:
    form = parse(ConfirmForm, data)
    now = request.state.now
    found = await applicants.carried(str(form.get("who")), event.id, now=now)
    if found is None:
        return flash(redirect(request, "registration.register", slug=event.slug), _(TOO_OLD))
    choices = await offers(event, found.audience, now)
    chosen = next((each for each in choices if form.value and each.ticket_type_id == form.checked.ticket_type), None)
    if form.value is None or chosen is None:
        if "ticket_type" not in form.errors and chosen is None:
            form.add("ticket_type", N_("Elige un tipo de boleto."))
        return await _show_confirm(request, event, found, form=form, status=422)
    if form.checked.companions > allowed_companions(chosen):
        form.add("companions", N_("Puedes traer hasta %(most)s acompañantes."), most=allowed_companions(chosen))
        return await _show_confirm(request, event, found, form=form, status=422)
    return await _take(request, event, found, chosen, form)


async def _take(request: Request, event: Event, found: Applicant, chosen: Offer, form: Filled[ConfirmForm]) -> Response:
    asked = form.checked
    extras = Extras(asked.companions, asked.diet, asked.accessibility)
    source = "coordinator" if found.verified_by == VerifiedBy.COORDINATOR else "page"
    wanted = wanted_of(event, chosen, found, extras, source=source, language=locale(request))
    try:
        receipt = await services.register(
            wanted, key=form.idempotency_key, actor=actor(request).label, path=request.url.path, now=request.state.now
        )
    except AlreadyRegistered:
        await resend.to_channel_on_file(event.id, found, now=request.state.now)
        return show(request, event, status=409, template=ALREADY)
    except SoldOut:
        return show(request, event, status=409, template=CLOSED, state="full")
    if receipt.pay_token:
        return redirect(request, "payments.pay", token=receipt.pay_token)
    return RedirectResponse(f"/T/{receipt.code}?nuevo=1", status_code=303)


def allowed_companions(offer: Offer) -> int:
    return offer.max_companions if "companions" in offer.asks else 0


def wanted_of(event: Event, offer: Offer, found: Applicant, extras: Extras, *, source: str, language: str) -> Wanted:
    """The order to the service, with the price frozen as it was shown."""
    return Wanted(
        event_id=event.id,
        event_title=event.title(language),
        ticket_type_id=offer.ticket_type_id,
        ticket_name=offer.name(language),
        tax_code=offer.tax_code,
        applicant=found,
        unit_net=offer.net.amount,
        total=offer.total.amount,
        audience=offer.audience,
        currency=event.currency,
        source=source,
        locale=language,
        extras=extras,
    )


async def _show_identify(
    request: Request, event: Event, form: Filled[IdentifyForm], company: Company | None, *,
    status: int = 200, not_found: bool = False,
) -> Response:  # fmt: skip
    """`not_found` never says which of the two fields was wrong; a number of another length only helps to read it."""
    digits = company.employee_digits if company else None
    typed = str(form.get("employee_number"))
    hint = digits if not_found and digits and typed.isdigit() and len(typed) < digits else None
    audience = applicants.audience_of(company, "directory", now=request.state.now)
    shown = await offers(event, audience, request.state.now)
    companies = [] if company else await directory.companies_in_good_standing(today(request))
    return show(
        request, event, status=status, step="identify", company=company, companies=companies, form=form,
        not_found=not_found, short_by=hint, offer=cheapest(shown),
    )  # fmt: skip


async def _show_person(request: Request, event: Event, form: Filled[PersonForm], *, status: int = 200) -> Response:
    shown = await offers(event, "public", request.state.now)
    companies = await directory.companies_in_good_standing(today(request))
    return show(
        request, event, status=status, step="person", company=None, companies=companies, form=form,
        offer=cheapest(shown),
    )  # fmt: skip


async def _show_confirm(
    request: Request, event: Event, found: Applicant, *, form: Filled[ConfirmForm] | None = None, status: int = 200
) -> Response:
    choices = await offers(event, found.audience, request.state.now)
    free = [each for each in choices if each.left != 0]
    if not free:
        return show(request, event, status=409, template=CLOSED, state="full")
    who = applicants.carry(found, event.id, now=request.state.now)
    form = form or blank(ConfirmForm, ticket_type=free[0].ticket_type_id)
    form.typed["who"] = who
    chosen = next((each for each in free if str(each.ticket_type_id) == str(form.get("ticket_type"))), free[0])
    company = await Company.get_or_none(id=found.company_id) if found.company_id else None
    return show(
        request, event, status=status, step="confirm", company=company, form=form, applicant=found,
        choices=free, offer=chosen, asks=sorted({ask for each in free for ask in each.asks}),
    )  # fmt: skip


def cheapest(shown: list[Offer]) -> Offer | None:
    """The price that the first step promises: the first type with seats, in the office's order."""
    return next((each for each in shown if each.left != 0), shown[0] if shown else None)


async def _company(slug: str) -> Company | None:
    """By its link, or by its whole name as somebody typed it."""
    return await directory.company_by_slug(slug) if slug else None


async def find_ticket(request: Request) -> Response:
    """A lost ticket: the answer is always the same, and the ticket goes only to the address on file."""
    companies = await directory.companies_in_good_standing(today(request))
    if request.method == "GET":
        return page(request, form=blank(FindTicketForm, company=request.query_params.get("empresa")), sent=False,
                    companies=companies)  # fmt: skip
    form = await fill(request, FindTicketForm)
    if not form.ok:
        return page(request, status=422, form=form, sent=False, companies=companies)
    asked = form.checked
    await resend.find_again(
        asked.company, asked.employee_number, asked.surname, address=address_of(request), now=request.state.now
    )
    return page(request, form=form, sent=True, companies=companies)


CLOSED = "events_app/registration/closed.html"
ALREADY = "events_app/registration/already.html"
Step = Callable[[Request, Event, Any], Awaitable[Response]]
STEPS: dict[str, Step] = {"identify": _identify, "person": _person, "code": _code, "confirm": _confirm}

ROUTES = (
    Page("/eventos/{slug}/registro", register, access=Access.PUBLIC, methods=("GET", "POST")),
    Page("/boleto", find_ticket, access=Access.PUBLIC, methods=("GET", "POST")),
    *tickets.ROUTES,
)
