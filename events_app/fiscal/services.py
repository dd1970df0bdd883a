"""Asks for invoices and changes what becomes of them: one request a sale, and a status with a single door."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from events_app.core import audit
from events_app.core.database import execute, row, transaction
from events_app.core.errors import Conflict, NotFound
from events_app.fiscal import records
from events_app.fiscal.engine.catalogues import PUBLIC_RFC
from events_app.fiscal.errors import AlreadyStamped, InTheGlobalInvoice, NothingToInvoice, WithTheAccountant
from events_app.fiscal.kinds import MOVES, InvoiceKind, InvoiceStatus
from events_app.fiscal.models import InvoiceRequest
from events_app.fiscal.records import Addressee, NewDocument
from events_app.payments.facts import lock_order


class Change(Protocol):
    """A person's change of what becomes of an invoice, with its reason."""

    def __call__(self, invoice_id: int, *, reason: str, actor: str, now: datetime) -> Awaitable[None]: ...


INVOICEABLE = ("pending", "partly_paid", "paid", "paid_no_seat")
MOVE = """
UPDATE invoice_requests SET status = $2::text, reason = $4,
    exported_at = CASE $2::text WHEN 'exported' THEN $3::timestamptz WHEN 'requested' THEN NULL ELSE exported_at END,
    export_id = CASE $2::text WHEN 'requested' THEN NULL ELSE export_id END,
    stamped_at = CASE $2::text WHEN 'stamped' THEN $3::timestamptz ELSE stamped_at END,
    cancelled_at = CASE $2::text WHEN 'cancelled' THEN $3::timestamptz ELSE cancelled_at END,
    uuid = coalesce($5::text, uuid), xml_id = coalesce($6::bigint, xml_id), pdf_id = coalesce($7::bigint, pdf_id)
WHERE id = $1
"""


@transaction
async def request_invoice(
    order_id: int,
    to: Addressee,
    *,
    before_payment: bool = False,
    for_company: bool = False,
    actor: str,
    now: datetime,
) -> InvoiceRequest:
    """Asks for the invoice of an order, or corrects what was asked while nobody has taken it to the accountant.

    The data are those of this order; they become the company's own when somebody who gives its word (`for_company`)
    asks, they carry its RFC and it had none. Only a company may ask for it before it pays. Raises NothingToInvoice,
    InTheGlobalInvoice, WithTheAccountant or AlreadyStamped.
    """
    order = await lock_order(order_id)
    await _refuse_what_cannot_be(order)
    new = NewDocument(
        InvoiceKind.INCOME,
        to,
        order["net"],
        order["tax"],
        order["currency"],
        order_id=order_id,
        before_payment=before_payment and order["company_id"] is not None and order["paid_at"] is None,
    )
    made = await records.add(new, actor=actor, now=now, otherwise=records.OR_CORRECT)
    if made is None:
        raise await _why_not(order_id)
    await _keep_profile(order, to, for_company=for_company, actor=actor, now=now)
    await audit.note("invoice.requested", actor=actor, subject=f"invoice:{made['id']}", now=now)
    return InvoiceRequest._init_from_db(**made)


@transaction
async def save_company_profile(company_id: int, to: Addressee, *, actor: str, now: datetime) -> None:
    """The data that the company's next orders begin with."""
    await records.write_profile(to, company_id=company_id, actor=actor, now=now)
    await audit.note("fiscal_profile.changed", actor=actor, subject=f"company:{company_id}", now=now)


@transaction
async def cancel_invoice(invoice_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """Withdraws a request, or writes down that a stamped one was cancelled at the SAT."""
    await move(invoice_id, InvoiceStatus.CANCELLED, actor=actor, reason=reason, now=now)
    await execute("DELETE FROM global_sales WHERE invoice_id = $1", invoice_id)


@transaction
async def take_back(invoice_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """Takes an exported request back from the accountant, so that its data can be corrected."""
    await move(invoice_id, InvoiceStatus.REQUESTED, actor=actor, reason=reason, now=now)


async def move(
    invoice_id: int,
    to: InvoiceStatus,
    *,
    actor: str,
    reason: str,
    now: datetime,
    uuid: str | None = None,
    xml_id: int | None = None,
    pdf_id: int | None = None,
) -> dict[str, Any]:
    """The one door through which the status of an invoice moves; gives the row as it was. Raises IllegalMove."""
    found = await row("SELECT * FROM invoice_requests WHERE id = $1 FOR UPDATE", invoice_id)
    if found is None:
        raise NotFound()
    MOVES.check(InvoiceStatus(found["status"]), to)
    await execute(MOVE, invoice_id, str(to), now, reason[:300], uuid, xml_id, pdf_id)
    detail = {"from": str(found["status"]), "to": str(to), "reason": reason[:300]}
    await audit.note(f"invoice.{to}", actor=actor, subject=f"invoice:{invoice_id}", now=now, detail=detail)
    return found


async def _refuse_what_cannot_be(order: dict[str, Any]) -> None:
    if order["status"] not in INVOICEABLE or not order["total"]:
        raise NothingToInvoice()
    covered = await row(
        "SELECT r.month FROM global_sales s JOIN invoice_requests r ON r.id = s.invoice_id WHERE s.order_id = $1",
        order["id"],
    )
    if covered is not None:
        raise InTheGlobalInvoice(month=covered["month"])


async def _why_not(order_id: int) -> Conflict:
    found = await row(
        "SELECT status FROM invoice_requests WHERE order_id = $1 AND kind = 'income' AND status <> 'cancelled'",
        order_id,
    )
    return AlreadyStamped() if found and found["status"] == "stamped" else WithTheAccountant()


async def _keep_profile(order: dict[str, Any], to: Addressee, *, for_company: bool, actor: str, now: datetime) -> None:
    """What an employee types never becomes the company's, and what the company has is never replaced from an order.

    The number of a purchase order is this order's; what the company's page says stands for all of them.
    """
    company = await row(
        """SELECT c.id, c.rfc, c.country, p.id AS profile FROM companies c
        LEFT JOIN fiscal_profiles p ON p.company_id = c.id WHERE c.id = $1""",
        order["company_id"],
    )
    if for_company and company is not None and company["profile"] is None and _is_of(company, to):
        always = replace(to, purchase_order="")
        await records.write_profile(always, company_id=company["id"], actor=actor, now=now)
    else:
        await records.write_profile(to, order_id=order["id"], actor=actor, now=now)


def _is_of(company: dict[str, Any], to: Addressee) -> bool:
    if to.receiver.is_foreign:
        return bool(company["country"] != "MX")
    return bool(company["rfc"]) and company["rfc"] == to.receiver.rfc != PUBLIC_RFC
