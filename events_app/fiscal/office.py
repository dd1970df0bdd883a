"""Invoices as the office sees them: what waits, what the accountant has, what came back, what needs a person."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from events_app.core import files
from events_app.core.access import Access
from events_app.core.errors import Conflict, Invalid, NotFound
from events_app.core.forms import Filled, blank, fill, read_form
from events_app.core.i18n import _, ngettext
from events_app.core.pages import Page, actor, answered, flash, page, redirect, refuse
from events_app.core.paging import paginate
from events_app.core.settings import settings
from events_app.fiscal import exports, office_keys, queries, services, stamped
from events_app.fiscal.documents import use_of
from events_app.fiscal.engine.terms import FORM_NAMES
from events_app.fiscal.forms import ExportForm, ReasonForm, SettleForm
from events_app.fiscal.models import GlobalSale, InvoiceRequest
from events_app.fiscal.paper_records import InvoiceExport, StampedXml
from events_app.fiscal.routes import respond
from events_app.fiscal.stamped import Outcome
from events_app.fiscal.words import BECAUSE, CAUSES, GONE, KINDS, REFUSED, STATUSES

TABS = ("requested", "exported", "stamped", "problems", queries.LEFT, "cancelled")


async def invoices(request: Request) -> Response:
    """The list of one state, and the two things to do: hand over, and take back what is stamped."""
    return await _list(request)


async def export(request: Request) -> Response:
    """Hands over everything that can be invoiced today, or one month."""
    filled = await fill(request, ExportForm)
    if not filled.ok:
        return await _list(request, form=filled, status=422)
    asked, who, now = filled.checked, actor(request).label, request.state.now
    given = {"file_type": asked.file_type, "exchange_rate": asked.exchange_rate, "actor": who, "now": now}
    try:
        made = await (exports.export_month(asked.month, **given) if asked.month else exports.export_ready(**given))
    except (Conflict, Invalid) as error:
        filled.errors["exchange_rate" if isinstance(error, Invalid) else ""] = error.text
        return await _list(request, form=filled, status=error.status)
    count = made.documents
    said = ngettext("Listo: %(n)s documento para el contador.", "Listo: %(n)s documentos para el contador.", count)
    return flash(redirect(request, "fiscal.invoices", query="estado=exported"), said)


async def export_file(request: Request) -> Response:
    """A file as it was handed over."""
    found = await InvoiceExport.get_or_none(id=request.path_params["id"]).select_related("file")
    if found is None:
        raise NotFound()
    return await files.respond(found.file)


async def upload(request: Request) -> Response:
    """Takes in what the accountant stamped: XML, PDF, or ZIP with both."""
    data = await read_form(request)
    given = [each for each in data.getlist("papers") if isinstance(each, UploadFile) and each.filename]
    if not given:
        return refuse(redirect(request, "fiscal.invoices"), _("Elige los archivos XML, PDF o ZIP."))
    papers = [(each.filename or "", await each.read()) for each in given]
    outcome = await stamped.take_in(papers, actor=actor(request).label, now=request.state.now)
    return await _list(request, outcome=outcome)


async def office_invoice(request: Request) -> Response:
    """One document: whom it is for, what became of it, and the way to correct or withdraw it."""
    return await _one(request, await queries.invoice_by_folio(request.path_params["folio"]))


async def office_document(request: Request) -> Response:
    found = await queries.invoice_by_folio(request.path_params["folio"])
    return await respond(found, request.path_params["format"])


async def cancel(request: Request) -> Response:
    """Withdraws a request, or writes down that it was cancelled at the SAT."""
    return await _moved(request, services.cancel_invoice, _("Cancelada."))


async def take_back(request: Request) -> Response:
    """Takes an exported request back, so that its data can be corrected."""
    return await _moved(request, services.take_back, _("De vuelta: ya se puede corregir."))


async def settle(request: Request) -> Response:
    """A person says which request a stamped XML answers, or that it answers none."""
    filled = await fill(request, SettleForm)
    stamped_id, who, now = int(request.path_params["id"]), actor(request).label, request.state.now
    answer = redirect(request, "fiscal.invoices", query="estado=problems")
    if not filled.ok:
        return refuse(answer, _("Elige una de las opciones."))
    asked = filled.checked
    if asked.invoice is None:
        await stamped.set_aside(stamped_id, note=asked.note, actor=who, now=now)
        return flash(answer, _("Apartado: no es de ninguna solicitud."))
    act = stamped.settle(stamped_id, asked.invoice, note=asked.note, actor=who, now=now)
    return await answered(answer, act, _("Timbrada."))


async def xml_file(request: Request) -> Response:
    """A stamped XML as it came, matched or not."""
    found = await StampedXml.get_or_none(id=request.path_params["id"]).select_related("file")
    if found is None:
        raise NotFound()
    return await files.respond(found.file)


async def _list(
    request: Request, *, form: Filled[ExportForm] | None = None, outcome: Outcome | None = None, status: int = 200
) -> Response:
    chosen = request.query_params.get("estado", "requested")
    tab = chosen if chosen in TABS else "requested"
    problems = await paginate(queries.unsettled(), request) if tab == "problems" else None
    found = await paginate(queries.invoices(tab), request) if problems is None else None
    return page(
        request,
        status=status,
        template="events_app/fiscal/invoices.html",
        tab=tab,
        found=found,
        problems=[(each, await _choices(each)) for each in problems.items] if problems else [],
        pages=problems or found,
        counts=await queries.counts(),
        ready=set(await queries.ready()),
        exports=await queries.exports().limit(10),
        form=form or blank(ExportForm, file_type="xlsx"),
        outcome=outcome,
        kinds=KINDS,
        statuses=STATUSES,
        because=BECAUSE,
        refused=REFUSED,
        issuer=settings().association,
    )


async def _choices(each: StampedXml) -> list[InvoiceRequest]:
    """The requests that an XML may answer."""
    found = await stamped.candidates(each.__dict__)
    return await InvoiceRequest.filter(id__in=found.candidates or [0]).order_by("id")


async def _one(
    request: Request, found: InvoiceRequest, *, form: Filled[ReasonForm] | None = None, status: int = 200
) -> Response:
    return page(
        request,
        status=status,
        template="events_app/fiscal/office_invoice.html",
        invoice=found,
        reason=_(GONE) if found.reason == GONE else found.reason,
        form=form or blank(ReasonForm),
        children=await InvoiceRequest.filter(parent_id=found.id).order_by("id"),
        left=await queries.left_behind().filter(parent_id=found.id),
        sales=await GlobalSale.filter(invoice_id=found.id).select_related("order").order_by("id").limit(500),
        use=use_of(found.__dict__, found.kind),
        kinds=KINDS,
        statuses=STATUSES,
        forms=FORM_NAMES,
        cause=CAUSES.get(found.cause.partition(":")[0], ""),
    )


async def _moved(request: Request, service: services.Change, said: str) -> Response:
    found = await queries.invoice_by_folio(request.path_params["folio"])
    filled = await fill(request, ReasonForm)
    if not filled.ok:
        return await _one(request, found, form=filled, status=422)
    await service(found.id, reason=filled.checked.reason, actor=actor(request).label, now=request.state.now)
    return flash(redirect(request, "fiscal.office_invoice", folio=found.folio), said)


ROUTES = (
    Page("/oficina/facturas", invoices, access=Access.FINANCE),
    Page("/oficina/facturas/entrega", export, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/facturas/entrega/{id:int}", export_file, access=Access.FINANCE),
    Page("/oficina/facturas/timbradas", upload, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/facturas/xml/{id:int}", xml_file, access=Access.FINANCE),
    Page("/oficina/facturas/xml/{id:int}/solicitud", settle, access=Access.OFFICE, methods=("POST",)),
    *office_keys.ROUTES,
    Page("/oficina/facturas/{folio}", office_invoice, access=Access.FINANCE),
    Page("/oficina/facturas/{folio}/archivo.{format}", office_document, access=Access.FINANCE),
    Page("/oficina/facturas/{folio}/cancelacion", cancel, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/facturas/{folio}/regreso", take_back, access=Access.OFFICE, methods=("POST",)),
)
