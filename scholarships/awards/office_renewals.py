"""The office asks for renewals, looks at what families handed in for them, and renews each award or ends it."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import files
from events_app.core.access import Access
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, redirect, refuse
from events_app.directory.office_forms import record_id
from scholarships.applications import documents
from scholarships.applications.states import Seen
from scholarships.awards import letters, renewals, renewing
from scholarships.awards.forms import PeriodForm, RenewalForm
from scholarships.awards.grants import Renewal
from scholarships.calls.models import Call

POST = ("POST",)


async def ask_renewals(request: Request) -> Response:
    """A new period begins: every family with an award is asked."""
    call, form = await Call.get_or_none(id=record_id(request)), await fill(request, PeriodForm)
    if call is None:
        raise NotFound()
    if not form.ok:
        return _refused(request, call, next(iter(form.errors.values())))
    asked = await renewals.ask(call, form.checked.period, form.checked.due_on, now=request.state.now)
    return _back(request, call, _("Familias a las que se pidió la renovación: %(n)s.", n=asked))


async def renewal_paper(request: Request) -> Response:
    """One page of what a family handed in to renew; the visit is written into the access log."""
    found = await _renewal(request)
    document = await renewing.page_of(found, request.path_params["document"])
    stored = await documents.content_of(document)
    await documents.seen(
        document.application_id, Seen.DOCUMENT, actor=actor(request).label, now=request.state.now,
        document_id=document.id,
    )  # fmt: skip
    return await files.respond(stored, inline=True)


async def decide_renewal(request: Request) -> Response:
    """Renews an award for the period, ends it with a reason, or asks the family for other papers."""
    found, form = await _renewal(request), await fill(request, RenewalForm)
    call, asked = found.award.call, form.value
    if asked is None or (asked.verdict == "renewed" and asked.average is None):
        return _refused(request, call, _("Escribe el promedio que dice la boleta, por ejemplo 9.4."))
    if asked.verdict != "renewed" and not asked.reason:
        return _refused(request, call, _("Escribe el motivo: la familia lo lee en su página."))
    try:
        return _back(request, call, await _decide(found, asked, actor(request).label, request.state.now))
    except Conflict as error:
        return _refused(request, call, error.text)


async def _decide(found: Renewal, asked: RenewalForm, by: str, now: datetime) -> str:
    """What to say to the office."""
    call, average = found.award.call, "" if asked.average is None else str(asked.average)
    if asked.verdict == "again":
        await renewing.ask_again(found, reason=asked.reason, seen=asked.papers, actor=by, now=now)
        await _write(found, "scholarship_renewal_again", f"again:{now.isoformat()}", now)
        return _("Se lo pedimos otra vez a la familia.")
    if asked.verdict == "ended":
        await renewals.finish(found, average, reason=asked.reason, seen=asked.papers, actor=by, now=now)
        await _write(found, "scholarship_renewal_decided", "decided", now)
        return _("La beca no se renueva. La familia ya tiene el motivo.")
    if asked.average is None or not renewals.meets(call, found.award, asked.average):
        return _("El promedio no llega al mínimo del nivel.")
    await renewals.renew(found, average, seen=asked.papers, actor=by, now=now)
    await _write(found, "scholarship_renewal_decided", "decided", now)
    return _("La beca se renovó: sus partes ya están en la lista.")


async def _write(found: Renewal, message: str, event: str, now: datetime) -> None:
    reason = f"scholarship_renewal:{found.id}:{event}"
    await letters.write_to(found.award.application, found.award.call, message=message, reason=reason, now=now)


async def _renewal(request: Request) -> Renewal:
    found = await Renewal.get_or_none(id=record_id(request)).select_related("award__call", "award__application")
    if found is None:
        raise NotFound()
    return found


def _back(request: Request, call: Call, words: str) -> Response:
    return flash(redirect(request, "awards.office_awards", id=call.id), words)


def _refused(request: Request, call: Call, words: str) -> Response:
    return refuse(redirect(request, "awards.office_awards", id=call.id), words)


ROUTES = (
    Page("/oficina/becas/{id:int}/renovaciones", ask_renewals, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/renovaciones/{id:int}", decide_renewal, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/renovaciones/{id:int}/documentos/{document:int}", renewal_paper, access=Access.OFFICE),
)
