"""Writes documents and fiscal profiles down: each in one statement that can only happen once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.database import row
from events_app.fiscal.engine.receiver import Receiver
from events_app.fiscal.kinds import InvoiceKind

SERIES = {InvoiceKind.INCOME: "F", InvoiceKind.CREDIT_NOTE: "NC", InvoiceKind.PAYMENT: "CP", InvoiceKind.GLOBAL: "G"}

ADD = """
WITH next AS (SELECT nextval(pg_get_serial_sequence('invoice_requests', 'id')) AS id)
INSERT INTO invoice_requests (id, created_at, folio, kind, order_id, cause, payment_id, parent_id, month, rfc,
    legal_name, postal_code, regime, cfdi_use, email_xml, purchase_order, is_foreign, tax_residence, tax_id, currency,
    net, tax, total, before_payment, payment_method, payment_form, instalment, balance_before, status, reason,
    requested_by, requested_at)
SELECT next.id, $1, $2 || '-' || lpad(next.id::text, 4, '0'), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
    $16, $17, $18, $19, $20, $21, $22, $23, '', '', $24, $25, 'requested', '', $26, $1
FROM next
"""
ONCE = "ON CONFLICT DO NOTHING RETURNING *"
OR_CORRECT = """
ON CONFLICT (order_id) WHERE kind = 'income' AND status <> 'cancelled'
DO UPDATE SET rfc = excluded.rfc, legal_name = excluded.legal_name, postal_code = excluded.postal_code,
    regime = excluded.regime, cfdi_use = excluded.cfdi_use, email_xml = excluded.email_xml,
    purchase_order = excluded.purchase_order, is_foreign = excluded.is_foreign,
    tax_residence = excluded.tax_residence, tax_id = excluded.tax_id, before_payment = excluded.before_payment,
    requested_by = excluded.requested_by
WHERE invoice_requests.status = 'requested' RETURNING *
"""
PROFILE = """
INSERT INTO fiscal_profiles (created_at, company_id, order_id, rfc, legal_name, postal_code, regime, cfdi_use,
    email_xml, purchase_order, is_foreign, tax_residence, tax_id, changed_by, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $1)
ON CONFLICT ({owner}) DO UPDATE SET rfc = excluded.rfc, legal_name = excluded.legal_name,
    postal_code = excluded.postal_code, regime = excluded.regime, cfdi_use = excluded.cfdi_use,
    email_xml = excluded.email_xml, purchase_order = excluded.purchase_order, is_foreign = excluded.is_foreign,
    tax_residence = excluded.tax_residence, tax_id = excluded.tax_id, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at
RETURNING id
"""


@dataclass(frozen=True)
class Addressee:
    """The receiver, where the XML goes, and the number of the purchase order that must stand on it."""

    receiver: Receiver
    email: str = ""
    purchase_order: str = ""


@dataclass(frozen=True)
class NewDocument:
    """Amounts in centavos; what a document follows from (a cause, a payment, an invoice, a month) where it does."""

    kind: InvoiceKind
    to: Addressee
    net: int
    tax: int
    currency: str
    order_id: int | None = None
    parent_id: int | None = None
    payment_id: int | None = None
    cause: str = ""
    month: str = ""
    before_payment: bool = False
    instalment: int = 0
    balance_before: int = 0


def addressee_of(found: dict[str, Any]) -> Addressee:
    """Whom a document that follows goes to: as the invoice's own row says."""
    who = (found["rfc"], found["legal_name"], found["postal_code"], found["regime"], found["cfdi_use"])
    receiver = Receiver(*who, found["is_foreign"], found["tax_residence"], found["tax_id"])
    return Addressee(receiver, found["email_xml"])


async def add(new: NewDocument, *, actor: str, now: datetime, otherwise: str = ONCE) -> dict[str, Any] | None:
    """The new row, or None when it stands already; with OR_CORRECT the corrected one, while nobody has taken it."""
    who = new.to.receiver
    return await row(
        f"{ADD} {otherwise}",
        now,
        SERIES[new.kind],
        str(new.kind),
        new.order_id,
        new.cause,
        new.payment_id,
        new.parent_id,
        new.month,
        *(who.rfc, who.legal_name, who.postal_code, who.regime, who.cfdi_use),
        new.to.email,
        new.to.purchase_order[:60],
        *(who.is_foreign, who.tax_residence, who.tax_id),
        new.currency,
        *(new.net, new.tax, new.net + new.tax),
        new.before_payment,
        *(new.instalment, new.balance_before),
        actor,
    )


async def write_profile(
    to: Addressee, *, company_id: int | None = None, order_id: int | None = None, actor: str, now: datetime
) -> None:
    """The data of a company, or of one order alone; what stood there is replaced."""
    who = to.receiver
    await row(
        PROFILE.format(owner="company_id" if company_id is not None else "order_id"),
        now,
        company_id,
        order_id,
        *(who.rfc, who.legal_name, who.postal_code, who.regime, who.cfdi_use),
        to.email,
        to.purchase_order[:60],
        *(who.is_foreign, who.tax_residence, who.tax_id),
        actor,
    )
