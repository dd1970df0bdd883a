"""Documents that follow by themselves: notes for what went back, complements for later money, the global invoice."""

from datetime import date, datetime, time, timedelta
from typing import Any

from events_app.core.clock import from_local
from events_app.core.database import execute, rows, transaction
from events_app.fiscal import notes, records
from events_app.fiscal.documents import global_concepts, sold
from events_app.fiscal.engine.receiver import PUBLIC
from events_app.fiscal.engine.terms import LATER
from events_app.fiscal.kinds import InvoiceKind, InvoiceStatus
from events_app.fiscal.queries import product_keys
from events_app.fiscal.records import Addressee, NewDocument, addressee_of
from events_app.fiscal.services import move
from events_app.fiscal.words import GONE

WITHDRAWN = """
SELECT r.id FROM invoice_requests r JOIN orders o ON o.id = r.order_id
WHERE r.status = 'requested' AND r.kind = 'income' AND o.status IN ('released', 'refunded', 'dispute_lost')
ORDER BY r.id
"""
# A complement that nobody has taken yet goes with its invoice; the next invoice asks for its own.
ORPHANS = """
SELECT c.id FROM invoice_requests c JOIN invoice_requests i ON i.id = c.parent_id
WHERE c.kind = 'payment' AND c.status = 'requested' AND i.status = 'cancelled' ORDER BY c.id
"""
# Money that comes after the note of an order that was let go pays nothing of its invoice any more.
PAYMENTS = """
SELECT p.id, p.order_id, p.amount, i.id AS invoice_id, i.total, i.rfc, i.legal_name, i.postal_code, i.regime,
    i.cfdi_use, i.email_xml, i.is_foreign, i.tax_residence, i.tax_id, i.currency,
    coalesce((SELECT sum(c.total) FROM invoice_requests c WHERE c.parent_id = i.id AND c.kind = 'payment'
        AND c.status <> 'cancelled'), 0)::bigint AS covered,
    coalesce((SELECT max(c.instalment) FROM invoice_requests c WHERE c.parent_id = i.id AND c.kind = 'payment'
        AND c.status <> 'cancelled'), 0) AS last
FROM invoice_requests i JOIN payments p ON p.order_id = i.order_id
WHERE i.kind = 'income' AND i.status = 'stamped' AND i.payment_method = $1
  AND NOT EXISTS (SELECT 1 FROM invoice_requests c WHERE c.payment_id = p.id AND c.status <> 'cancelled')
  AND NOT EXISTS (SELECT 1 FROM invoice_requests n WHERE n.parent_id = i.id AND n.cause LIKE 'release:%'
      AND n.status <> 'cancelled' AND n.requested_at <= p.received_at)
ORDER BY i.id, p.received_at, p.id
"""
UNCLAIMED = """
SELECT o.id, o.net, o.tax FROM orders o
WHERE o.status = 'paid' AND o.total > 0 AND o.currency = $1 AND o.paid_at >= $2 AND o.paid_at < $3
  AND NOT EXISTS (SELECT 1 FROM invoice_requests r WHERE r.order_id = o.id AND r.kind = 'income'
      AND r.status <> 'cancelled')
  AND NOT EXISTS (SELECT 1 FROM global_sales s WHERE s.order_id = o.id)
  AND ($4::bigint[] IS NULL OR o.id = ANY($4))
ORDER BY o.id FOR NO KEY UPDATE OF o
"""


@transaction
async def follow_up(now: datetime) -> int:
    """Withdraws requests whose sale is gone, then adds the notes and complements that are missing; how many."""
    gone = [*await rows(WITHDRAWN), *await rows(notes.GONE), *await rows(ORPHANS)]
    for each in gone:
        await move(each["id"], InvoiceStatus.CANCELLED, actor="system", reason=GONE, now=now)
    return len(gone) + await notes.add_missing(now) + await _complements(now)


async def _complements(now: datetime) -> int:
    """One for each payment of an invoice that was issued before its money came; what is in excess belongs to none."""
    made = 0
    told: dict[int, tuple[int, int]] = {}
    for each in await rows(PAYMENTS, LATER):
        covered, last = told.get(each["invoice_id"], (each["covered"], each["last"]))
        paid = min(each["amount"], each["total"] - covered)
        if paid <= 0:
            continue
        new = NewDocument(
            InvoiceKind.PAYMENT,
            addressee_of(each),
            paid,
            0,
            each["currency"],
            order_id=each["order_id"],
            parent_id=each["invoice_id"],
            payment_id=each["id"],
            instalment=last + 1,
            balance_before=each["total"] - covered,
        )
        made += await records.add(new, actor="system", now=now) is not None
        told[each["invoice_id"]] = (covered + paid, last + 1)
    return made


@transaction
async def close_month(month: str, now: datetime) -> list[int]:
    """The global invoice of a month that is over, one for each currency, for the sales that nobody asked for.

    Gives the ids of the new ones; a month that still runs, or has its invoice, gives none.
    """
    start, end = month_bounds(month)
    if now < end:
        return []
    made = []
    for currency in ("MXN", "USD"):
        sales = await _unclaimed(currency, start, end)
        if not sales:
            continue
        concepts = global_concepts(await sold([each["id"] for each in sales], await product_keys()))
        net, tax = sum(each.net for each in concepts), sum(each.tax for each in concepts)
        new = NewDocument(InvoiceKind.GLOBAL, Addressee(PUBLIC), net, tax, currency, month=month)
        added = await records.add(new, actor="system", now=now)
        if added is not None:
            await execute(COVER, now, added["id"], [each["id"] for each in sales])
            made.append(added["id"])
    return made


async def _unclaimed(currency: str, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Asked twice: whoever asks for an own invoice holds the order's lock, and what they wrote while we waited for it
    is only seen by a statement that begins afterwards."""
    found = await rows(UNCLAIMED, currency, start, end, None)
    return await rows(UNCLAIMED, currency, start, end, [each["id"] for each in found])


COVER = "INSERT INTO global_sales (created_at, invoice_id, order_id) SELECT $1, $2, unnest($3::bigint[])"


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """The first moment of a month such as 2026-11 and of the next one, in the association's zone."""
    first = date.fromisoformat(f"{month}-01")
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return from_local(datetime.combine(first, time.min)), from_local(datetime.combine(after, time.min))
