"""What each step of registering shows: who you are, your name, the mailed code, the confirmation."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core.forms import Filled, blank
from events_app.core.i18n import N_, _
from events_app.core.pages import actor, refuse, url_for
from events_app.directory import queries as directory
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration import applicants, discounted, form_questions, offering, seats, waiting_queries
from events_app.registration.context import is_full, key_of, show, today
from events_app.registration.engine.wanted import Applicant
from events_app.registration.forms import CodeForm, ConfirmForm, IdentifyForm, PersonForm, WaitForm
from events_app.registration.offers import Offer, cheapest, offers

REGISTER = "events_app/registration/register.html"
CLOSED = "events_app/registration/closed.html"
ALREADY = "events_app/registration/already.html"
TOO_OLD = N_("Pasó mucho tiempo. Dinos otra vez quién eres; no se apartó nada todavía.")


async def show_identify(
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
        request, event, status=status, template=REGISTER, step="identify", company=company, companies=companies,
        form=form, not_found=not_found, short_by=hint, offer=cheapest(shown),
        by_name=applicants.may_type_names(actor(request), event),
    )  # fmt: skip


async def show_person(request: Request, event: Event, form: Filled[PersonForm], *, status: int = 200) -> Response:
    shown = await offers(event, "public", request.state.now)
    companies = await directory.companies_in_good_standing(today(request))
    return show(
        request, event, status=status, template=REGISTER, step="person", company=None, companies=companies, form=form,
        offer=cheapest(shown),
    )  # fmt: skip


def show_code(
    request: Request, event: Event, form: Filled[CodeForm], company: Company | None, email: str | None, *,
    status: int = 200,
) -> Response:  # fmt: skip
    return show(request, event, status=status, template=REGISTER, step="code", company=company, email=email, form=form)


async def show_confirm(
    request: Request, event: Event, found: Applicant, *,
    form: Filled[ConfirmForm] | None = None, status: int = 200, price_changed: bool = False, seat_offer: str = "",
) -> Response:  # fmt: skip
    """The last step; whoever finds no seat, or whose company has all that it may, is shown the waiting list."""
    company = await Company.get_or_none(id=found.company_id) if found.company_id else None
    choices = await choices_of(request, event, found, company, seat_offer)
    held = await waiting_queries.open_offer(seat_offer, event.id, request.state.now)
    free = choices if seat_offer else [each for each in choices if each.left != 0]
    if not choices:
        return show(request, event, status=409, template=CLOSED, state="not_for_you")
    full = not free or (not seat_offer and await is_full(event, request.state.now))
    if full or (not seat_offer and await at_its_limit(event, company, request.state.now)):
        return await show_wait(request, event, found, choices=choices, reason="full" if full else "limit")
    form = form or blank(ConfirmForm, ticket_type=free[0].ticket_type_id)
    form.typed["who"] = applicants.carry(found, event.id, now=request.state.now)
    free = await discounted.with_code(form, event, free, found, request.state.now)
    return show(
        request, event, status=status, template=REGISTER, step="confirm", company=company, form=form, applicant=found,
        choices=free, offer=_chosen(form, free), asks=sorted({ask for each in free for ask in each.asks}),
        shown=" ".join(each.tag for each in free), price_changed=price_changed, seat_offer=seat_offer,
        pay_until=held.expires_at if held else None, sold_out=[each for each in choices if each not in free],
        codes=any(each.total for each in free) and await discounted.may_type(event, found, request.state.now),
        **await form_questions.shown(event, free, found, request.state.now),
    )  # fmt: skip


async def show_wait(
    request: Request, event: Event, found: Applicant, *,
    choices: list[Offer], reason: str, form: Filled[WaitForm] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """No seat now: which ticket to wait for, with how many, and where to write. `reason` is full or limit."""
    company = await Company.get_or_none(id=found.company_id) if found.company_id else None
    wanted = [each for each in choices if each.left == 0] if reason == "sold_out" else choices
    wanted = wanted or choices
    form = form or blank(WaitForm, ticket_type=wanted[0].ticket_type_id)
    form.typed["who"] = applicants.carry(found, event.id, now=request.state.now)
    return show(
        request, event, status=status, template=REGISTER, step="wait", company=company, form=form, applicant=found,
        choices=wanted, offer=_chosen(form, wanted), reason=reason, most=event.most_per_company,
        asks=["companions"] if any("companions" in each.asks for each in wanted) else [],
    )  # fmt: skip


async def choices_of(
    request: Request, event: Event, found: Applicant, company: Company | None, seat_offer: str = ""
) -> list[Offer]:
    """The tickets with their prices for this person; with an offer of the waiting list, only the one it is for."""
    now = request.state.now
    gives_out = bool(applicants.vouched_by(actor(request), company))
    every = await offers(event, found.audience, now, company_id=found.company_id, gives_out=gives_out)
    if not seat_offer:
        return every
    held = await waiting_queries.open_offer(seat_offer, event.id, now)
    return [each for each in every if held is not None and each.ticket_type_id == held.ticket_type_id]


async def at_its_limit(event: Event, company: Company | None, now: datetime) -> bool:
    """Whether the company has all the seats that one company may have; the guarded count is asked again later."""
    limit = seats.company_limit(event.most_per_company, event.limit_lifts_at, event.starts_at)
    if limit is None or company is None or not limit.holds(now):
        return False
    return await offering.seats_of_company(event.id, company.id) >= limit.most


def again(request: Request, event: Event) -> Response:
    """Back to the first step, with the key of a closed event."""
    start = url_for(request, "registration.register", slug=event.slug) + key_of(request, event)
    return refuse(RedirectResponse(start, status_code=303), _(TOO_OLD))


def _chosen(form: Filled[Any], free: list[Offer]) -> Offer:
    return next((each for each in free if str(each.ticket_type_id) == str(form.get("ticket_type"))), free[0])
