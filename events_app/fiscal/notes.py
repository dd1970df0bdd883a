"""Credit notes: for every reason for which a stamped sale was taken back, one note of what the ledger says it took."""

from datetime import datetime
from typing import Any

from events_app.core.database import rows
from events_app.fiscal import records
from events_app.fiscal.documents import sold
from events_app.fiscal.engine import document as shape
from events_app.fiscal.kinds import InvoiceKind
from events_app.fiscal.queries import product_keys
from events_app.fiscal.records import NewDocument, addressee_of

# What left income and the tax owed, by its cause: a refund (less what bounced of it), a lost dispute, a part of a sale
# that became a balance. Money that was only held for somebody is no sale that goes back. And a sale invoiced before it
# was paid whose order was let go: its whole invoice, unless a person still decides about money without a seat.
CAUSES = """
SELECT CASE WHEN t.kind = 'refund_bounced' THEN 'refund:' || split_part(t.key, ':', 2) ELSE t.key END AS cause,
    t.order_id, max(t.booked_at) AS at, min(t.id) AS place, true AS decided,
    coalesce(sum(e.amount) FILTER (WHERE e.account = 'income'), 0)::bigint AS net,
    coalesce(sum(e.amount) FILTER (WHERE e.account = 'tax_payable'), 0)::bigint AS tax
FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
WHERE t.kind IN ('sale_refund', 'refund_bounced', 'dispute_lost', 'sale_credited')
GROUP BY 1, 2 HAVING sum(e.amount) FILTER (WHERE e.account IN ('income', 'tax_payable')) > 0
UNION ALL
SELECT 'release:' || o.id, o.id, coalesce(o.released_at, i.stamped_at), 0, o.status <> 'paid_no_seat', i.net, i.tax
FROM invoice_requests i JOIN orders o ON o.id = i.order_id
WHERE i.kind = 'income' AND i.status = 'stamped'
  AND o.status IN ('released', 'refunded', 'dispute_lost', 'paid_no_seat')
  AND NOT EXISTS (SELECT 1 FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
      WHERE t.order_id = o.id AND e.account = 'income')
"""
# The stamped invoice of a cause: the order's own, or the month's global one that covers it.
INVOICED = """
JOIN invoice_requests i ON i.status = 'stamped' AND (i.order_id = c.order_id AND i.kind = 'income'
    OR i.id = (SELECT s.invoice_id FROM global_sales s WHERE s.order_id = c.order_id))
"""
MISSING = f"""
SELECT c.cause, c.order_id, c.net, c.tax, o.folio, i.id AS invoice_id, i.rfc, i.legal_name, i.postal_code, i.regime,
    i.cfdi_use, i.email_xml, i.is_foreign, i.tax_residence, i.tax_id, i.currency
FROM ({CAUSES}) c JOIN orders o ON o.id = c.order_id {INVOICED}
WHERE c.decided
  AND NOT EXISTS (SELECT 1 FROM invoice_requests n WHERE n.cause = c.cause AND n.status <> 'cancelled')
ORDER BY c.order_id, c.place
"""  # noqa: S608 - made of our own constants
# A note that nobody has taken yet goes when its cause is gone, is another amount by now, or its invoice was cancelled.
GONE = f"""
SELECT n.id FROM invoice_requests n JOIN invoice_requests i ON i.id = n.parent_id
LEFT JOIN ({CAUSES}) c ON c.cause = n.cause
WHERE n.kind = 'credit_note' AND n.status = 'requested'
  AND (n.total IS DISTINCT FROM c.net + c.tax OR i.status <> 'stamped') ORDER BY n.id
"""  # noqa: S608 - made of our own constants


async def add_missing(now: datetime) -> int:
    """Asks for the notes that are owed, each cause once; gives how many are new."""
    chosen = await product_keys()
    made = 0
    for each in await rows(MISSING):
        made += await records.add(await _note(each, chosen), actor="system", now=now) is not None
    return made


async def _note(each: dict[str, Any], chosen: dict[tuple[str, str], shape.Keys]) -> NewDocument:
    concepts = await sold([each["order_id"]], chosen)
    back = shape.returned(concepts, each["net"], each["tax"], folio=each["folio"])
    return NewDocument(
        InvoiceKind.CREDIT_NOTE,
        addressee_of(each),
        sum(one.net for one in back),
        sum(one.tax for one in back),
        each["currency"],
        order_id=each["order_id"],
        parent_id=each["invoice_id"],
        cause=each["cause"],
    )
