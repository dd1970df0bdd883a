"""Reads invoices: what an order's form begins with, what became of it, a company's documents, the office's lists."""

from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_app.core.access import ANONYMOUS, Actor, Role
from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from events_app.directory.models import Company
from events_app.directory.queries import company_by_slug
from events_app.events.kinds import PRIVATE_KINDS
from events_app.fiscal.engine.document import Keys
from events_app.fiscal.kinds import InvoiceKind, InvoiceStatus, XmlVerdict
from events_app.fiscal.models import FiscalProfile, InvoiceRequest, ProductKey
from events_app.fiscal.paper_records import InvoiceExport, StampedXml
from events_app.payments.models import Order

READY = """
SELECT r.id FROM invoice_requests r LEFT JOIN orders o ON o.id = r.order_id
WHERE r.status = 'requested' AND (r.kind <> 'income' OR o.status = 'paid'
    OR (r.before_payment AND o.status IN ('pending', 'partly_paid')))
ORDER BY r.id
"""
# The office's list of documents whose invoice was cancelled.
LEFT = "left"
PRIVATE = """
SELECT r.order_id FROM registrations r JOIN orders o ON o.id = r.order_id JOIN events e ON e.id = r.event_id
WHERE o.company_id = $1 AND e.kind = ANY($2::text[]) AND r.source <> 'coordinator'
"""
PROFILE_FIELDS = (
    "is_foreign", "rfc", "legal_name", "postal_code", "regime", "cfdi_use", "email_xml", "purchase_order",
    "tax_residence", "tax_id",
)  # fmt: skip


async def beginning(order: Order, actor: Actor = ANONYMOUS) -> dict[str, Any]:
    """What the form of an order begins with: what was given for it, else for its company, else what we know.

    Where the company sends its XML and what it orders under is for those who give its word, and for whoever holds the
    link of an order that the company itself placed; an employee's own order begins with the employee's address.
    """
    found = await FiscalProfile.get_or_none(order_id=order.id)
    if found is not None:
        return _filled(found, order)
    if order.company_id is not None and (kept := await company_profile(order.company_id)):
        own = {} if speaks_for(actor, order.company_id) or order.reference.startswith("group:") else _own(order)
        return _filled(kept, order) | own
    known = {"email_xml": order.buyer_email or "", "purchase_order": order.purchase_order, "cfdi_use": "G03"}
    company = await Company.get_or_none(id=order.company_id) if order.company_id is not None else None
    return known | (beginning_of(company) if company else {"legal_name": order.buyer_name})


def speaks_for(actor: Actor, company_id: int | None) -> bool:
    """Whether somebody may say what the company's fiscal data are: a coordinator of it, or the office."""
    return company_id is not None and (actor.is_office or actor.has(Role.COORDINATOR, f"company:{company_id}"))


def _filled(found: FiscalProfile, order: Order) -> dict[str, Any]:
    mine = {"purchase_order": order.purchase_order or found.purchase_order}
    return {name: getattr(found, name) for name in PROFILE_FIELDS} | mine


def _own(order: Order) -> dict[str, Any]:
    return {"email_xml": order.buyer_email or "", "purchase_order": order.purchase_order}


def beginning_of(company: Company) -> dict[str, Any]:
    """What the directory knows of a company that has given no fiscal data yet."""
    foreign = company.country != "MX"
    return {"is_foreign": foreign, "legal_name": company.legal_name, "rfc": "" if foreign else company.rfc}


async def company_for(actor: Actor, slug: str) -> Company:
    """The company whose word this person gives; raises NotFound alike for others' and for none."""
    company = await company_by_slug(slug)
    if company is None or not speaks_for(actor, company.id):
        raise NotFound()
    return company


async def company_profile(company_id: int) -> FiscalProfile | None:
    return await FiscalProfile.get_or_none(company_id=company_id)


async def company_documents(company: Company, folio: str = "") -> list[InvoiceRequest]:
    """A company's documents, the newest first, or the one of a folio.

    Those of its people's own RFC are not among them, nor those of what they do in their own time.
    """
    profile = await company_profile(company.id)
    ours = Q(rfc=company.rfc) if company.rfc else Q(id=0)
    if profile is not None:
        ours |= Q(rfc=profile.rfc, legal_name=profile.legal_name)
    private = [each["order_id"] for each in await rows(PRIVATE, company.id, list(PRIVATE_KINDS))]
    found = InvoiceRequest.filter(ours, order__company_id=company.id).exclude(order_id__in=private or [0])
    found = found.filter(folio=folio.upper()[:20]) if folio else found
    found = found.exclude(status=InvoiceStatus.CANCELLED)
    return await found.order_by("-id").limit(200).select_related("order", "xml", "pdf")


async def live_invoice(order_id: int) -> InvoiceRequest | None:
    """The invoice of a sale that stands."""
    found = InvoiceRequest.filter(order_id=order_id, kind=InvoiceKind.INCOME)
    return await found.exclude(status=InvoiceStatus.CANCELLED).first()


async def documents_of(order_id: int) -> list[InvoiceRequest]:
    """Every standing document of a sale, the invoice first."""
    found = InvoiceRequest.filter(order_id=order_id).exclude(status=InvoiceStatus.CANCELLED)
    return await found.order_by("id").select_related("xml", "pdf")


async def every_document_of(order_id: int) -> list[InvoiceRequest]:
    """All that was ever asked for a sale, its month's global invoice included, the first one first."""
    found = InvoiceRequest.filter(Q(order_id=order_id) | Q(sales__order_id=order_id))
    return await found.order_by("id").select_related("xml", "pdf")


async def invoice_by_folio(folio: str) -> InvoiceRequest:
    """Raises NotFound."""
    found = await InvoiceRequest.get_or_none(folio=folio.upper()[:20]).select_related("order", "parent", "xml", "pdf")
    if found is None:
        raise NotFound()
    return found


def left_behind() -> QuerySet[InvoiceRequest]:
    """Notes and complements that stand although the invoice they amend was cancelled at the SAT."""
    found = InvoiceRequest.filter(parent__status=InvoiceStatus.CANCELLED)
    return found.exclude(status=InvoiceStatus.CANCELLED).select_related("order").order_by("id")


def invoices(status: str) -> QuerySet[InvoiceRequest]:
    """The office's list of one status, the oldest first while there is something to do."""
    if status == LEFT:
        return left_behind()
    order = ("-id",) if status in ("stamped", "cancelled") else ("id",)
    return InvoiceRequest.filter(status=status).select_related("order").order_by(*order)


async def counts() -> dict[str, int]:
    """How many there are of each status, how many can go to the accountant, and how many XML wait for a person."""
    found = await rows("SELECT status, count(*) AS n FROM invoice_requests GROUP BY status")
    waiting = await row("SELECT count(*) AS n FROM stamped_xmls WHERE verdict IN ('ambiguous', 'unknown')")
    total = {str(status): 0 for status in InvoiceStatus} | {each["status"]: each["n"] for each in found}
    rest = {"ready": len(await ready()), "problems": (waiting or {})["n"], LEFT: await left_behind().count()}
    return total | rest


async def ready() -> list[int]:
    """The requests that can go to the accountant: paid sales, those asked for before payment, and what follows."""
    return [each["id"] for each in await rows(READY)]


def unsettled() -> QuerySet[StampedXml]:
    """The stamped XML that no machine could place."""
    return StampedXml.filter(verdict__in=[XmlVerdict.AMBIGUOUS, XmlVerdict.UNKNOWN]).order_by("id")


def exports() -> QuerySet[InvoiceExport]:
    return InvoiceExport.all().select_related("file").order_by("-id")


async def product_keys() -> dict[tuple[str, str], Keys]:
    """The keys that the office chose, by product and tax code ("" for any)."""
    found = await ProductKey.all()
    return {
        (each.product, each.tax_code): Keys(each.product_key, each.unit_key, each.object_of_tax, each.factor)
        for each in found
    }
