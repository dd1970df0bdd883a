"""What each step of registering shows: who you are, your name, the mailed code, the confirmation."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.forms import Filled, blank
from events_app.core.pages import actor
from events_app.directory import queries as directory
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration import applicants
from events_app.registration.context import show, today
from events_app.registration.engine.wanted import Applicant
from events_app.registration.forms import CodeForm, ConfirmForm, IdentifyForm, PersonForm
from events_app.registration.offers import Offer, cheapest, offers

REGISTER = "events_app/registration/register.html"
CLOSED = "events_app/registration/closed.html"


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
    form: Filled[ConfirmForm] | None = None, status: int = 200, price_changed: bool = False,
) -> Response:  # fmt: skip
    choices = await offers(event, found.audience, request.state.now)
    free = [each for each in choices if each.left != 0]
    if not free:
        return show(request, event, status=409, template=CLOSED, state="full" if choices else "not_for_you")
    form = form or blank(ConfirmForm, ticket_type=free[0].ticket_type_id)
    form.typed["who"] = applicants.carry(found, event.id, now=request.state.now)
    company = await Company.get_or_none(id=found.company_id) if found.company_id else None
    return show(
        request, event, status=status, template=REGISTER, step="confirm", company=company, form=form, applicant=found,
        choices=free, offer=_chosen(form, free), asks=sorted({ask for each in free for ask in each.asks}),
        shown=" ".join(each.tag for each in free), price_changed=price_changed,
    )  # fmt: skip


def _chosen(form: Filled[ConfirmForm], free: list[Offer]) -> Offer:
    return next((each for each in free if str(each.ticket_type_id) == str(form.get("ticket_type"))), free[0])
