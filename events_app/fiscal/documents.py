"""Turns what is stored into documents: the lines of the sale under their keys, and how it was paid."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from events_app.core.clock import local
from events_app.core.database import rows
from events_app.core.settings import settings
from events_app.fiscal.engine import document as shape
from events_app.fiscal.engine.catalogues import PAYMENTS_USE, note_use
from events_app.fiscal.engine.document import Concept, Document, Instalment, Issuer, Keys
from events_app.fiscal.engine.products import keys_for
from events_app.fiscal.engine.receiver import Receiver
from events_app.fiscal.engine.tax import fits
from events_app.fiscal.engine.terms import AT_ONCE, NEVER_PAID, Terms, form_of, terms
from events_app.fiscal.errors import NoIssuer
from events_app.fiscal.kinds import InvoiceKind
from events_app.fiscal.queries import product_keys
from events_app.payments.engine.methods import PaymentMethod, RefundKind, sent_as

LETTERS = {InvoiceKind.INCOME: "I", InvoiceKind.GLOBAL: "I", InvoiceKind.CREDIT_NOTE: "E", InvoiceKind.PAYMENT: "P"}
REQUESTS = """
SELECT r.*, o.folio AS order_folio, o.paid_at, p.uuid AS parent_uuid, p.folio AS parent_folio,
    f.kind AS refund_kind, f.method AS refund_method, f.sent_as, m.method AS paid_with, m.card_funding, m.received_at,
    CASE WHEN r.kind = 'credit_note' THEN coalesce(t.booked_at, o.released_at, r.requested_at)
        ELSE coalesce(m.received_at, o.paid_at) END AS moved_at
FROM invoice_requests r LEFT JOIN orders o ON o.id = r.order_id LEFT JOIN invoice_requests p ON p.id = r.parent_id
LEFT JOIN ledger_transactions t ON r.cause <> '' AND t.key = r.cause
LEFT JOIN refunds f ON f.id = CASE WHEN r.cause LIKE 'refund:%' THEN split_part(r.cause, ':', 2)::bigint END
LEFT JOIN payments m ON m.id = coalesce(r.payment_id, t.payment_id)
WHERE r.id = ANY($1::bigint[]) ORDER BY r.id
"""
SOLD = """
SELECT o.folio, split_part(o.reference, ':', 1) AS product, l.description, l.quantity, l.tax_code, l.tax_rate,
    l.unit_net, l.unit_tax
FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.order_id = ANY($1::bigint[])
ORDER BY l.order_id, l.position
"""
LINES = """
SELECT s.invoice_id, l.order_id, o.folio, split_part(o.reference, ':', 1) AS product, l.description, l.quantity,
    l.tax_code, l.tax_rate, l.unit_net, l.unit_tax
FROM (SELECT id AS invoice_id, order_id FROM invoice_requests WHERE id = ANY($1::bigint[]) AND order_id IS NOT NULL
      UNION ALL SELECT invoice_id, order_id FROM global_sales WHERE invoice_id = ANY($1::bigint[])) s
JOIN orders o ON o.id = s.order_id JOIN order_lines l ON l.order_id = o.id ORDER BY s.invoice_id, l.order_id, l.position
"""
MONEY = """
SELECT s.invoice_id, p.method, p.card_funding, p.amount
FROM (SELECT id AS invoice_id, order_id FROM invoice_requests WHERE id = ANY($1::bigint[]) AND order_id IS NOT NULL
      UNION ALL SELECT invoice_id, order_id FROM global_sales WHERE invoice_id = ANY($1::bigint[])) s
JOIN payments p ON p.order_id = s.order_id ORDER BY p.id
"""


def issuer() -> Issuer:
    """The association as the tax office has it; raises NoIssuer while its RFC is not set."""
    ours = settings().association
    if not ours.rfc:
        raise NoIssuer()
    return Issuer(ours.rfc, ours.legal_name, ours.regime, ours.postal_code)


async def documents(
    ids: Sequence[int], *, now: datetime, exchange_rate: Decimal | None = None
) -> list[tuple[int, Document]]:
    """The documents of these requests with their ids, dated `now` in the association's own time."""
    us, chosen = issuer(), await product_keys()
    found = await rows(REQUESTS, list(ids))
    lines = _by_invoice(await rows(LINES, list(ids)))
    money = _by_invoice(await rows(MONEY, list(ids)))
    made = []
    for each in found:
        paid = [(form_of(str(one["method"]), one["card_funding"]), one["amount"]) for one in money.get(each["id"], [])]
        concepts = _concepts(each, sold_concepts(lines.get(each["id"], []), chosen))
        made.append((each["id"], _document(each, concepts, paid, us=us, now=now, exchange_rate=exchange_rate)))
    return made


async def sold(order_ids: Sequence[int], chosen: dict[tuple[str, str], Keys]) -> tuple[Concept, ...]:
    """The concepts of these orders as they were sold."""
    return sold_concepts(await rows(SOLD, list(order_ids)), chosen)


def sold_concepts(lines: list[dict[str, Any]], chosen: dict[tuple[str, str], Keys]) -> tuple[Concept, ...]:
    """The concepts of sold lines, each under the keys of its product and tax code."""
    found: list[Concept] = []
    for line in lines:
        found += shape.concepts_of(
            keys_for(line["product"], line["tax_code"], chosen),
            identification=line["folio"],
            description=line["description"],
            quantity=line["quantity"],
            unit_net=line["unit_net"],
            unit_tax=line["unit_tax"],
            rate=line["tax_rate"],
        )
    return tuple(found)


def global_concepts(sold: Sequence[Concept]) -> tuple[Concept, ...]:
    """One "Venta" for each sale and kind of tax, as the guide of the global invoice asks; more only where one would
    not pass the limits of its tax."""
    found: list[Concept] = []
    for (folio, object_of_tax, factor, rate), group in groupby(
        sorted(sold, key=_sale), key=_sale
    ):  # the same sale and kind of tax
        keys, members = Keys(shape.GLOBAL_KEY, shape.ACTIVITY_UNIT, object_of_tax, factor), list(group)
        net, tax = sum(each.net for each in members), sum(each.tax for each in members)
        parts = [(net, tax)] if fits(net, tax, rate) else [(each.net, each.tax) for each in members]
        found += [Concept(keys, folio, "Venta", 1, base, base, rate, taxed) for base, taxed in parts]
    return tuple(found)


def _sale(concept: Concept) -> tuple[str, str, str, Decimal]:
    return concept.identification, concept.keys.object_of_tax, concept.keys.factor, concept.rate


def _concepts(each: dict[str, Any], sold: tuple[Concept, ...]) -> tuple[Concept, ...]:
    if each["kind"] == InvoiceKind.GLOBAL:
        return global_concepts(sold)
    if each["kind"] == InvoiceKind.CREDIT_NOTE:
        return shape.returned(sold, each["net"], each["tax"], folio=each["order_folio"])
    return sold


def _document(
    each: dict[str, Any],
    concepts: tuple[Concept, ...],
    paid: list[tuple[str, int]],
    *,
    us: Issuer,
    now: datetime,
    exchange_rate: Decimal | None,
) -> Document:
    kind = InvoiceKind(each["kind"])
    serie, _hyphen, folio = each["folio"].partition("-")
    how = _terms(kind, each, paid)
    return Document(
        letter=LETTERS[kind],
        serie=serie,
        folio=folio,
        reference=each["order_folio"] or each["folio"],
        issued_at=local(now).replace(tzinfo=None, microsecond=0),
        issuer=us,
        receiver=_receiver(each, kind),
        currency=each["currency"],
        exchange_rate=exchange_rate if each["currency"] != "MXN" else None,
        method=how.method,
        form=how.form,
        concepts=concepts,
        net=each["net"],
        tax=each["tax"],
        total=each["total"],
        related_uuid=(each["parent_uuid"] or "") if kind is InvoiceKind.CREDIT_NOTE else "",
        global_month=each["month"],
        instalment=_instalment(each, concepts) if kind is InvoiceKind.PAYMENT else None,
        email=each["email_xml"],
        purchase_order=each["purchase_order"],
        paid_at=_wall(each["moved_at"]),
    )


def _terms(kind: InvoiceKind, each: dict[str, Any], paid: list[tuple[str, int]]) -> Terms:
    if kind is InvoiceKind.CREDIT_NOTE:
        return Terms(AT_ONCE, _given_back(each))
    if kind is InvoiceKind.PAYMENT:
        return Terms("", form_of(str(each["paid_with"]), each["card_funding"]))
    return terms(each["total"], paid)


def _given_back(each: dict[str, Any]) -> str:
    """The form of a credit note: how the money went back, if there was any (filling guide of CFDI E, FormaPago)."""
    cause = each["cause"].partition(":")[0]
    if cause == "release":
        return NEVER_PAID
    if cause == "dispute":
        return form_of(str(each["paid_with"]), each["card_funding"])
    if cause != "refund":
        return form_of(PaymentMethod.CREDIT)
    way = sent_as(RefundKind(each["refund_kind"]), PaymentMethod(each["refund_method"]), each["sent_as"])
    return form_of(way, each["card_funding"])


def use_of(each: Mapping[str, Any], kind: InvoiceKind) -> str:
    """The use of CFDI that the document carries: of an invoice what its receiver chose, of the others by their kind."""
    if kind is InvoiceKind.CREDIT_NOTE and not each["is_foreign"]:
        return note_use(each["regime"], each["rfc"])
    return PAYMENTS_USE if kind is InvoiceKind.PAYMENT else str(each["cfdi_use"])


def _receiver(each: dict[str, Any], kind: InvoiceKind) -> Receiver:
    use = use_of(each, kind)
    who = (each["rfc"], each["legal_name"], each["postal_code"], each["regime"], use)
    return Receiver(*who, each["is_foreign"], each["tax_residence"], each["tax_id"])


def _instalment(each: dict[str, Any], sold: tuple[Concept, ...]) -> Instalment:
    serie, _hyphen, folio = each["parent_folio"].partition("-")
    return Instalment(
        uuid=each["parent_uuid"],
        serie=serie,
        folio=folio,
        number=each["instalment"],
        balance_before=each["balance_before"],
        paid=each["total"],
        paid_at=local(each["received_at"]).replace(tzinfo=None, microsecond=0),
        form=form_of(str(each["paid_with"]), each["card_funding"]),
        bases=shape.bases(sold, each["total"]),
    )


def _wall(moment: datetime | None) -> datetime | None:
    return local(moment).replace(tzinfo=None, microsecond=0) if moment else None


def _by_invoice(found: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    return {key: list(group) for key, group in groupby(sorted(found, key=_invoice), key=_invoice)}


def _invoice(each: dict[str, Any]) -> int:
    return int(each["invoice_id"])
