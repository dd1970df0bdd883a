"""Who coordinates a company: asking for a second person or handing over, which the association approves."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Conflict
from events_app.core.fields import Email, Line
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect, refuse
from events_app.desk import queries, services
from events_app.desk.errors import LastCoordinator
from events_app.desk.models import AskedFor, CoordinatorRequest, RequestStatus
from events_app.desk.scope import company_of
from events_app.directory.models import Company

KINDS = {AskedFor.SECOND: N_("Que coordine conmigo"), AskedFor.HANDOVER: N_("Que coordine en mi lugar")}
OFFICE_KINDS = {AskedFor.SECOND: N_("Se suma a la coordinación"), AskedFor.HANDOVER: N_("Releva a quien lo pide")}
STATUSES = {
    RequestStatus.WAITING: (N_("Espera a la asociación"), "now"),
    RequestStatus.APPROVED: (N_("Aprobada"), "good"),
    RequestStatus.DECLINED: (N_("No aprobada"), "bad"),
    RequestStatus.WITHDRAWN: (N_("Retirada"), "plain"),
}


class AskForm(Form):
    kind: AskedFor
    name: Line
    email: Email


async def coordinators(request: Request) -> Response:
    company = await company_of(request)
    if request.method != "POST":
        return await _show(request, company, blank(AskForm))
    form = await fill(request, AskForm)
    if form.ok:
        asked = form.checked
        try:
            await services.ask(
                company, kind=asked.kind, name=asked.name, email=asked.email, actor=actor(request),
                now=request.state.now,
            )  # fmt: skip
            done = redirect(request, "desk.coordinators", slug=company.slug)
            return flash(done, _("La asociación lo revisa y le escribe a esa persona cuando lo apruebe."))
        except Conflict as refused:
            form.errors["email"] = refused.text
    return await _show(request, company, form, status=422)


async def withdraw(request: Request) -> Response:
    company = await company_of(request)
    asked = request.path_params["request"]
    withdrawn = await services.withdraw(company.id, asked, actor=actor(request).label, now=request.state.now)
    said = _("Retiraste la solicitud.") if withdrawn else _("La asociación ya había respondido esa solicitud.")
    return flash(redirect(request, "desk.coordinators", slug=company.slug), said)


async def step_down(request: Request) -> Response:
    """Leaves the role while somebody else goes on."""
    company = await company_of(request)
    try:
        await services.step_down(company, actor(request), now=request.state.now)
    except LastCoordinator as refused:
        return refuse(redirect(request, "desk.coordinators", slug=company.slug), refused.text)
    return flash(
        redirect(request, "accounts.own_page"), _("Ya no coordinas a %(company)s.", company=company.display_name)
    )


async def _show(request: Request, company: Company, form: Filled[AskForm], *, status: int = 200) -> Response:
    asked = CoordinatorRequest.filter(company_id=company.id).order_by("-id").limit(20)
    return page(
        request, status=status, company=company, form=form, asked=await asked, kinds=KINDS, status_words=STATUSES,
        people=await queries.coordinators(company.id, local(request.state.now).date()),
    )  # fmt: skip


ROUTES = (
    Page("/empresa/{slug}/coordinadores", coordinators, access=Access.COORDINATOR, methods=("GET", "POST")),
    Page("/empresa/{slug}/coordinadores/dejar", step_down, access=Access.COORDINATOR, methods=("POST",)),
    Page("/empresa/{slug}/coordinadores/{request:int}/retirar", withdraw, access=Access.COORDINATOR, methods=("POST",)),
)
