"""The office's inbox of requests about personal data, and what the daily erasure would take today."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, answered, by, flash, page, redirect, refuse
from events_app.core.paging import paginate
from events_app.directory.office_forms import record_id, today
from scholarships.privacy import retention, services
from scholarships.privacy.forms import ArcoAnswerForm
from scholarships.privacy.models import ArcoRequest
from scholarships.privacy.routes import KIND_NAMES, STATUS_NAMES


async def office_privacy(request: Request) -> Response:
    """The most urgent first; then what is due to be erased."""
    found = ArcoRequest.all().order_by("-status", "due_on", "id").select_related("application__call")
    return page(
        request,
        slice=await paginate(found, request),
        kinds=retention.KINDS,
        due=await retention.due(request.state.now),
        kind_names=KIND_NAMES,
        status_names=STATUS_NAMES,
        today=today(request),
    )


async def answer_arco(request: Request) -> Response:
    """Answers a request; a deletion that is granted is done at once."""
    found = await ArcoRequest.get_or_none(id=record_id(request))
    form = await fill(request, ArcoAnswerForm)
    back = redirect(request, "privacy.office_privacy")
    if found is None:
        raise NotFound()
    if not form.ok:
        return refuse(back, _("Escribe la respuesta para la familia."))
    granted = form.checked.verdict == "answered"
    answer = services.answer(found, granted=granted, text=form.checked.text, **by(request))
    return await answered(back, answer, _("La respuesta está en la página de la familia."))


async def erase_due(request: Request) -> Response:
    """Erases today what is due, without waiting for the night."""
    done = await retention.run(actor=actor(request).label, now=request.state.now)
    return flash(redirect(request, "privacy.office_privacy"), _("Registros borrados: %(n)s.", n=sum(done.values())))


ROUTES = (
    Page("/oficina/privacidad", office_privacy, access=Access.OFFICE),
    Page("/oficina/privacidad/{id:int}", answer_arco, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/privacidad/borrado", erase_due, access=Access.ADMIN, methods=("POST",)),
)
