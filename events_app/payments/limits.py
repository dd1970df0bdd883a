"""Above which amount money that a person handles needs a second one, also when it is handled in parts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events_app.core.database import row
from events_app.core.settings import settings

A_DAY = timedelta(hours=24)
# Whoever pays is the order's company, else the buyer's address, else the buyer's name.
PAYER = "coalesce('c:' || {o}.company_id, 'm:' || lower({o}.buyer_email), 'n:' || lower({o}.buyer_name))"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('alone:' || $1, 0))"
# Of one order for good, and of one payer in a day: $1 the order, $2 the person, $3 since when.
_SUMS = """
SELECT greatest(coalesce(sum(m.amount) FILTER (WHERE m.order_id = $1), 0),
    coalesce(sum(m.amount) FILTER (WHERE m.at >= $3 AND m.is_typed AND {theirs} = {ours}), 0))::bigint AS amount
FROM ({moved}) m JOIN orders o ON o.id = m.order_id JOIN orders mine ON mine.id = $1 AND mine.currency = o.currency
"""
_RECEIVED = """
SELECT order_id, amount, recorded_at AS at, true AS is_typed FROM office_payments
WHERE recorded_by = $2 AND decided_by = $2 AND status = 'booked' AND (order_id = $1 OR recorded_at >= $3)
UNION ALL SELECT l.order_id, l.amount, l.decided_at, false FROM bank_lines l
LEFT JOIN office_payments w ON w.payment_id = l.payment_id
WHERE l.order_id = $1 AND l.status = 'booked' AND l.decided_by = $2 AND w.id IS NULL
"""
_RETURNED = """
SELECT order_id, amount, requested_at AS at, true AS is_typed FROM refunds
WHERE requested_by = $2 AND approved_by = '' AND kind IN ('manual', 'external')
  AND status IN ('requested', 'pending', 'succeeded') AND (order_id = $1 OR requested_at >= $3)
"""


@dataclass(frozen=True)
class Limit:
    """In centavos: what needs two people today, and what this person has handled `alone` before this movement.

    Both are stored with what is asked, so that a later change of the setting rewrites nothing.
    """

    over: int
    alone: int = 0

    def needs_two(self, amount: int) -> bool:
        return self.alone + amount > self.over


def two_people_over(currency: str) -> int:
    """The limit of today in centavos."""
    known = settings()
    pesos = known.two_people_over_usd if currency == "USD" else known.two_people_over_mxn
    return round(pesos * 100)


async def receiving(order: dict[str, Any], *, actor: str, now: datetime) -> Limit:
    """For money that this person writes down for a locked order; two movements of one person are judged in turn."""
    return await _limit(_RECEIVED, order, actor=actor, now=now)


async def returning(order: dict[str, Any], *, actor: str, now: datetime) -> Limit:
    """For money of a locked order that this person sends back by hand."""
    return await _limit(_RETURNED, order, actor=actor, now=now)


async def _limit(moved: str, order: dict[str, Any], *, actor: str, now: datetime) -> Limit:
    await row(ONE_AT_A_TIME, actor)
    sums = _SUMS.format(moved=moved, theirs=PAYER.format(o="o"), ours=PAYER.format(o="mine"))
    found = await row(sums, order["id"], actor, now - A_DAY)
    return Limit(two_people_over(order["currency"]), int(found["amount"]) if found else 0)
