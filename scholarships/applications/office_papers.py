"""The office looks at a paper, accepts it or sends it back, and blacks out what would say whose it is."""

import json

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import files
from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, answered, by, flash, page, redirect
from events_app.directory.office_forms import record_id
from scholarships.applications import checking, documents
from scholarships.applications.checking import MOST_BOXES, Box
from scholarships.applications.forms import VerdictForm
from scholarships.applications.papers import Document
from scholarships.applications.states import CheckStatus, Seen
from scholarships.calls.rules import rules_of

WHY = N_("Escribe qué tiene que cambiar la familia.")
WRONG_BOXES = N_("No entendimos las marcas. Dibújalas otra vez.")


async def office_paper(request: Request) -> Response:
    """A paper with the tools to check and to black out."""
    document = await _document(request)
    await documents.seen(
        document.application_id, Seen.DOCUMENT, actor=actor(request).label, now=request.state.now,
        document_id=document.id,
    )  # fmt: skip
    return _page(request, document)


async def office_paper_image(request: Request) -> Response:
    """The picture as the family handed it in."""
    document = await _document(request)
    await documents.seen(
        document.application_id, Seen.DOCUMENT, actor=actor(request).label, now=request.state.now,
        document_id=document.id,
    )  # fmt: skip
    return await files.respond(await documents.content_of(document), inline=True)


async def office_redacted_image(request: Request) -> Response:
    """The blacked-out picture, as readers will see it."""
    document = await _document(request)
    if document.redacted_id is None:
        raise NotFound()
    return await files.respond(await files.stored(document.redacted_id), inline=True)


async def judge_paper(request: Request) -> Response:
    """Accepted, or back to the family with a reason."""
    document = await _document(request)
    form = await fill(request, VerdictForm)
    verdict = CheckStatus(form.checked.verdict) if form.ok else None
    if verdict is CheckStatus.REJECTED and not form.checked.reason:
        form.add("reason", WHY)
    if not form.ok or verdict is None:
        return _page(request, document, trouble="; ".join(form.errors.values()), status=422)
    judged = checking.judge(document, verdict, reason=form.checked.reason, **by(request))
    back = redirect(request, "applications.office_application", id=document.application_id)
    return await answered(back, judged, _("Guardado."))


async def black_out_paper(request: Request) -> Response:
    """A flat copy with the boxes filled."""
    document = await _document(request)
    data = await request.form()
    boxes = _boxes(str(data.get("boxes", "")))
    if not boxes:
        return _page(request, document, trouble=_(WRONG_BOXES), status=422)
    await checking.black_out(document, boxes, actor=actor(request).label, now=request.state.now)
    answer = redirect(request, "applications.office_paper", id=document.id)
    return flash(answer, _("Así lo verán los lectores. Revisa que no quede ningún nombre."))


def _boxes(text: str) -> list[Box]:
    """A JSON list of [x, y, width, height], in parts of 1; nothing when it is not one."""
    try:
        said = json.loads(text)
        boxes = [Box(*(min(1.0, max(0.0, float(number))) for number in each)) for each in said]
    except (ValueError, TypeError):
        return []
    return boxes if 0 < len(boxes) <= MOST_BOXES and all(box.width > 0 and box.height > 0 for box in boxes) else []


async def _document(request: Request) -> Document:
    found = await Document.get_or_none(id=record_id(request)).select_related("application", "application__call")
    if found is None or found.file_id is None:
        raise NotFound()
    return found


def _page(request: Request, document: Document, *, trouble: str = "", status: int = 200) -> Response:
    kind = rules_of(document.application.call).document(document.kind)
    return page(
        request, status=status, template="scholarships/applications/office_paper.html", document=document,
        application=document.application, call=document.application.call, kind=kind.name if kind else document.kind,
        trouble=trouble,
        boxes=json.dumps([[box["x"], box["y"], box["width"], box["height"]] for box in document.redacted_boxes] or []),
    )  # fmt: skip


POST = ("POST",)
ROUTES = (
    Page("/oficina/becas/documentos/{id:int}", office_paper, access=Access.OFFICE),
    Page("/oficina/becas/documentos/{id:int}/imagen", office_paper_image, access=Access.OFFICE),
    Page("/oficina/becas/documentos/{id:int}/tachado", office_redacted_image, access=Access.OFFICE),
    Page("/oficina/becas/documentos/{id:int}/dictamen", judge_paper, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/documentos/{id:int}/tachar", black_out_paper, access=Access.OFFICE, methods=POST),
)
