"""The family's documents: one card each, by camera or PDF, changed while the application is open."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from events_app.core import files
from events_app.core.access import Access
from events_app.core.errors import NotFound, TooLarge, Unavailable
from events_app.core.forms import read_form
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, flash, page, redirect
from scholarships.applications import documents, links
from scholarships.applications.errors import NotEditable, PaperRefused
from scholarships.applications.models import Application
from scholarships.applications.papers import Document
from scholarships.applications.progress import papers_of
from scholarships.applications.services import EDITABLE
from scholarships.applications.showing import papers_shown
from scholarships.calls.rules import rules_of

NO_FILE = N_("Elige una foto o un archivo.")
SCANNER_AWAY = N_("No pudimos revisar el archivo en este momento. Inténtalo otra vez en unos minutos.")


async def papers(request: Request) -> Response:
    """The cards, and the place where one is handed in."""
    return await _page(request, await links.application_for(request.path_params["code"]))


async def hand_in(request: Request) -> Response:
    """A photo or a PDF; a mistake is told beside its card and what was there before stays."""
    found = await links.application_for(request.path_params["code"])
    kind = request.path_params["kind"]
    wants_json = bool(request.headers.get("x-autosave"))
    try:
        data = await read_form(request)
        upload = data.get("file")
        if upload is None or isinstance(upload, str) or not upload.filename:
            raise PaperRefused(_(NO_FILE))
        rules = rules_of(found.call)
        await documents.receive(found, rules, kind, upload, add=data.get("how") == "add", now=request.state.now)
    except (PaperRefused, NotEditable, TooLarge) as error:
        words = _(documents.HEAVY) if isinstance(error, TooLarge) else error.text
        return await _refused(request, found, kind, words, error.status, as_json=wants_json)
    except Unavailable:
        return await _refused(request, found, kind, _(SCANNER_AWAY), 503, as_json=wants_json)
    if wants_json:
        return JSONResponse({"saved": True})
    return flash(redirect(request, "applications.papers", code=links.code_of(found)), _("Recibimos el documento."))


async def remove_paper(request: Request) -> Response:
    """Takes one page out."""
    found = await links.application_for(request.path_params["code"])
    try:
        await documents.remove(found, request.path_params["id"], now=request.state.now)
    except NotEditable as error:
        return await _page(request, found, trouble=error.text, status=409)
    return redirect(request, "applications.papers", code=links.code_of(found))


async def paper(request: Request) -> Response:
    """The family sees its own paper."""
    found = await links.application_for(request.path_params["code"])
    document = await Document.get_or_none(id=request.path_params["id"], application_id=found.id, removed_at=None)
    if document is None:
        raise NotFound()
    return await files.respond(await documents.content_of(document), inline=True)


async def _refused(
    request: Request, found: Application, kind: str, words: str, status: int, *, as_json: bool
) -> Response:
    if as_json:
        return JSONResponse({"saved": False, "message": words}, status_code=status)
    return await _page(request, found, trouble=words, kind=kind, status=status)


async def _page(
    request: Request, found: Application, *, trouble: str = "", kind: str = "", status: int = 200
) -> Response:
    rules = rules_of(found.call)
    shown = papers_shown(found, rules, await papers_of(found))
    return page(
        request, status=status, template="scholarships/applications/papers.html", application=found, call=found.call,
        papers=shown, code=links.code_of(found), trouble=trouble, troubled=kind, may_edit=found.status in EDITABLE,
    )  # fmt: skip


ROUTES = (
    Page("/solicitud/{code}/documentos", papers, access=Access.LINK),
    Page("/solicitud/{code}/documentos/{kind}", hand_in, access=Access.LINK, methods=("POST",)),
    Page("/solicitud/{code}/documentos/{id:int}/imagen", paper, access=Access.LINK),
    Page("/solicitud/{code}/documentos/{id:int}/retiro", remove_paper, access=Access.LINK, methods=("POST",)),
)
