"""A family's own data: everything as a file, and requests of access, correction, deletion and opposition."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, flash, page, redirect
from scholarships.applications.links import application_for
from scholarships.applications.models import Application
from scholarships.applications.papers import AccessLog
from scholarships.applications.states import Seen
from scholarships.privacy import exporting, services
from scholarships.privacy.forms import ArcoForm
from scholarships.privacy.models import ArcoKind, ArcoRequest, ArcoStatus

KIND_NAMES = {
    ArcoKind.ACCESS: N_("Saber qué datos tienen y para qué"),
    ArcoKind.RECTIFICATION: N_("Corregir un dato"),
    ArcoKind.CANCELLATION: N_("Borrar mis datos"),
    ArcoKind.OPPOSITION: N_("Que no los usen para algo"),
}
STATUS_NAMES = {
    ArcoStatus.OPEN: N_("Por responder"),
    ArcoStatus.ANSWERED: N_("Atendida"),
    ArcoStatus.REFUSED: N_("No procede"),
}


async def own_data(request: Request) -> Response:
    """What can be asked for, and what was."""
    return await _page(request, await _application(request))


async def ask_about_data(request: Request) -> Response:
    """Files a request."""
    found, form = await _application(request), await fill(request, ArcoForm)
    if not form.ok:
        return await _page(request, found, form=form, status=422)
    await services.ask(found, form.checked.kind, form.checked.text, now=request.state.now)
    answer = redirect(request, "privacy.own_data", code=request.path_params["code"])
    return flash(answer, _("Recibimos tu petición. Te respondemos en esta página."))


async def export_own_data(request: Request) -> Response:
    """Everything as a file; the visit is written into the access log."""
    found = await _application(request)
    await AccessLog.create(application_id=found.id, seen=Seen.EXPORT, actor="family", at=request.state.now)
    body = json.dumps(await exporting.everything(found), ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": 'attachment; filename="mis-datos.json"', "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type="application/json", headers=headers)


async def _application(request: Request) -> Application:
    return await application_for(request.path_params["code"])


async def _page(
    request: Request, found: Application, *, form: Filled[ArcoForm] | None = None, status: int = 200
) -> Response:
    context: dict[str, Any] = {"kind_names": KIND_NAMES, "status_names": STATUS_NAMES}
    return page(
        request,
        status=status,
        template="scholarships/privacy/own_data.html",
        code=request.path_params["code"],
        call=found.call,
        requests=await ArcoRequest.filter(application_id=found.id).order_by("-id"),
        form=form or blank(ArcoForm),
        **context,
    )


ROUTES = (
    Page("/solicitud/{code}/datos", own_data, access=Access.LINK),
    Page("/solicitud/{code}/datos/peticion", ask_about_data, access=Access.LINK, methods=("POST",)),
    Page("/solicitud/{code}/datos/mis-datos.json", export_own_data, access=Access.LINK),
)
