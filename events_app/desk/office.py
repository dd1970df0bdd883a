"""The office's page of who asks to coordinate a company: approved or not, with a reason."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import ConvocaError
from events_app.core.fields import LongLine
from events_app.core.forms import Form, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, page, redirect, refuse
from events_app.desk import queries, services, without_mail
from events_app.desk.coordinators import OFFICE_KINDS, STATUSES
from events_app.desk.models import CoordinatorRequest, RequestStatus
from events_app.payments.queries import names_of


class DecisionForm(Form):
    answer: str = ""
    reason: LongLine = ""


async def coordinator_requests(request: Request) -> Response:
    """Those that wait first, with who coordinates the company today."""
    waiting = await CoordinatorRequest.filter(status=RequestStatus.WAITING).select_related("company").order_by("id")
    done = CoordinatorRequest.exclude(status=RequestStatus.WAITING).select_related("company")
    day = local(request.state.now).date()
    askers = await names_of({each.asked_by for each in waiting})
    present = {each.company_id: await queries.coordinators(each.company_id, day) for each in waiting}
    return page(
        request, waiting=waiting, done=await done.order_by("-decided_at").limit(20), present=present,
        kinds=OFFICE_KINDS, status_words=STATUSES, askers=askers,
    )  # fmt: skip


async def decide_coordinator(request: Request) -> Response:
    form = await fill(request, DecisionForm)
    answer = form.value or DecisionForm()
    back = redirect(request, "desk.coordinator_requests")
    if answer.answer not in ("approve", "decline"):
        return refuse(back, _("Elige aprobar o no aprobar."))
    try:
        decided = await services.decide(
            request.path_params["request"], approve=answer.answer == "approve", reason=answer.reason,
            by=actor(request), now=request.state.now,
        )  # fmt: skip
    except ConvocaError as refused:
        return refuse(back, refused.text)
    if not decided:
        return refuse(back, _("Esa solicitud ya se había respondido, o la empresa la retiró."))
    return flash(back, _("Aprobado.") if answer.answer == "approve" else _("Quedó sin aprobar."))


ROUTES = (
    *without_mail.OFFICE_ROUTES,
    Page("/oficina/coordinadores", coordinator_requests, access=Access.OFFICE),
    Page("/oficina/coordinadores/{request:int}", decide_coordinator, access=Access.OFFICE, methods=("POST",)),
)
