"""Where a buyer asks for the invoice and fetches it, by the order's link; and where a coordinator keeps the data."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import files, limits
from events_app.core.access import Access
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import blank
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, page, redirect, refuse
from events_app.core.settings import settings
from events_app.core.tables import StoredFile
from events_app.fiscal import asking, queries, services
from events_app.fiscal.asking import Asked
from events_app.fiscal.forms import FiscalForm
from events_app.fiscal.kinds import InvoiceStatus
from events_app.fiscal.models import InvoiceRequest
from events_app.fiscal.services import INVOICEABLE
from events_app.fiscal.words import KINDS, STATUSES
from events_app.payments.models import Order
from events_app.payments.queries import order_by_token


async def invoice(request: Request) -> Response:
    """The form of an order's invoice, or what became of it."""
    order = await order_by_token(request.path_params["token"])
    standing = await queries.live_invoice(order.id)
    if request.method == "GET":
        began = {} if _is_taken(standing) else await queries.beginning(order, actor(request))
        before = {"before_payment": "1"} if standing and standing.before_payment else {}
        return await _invoice_page(request, order, Asked(blank(FiscalForm, **(began | before))))
    await limits.hit("invoice", order.token, limit=30, per=timedelta(minutes=10), now=request.state.now)
    asked = await asking.asked(request)
    if asked.to is None:
        return await _invoice_page(request, order, asked, status=200 if asked.read and not asked.form.errors else 422)
    try:
        await services.request_invoice(
            order.id,
            asked.to,
            before_payment=asked.form.checked.before_payment,
            for_company=queries.speaks_for(actor(request), order.company_id),
            actor=actor(request).label,
            now=request.state.now,
        )
    except Conflict as error:
        return await _invoice_page(request, order, asked, status=409, problem=error.text)
    return _noted(request, asked, "fiscal.invoice", token=order.token)


async def document(request: Request) -> Response:
    """The XML or the PDF of a stamped document, for whoever holds the order's link."""
    order = await order_by_token(request.path_params["token"])
    found = await queries.invoice_by_folio(request.path_params["folio"])
    if found.order_id != order.id or found.status is not InvoiceStatus.STAMPED:
        raise NotFound()
    return await respond(found, request.path_params["format"])


async def company_profile(request: Request) -> Response:
    """The fiscal data of a company, typed once, and its invoices."""
    company = await queries.company_for(actor(request), request.path_params["slug"])
    if request.method == "GET":
        known = await queries.company_profile(company.id)
        began = queries.beginning_of(company)
        if known is not None:
            began = {name: getattr(known, name) for name in queries.PROFILE_FIELDS}
        asked = Asked(blank(FiscalForm, **began))
    else:
        asked = await asking.asked(request)
        if asked.to is not None:
            who = actor(request).label
            await services.save_company_profile(company.id, asked.to, actor=who, now=request.state.now)
            return _noted(request, asked, "fiscal.company_profile", slug=company.slug)
    return page(
        request,
        status=422 if asked.form.errors else 200,
        company=company,
        form=asked.form,
        documents=await queries.company_documents(company),
        kinds=KINDS,
        statuses=STATUSES,
        **asking.choices(),
    )


async def company_document(request: Request) -> Response:
    """The XML or the PDF of one of the company's invoices; nobody needs an order's own link for it."""
    company = await queries.company_for(actor(request), request.path_params["slug"])
    found = await queries.company_documents(company, request.path_params["folio"])
    if not found or found[0].status is not InvoiceStatus.STAMPED:
        raise NotFound()
    return await respond(found[0], request.path_params["format"])


async def respond(found: InvoiceRequest, file_format: str) -> Response:
    """A stamped document's file; raises NotFound when there is none of this format."""
    file: StoredFile | None = {"xml": found.xml, "pdf": found.pdf}.get(file_format)
    if file is None:
        raise NotFound()
    return await files.respond(file)


async def _invoice_page(
    request: Request, order: Order, asked: Asked, *, status: int = 200, problem: str = ""
) -> Response:
    standing = await queries.live_invoice(order.id)
    return page(
        request,
        status=status,
        order=order,
        form=asked.form,
        documents=await queries.documents_of(order.id),
        standing=standing,
        may_ask=order.status in INVOICEABLE and not _is_taken(standing),
        problem=problem,
        only_here=order.company_id is not None and not queries.speaks_for(actor(request), order.company_id),
        kinds=KINDS,
        statuses=STATUSES,
        office_email=settings().association.email,
        **asking.choices(),
    )


def _is_taken(standing: InvoiceRequest | None) -> bool:
    return standing is not None and standing.status is not InvoiceStatus.REQUESTED


def _noted(request: Request, asked: Asked, name: str, **params: str) -> Response:
    answer = redirect(request, name, **params)
    if asked.to is not None and asking.doubtful(asked.to):
        said = _("Guardado. El dígito final del RFC %(rfc)s no coincide: revísalo.", rfc=asked.to.receiver.rfc)
        return refuse(answer, said)
    return flash(answer, _("Datos fiscales guardados."))


ROUTES = (
    Page("/recibo/{token}/factura", invoice, access=Access.LINK, methods=("GET", "POST")),
    Page("/recibo/{token}/factura/{folio}.{format}", document, access=Access.LINK),
    Page("/empresa/{slug}/datos-fiscales", company_profile, access=Access.COORDINATOR, methods=("GET", "POST")),
    Page("/empresa/{slug}/facturas/{folio}.{format}", company_document, access=Access.COORDINATOR),
)
