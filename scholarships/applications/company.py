"""The company's pages: who is to be confirmed, one answer each, and whom it proposes by spreadsheet. Nothing else."""

from collections.abc import Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from tortoise.exceptions import IntegrityError

from events_app.core.access import Access, Actor, Role
from events_app.core.clock import local
from events_app.core.errors import ConvocaError, NotFound
from events_app.core.forms import fill, read_form
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.sheets import read_table_later
from events_app.directory.models import Company
from events_app.directory.office_forms import record_id
from scholarships.applications import nominations
from scholarships.applications.forms import AnswerForm
from scholarships.applications.models import Application
from scholarships.applications.papers import EmploymentAnswer
from scholarships.applications.states import SENT
from scholarships.calls.models import Call, CallStatus

ASKING = (CallStatus.OPEN, CallStatus.CLOSED, CallStatus.REVIEWING)
WHEN = N_("Escribe desde qué día trabaja ahí.")
FUTURE = N_("Esa fecha todavía no llega.")


async def company_scholarships(request: Request) -> Response:
    """The employees who asked, to be confirmed, and the open calls that take nominations."""
    companies = await _companies(actor(request))
    return await _page(request, companies)


async def answer_employment(request: Request) -> Response:
    """Yes with its day, or no; once given it stays."""
    companies = await _companies(actor(request))
    waiting = {each.id: each for each in await _waiting(companies)}
    found = waiting.get(record_id(request))
    if found is None:
        raise NotFound()
    form = await fill(request, AnswerForm)
    works = form.get("works_here") == "yes"
    hired = _day(str(form.get("hired_on")))
    if works and hired is None:
        form.add("hired_on", WHEN)
    if hired and hired > local(request.state.now).date():
        form.add("hired_on", FUTURE)
    if not form.ok:
        return await _page(request, companies, wrong=found.id, trouble="; ".join(form.errors.values()), status=422)
    try:
        await nominations.answer(
            found, works_here=works, hired_on=hired if works else None, actor=actor(request).label,
            now=request.state.now,
        )  # fmt: skip
    except IntegrityError:
        return await _page(request, companies, trouble=_("Ya estaba contestada."), status=409)
    return flash(redirect(request, "applications.company_scholarships"), _("Gracias: quedó confirmado."))


async def nominate(request: Request) -> Response:
    """A spreadsheet of employees and their children; the same file twice adds nobody twice."""
    companies = await _companies(actor(request))
    data = await read_form(request)
    company = next((each for each in companies if str(each.id) == str(data.get("company"))), None)
    call = await Call.get_or_none(id=record_id(request), status=CallStatus.OPEN)
    if company is None or call is None:
        raise NotFound()
    upload = data.get("file")
    if upload is None or isinstance(upload, str) or not upload.filename:
        return await _page(request, companies, trouble=_("Elige el archivo."), status=422)
    try:
        table = await read_table_later(await upload.read(), upload.filename)
        plan = nominations.plan(table)
        added = await nominations.keep(call, company, plan, actor=actor(request).label, now=request.state.now)
    except ConvocaError as error:
        return await _page(request, companies, trouble=error.text, status=422)
    return await _page(request, companies, plan=plan, added=added)


async def _companies(who: Actor) -> list[Company]:
    """Those that this coordinator speaks for. Raises NotFound for somebody who coordinates none."""
    found = await Company.filter(id__in=who.scopes(Role.COORDINATOR, "company"), merged_into_id=None).order_by(
        "sort_key"
    )
    if not found:
        raise NotFound()
    return found


async def _waiting(companies: Sequence[Company]) -> list[Application]:
    """Sent applications of these companies without an answer: number and employee's name are all that is shown."""
    answered = EmploymentAnswer.filter(company_id__in=[each.id for each in companies])
    return (
        await Application.filter(
            company_id__in=[each.id for each in companies], status__in=SENT, call__status__in=ASKING
        )
        .exclude(id__in=await answered.values_list("application_id", flat=True))
        .order_by("submitted_at")
    )


async def _page(
    request: Request, companies: Sequence[Company], *, trouble: str = "", wrong: int = 0, status: int = 200,
    plan: nominations.Plan | None = None, added: int = 0,
) -> Response:  # fmt: skip
    return page(
        request, status=status, template="scholarships/applications/company_scholarships.html",
        companies=companies, waiting=await _waiting(companies), calls=await Call.filter(status=CallStatus.OPEN),
        trouble=trouble, wrong=wrong, plan=plan, added=added, names={each.id: each.display_name for each in companies},
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ROUTES = (
    Page("/empresa/becas", company_scholarships, access=Access.COORDINATOR),
    Page("/empresa/becas/{id:int}/respuesta", answer_employment, access=Access.COORDINATOR, methods=("POST",)),
    Page("/empresa/becas/{id:int}/postulaciones", nominate, access=Access.COORDINATOR, methods=("POST",)),
)
