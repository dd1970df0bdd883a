"""The close of a month, for the accountants of both sides of the border: read from the ledger, a currency at a time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events_app.core.database import rows
from events_app.finance.engine import month as engine
from events_app.fiscal.follow import month_bounds

MOVED = """
SELECT t.order_id, t.kind, coalesce(p.method, '') AS method,
    coalesce(max(e.account) FILTER (WHERE e.account IN ('stripe', 'cash', 'bank', 'credit_transfer')), '') AS account,
    coalesce(sum(e.amount) FILTER (WHERE e.account IN ('stripe', 'cash', 'bank', 'credit_transfer')), 0)::bigint
        AS money,
    coalesce(sum(e.amount) FILTER (WHERE e.account = 'income'), 0)::bigint AS income,
    coalesce(sum(e.amount) FILTER (WHERE e.account = 'tax_payable'), 0)::bigint AS tax,
    coalesce(sum(e.amount) FILTER (WHERE e.account = 'customer_credit'), 0)::bigint AS credit,
    coalesce(sum(e.amount) FILTER (WHERE e.account = 'losses'), 0)::bigint AS losses
FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id LEFT JOIN payments p ON p.id = t.payment_id
WHERE t.booked_at >= $1 AND t.booked_at < $2 AND e.currency = $3 GROUP BY t.id, p.method ORDER BY t.id
"""
LINES = """
SELECT order_id, description, tax_code, tax_rate, net, tax FROM order_lines
WHERE order_id = ANY($1::bigint[]) ORDER BY order_id, position
"""
ACCOUNTS = """
SELECT e.account, coalesce(sum(e.amount) FILTER (WHERE t.booked_at < $1), 0)::bigint AS before,
    coalesce(sum(e.amount) FILTER (WHERE t.booked_at >= $1 AND e.amount > 0), 0)::bigint AS debits,
    coalesce(-sum(e.amount) FILTER (WHERE t.booked_at >= $1 AND e.amount < 0), 0)::bigint AS credits,
    sum(e.amount)::bigint AS after
FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
WHERE t.booked_at < $2 AND e.currency = $3 GROUP BY e.account ORDER BY e.account
"""
# An order was open when the month ended if it had been opened and neither completed nor let go by then.
WAS_OPEN = "(o.opened_at < $1 AND (o.closed_at IS NULL OR o.closed_at >= $1))"
HELD = """
(SELECT t.order_id, -sum(e.amount) AS held FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
    WHERE e.account = 'customer_credit' AND e.currency = $2 AND t.booked_at < $1 GROUP BY t.order_id)
"""
PARTS = {"held": HELD, "was_open": WAS_OPEN}
# Whose the money was that had not become a sale: paid towards an open order, or in somebody's favour.
BALANCES = """
SELECT coalesce(nullif(c.trade_name, ''), c.legal_name, o.folio || ' · ' || o.buyer_name) AS name,
    coalesce(c.rfc, '') AS rfc, coalesce(sum(b.held) FILTER (WHERE {was_open}), 0)::bigint AS advance,
    coalesce(sum(b.held) FILTER (WHERE NOT {was_open}), 0)::bigint AS in_favour, sum(b.held)::bigint AS amount
FROM {held} b JOIN orders o ON o.id = b.order_id LEFT JOIN companies c ON c.id = o.company_id
GROUP BY coalesce(c.id, -o.id), 1, 2 HAVING bool_or(b.held <> 0) ORDER BY 1
"""
OPEN = """
SELECT o.folio, o.buyer_name, coalesce(nullif(c.trade_name, ''), c.legal_name, '') AS company, o.description,
    o.opened_at, o.pay_by, o.total, coalesce(b.held, 0)::bigint AS received
FROM orders o LEFT JOIN companies c ON c.id = o.company_id LEFT JOIN {held} b ON b.order_id = o.id
WHERE o.currency = $2 AND {was_open} AND o.total <> coalesce(b.held, 0) ORDER BY o.opened_at, o.id
"""
REFUNDS = """
SELECT t.booked_at, o.folio, o.buyer_name, coalesce(p.method, '') AS method, coalesce(r.reason, '') AS reason, t.kind,
    (-sum(e.amount))::bigint AS amount
FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id JOIN orders o ON o.id = t.order_id
LEFT JOIN payments p ON p.id = t.payment_id
LEFT JOIN refunds r ON t.key = 'refund:' || r.id
WHERE t.booked_at >= $1 AND t.booked_at < $2 AND e.currency = $3
    AND t.kind IN ('sale_refund', 'credit_refund', 'refund_bounced', 'dispute_lost')
    AND e.account IN ('stripe', 'cash', 'bank', 'credit_transfer')
GROUP BY t.id, o.id, p.id, r.id ORDER BY t.id
"""
CURRENCIES = """
SELECT DISTINCT e.currency FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
WHERE t.booked_at < $1
UNION SELECT DISTINCT currency FROM orders WHERE opened_at < $1 ORDER BY 1
"""


@dataclass(frozen=True)
class Month:
    """A month in one currency; the amounts of its lists are centavos."""

    month: str
    currency: str
    products: list[engine.ProductRow]
    methods: list[engine.MethodRow]
    credits: engine.Credits
    refunds: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    balances: list[dict[str, Any]]
    open: list[dict[str, Any]]

    @property
    def net(self) -> int:
        return sum(each.net for each in self.products)

    @property
    def tax(self) -> int:
        return sum(each.tax for each in self.products)

    @property
    def received(self) -> int:
        return sum(each.payments for each in self.methods if each.account != "credit_transfer")

    @property
    def returned(self) -> int:
        return sum(each.refunds + each.disputes for each in self.methods if each.account != "credit_transfer")

    @property
    def owed(self) -> int:
        return sum(each["total"] - each["received"] for each in self.open)

    @property
    def advance(self) -> int:
        """Paid towards orders that were still open."""
        return sum(each["advance"] for each in self.balances)

    @property
    def in_favour(self) -> int:
        """Held for whoever has no open order to pay with it."""
        return sum(each["in_favour"] for each in self.balances)


async def currencies(month: str) -> list[str]:
    """The currencies that the books knew by the end of a month; pesos always."""
    _start, end = month_bounds(month)
    return sorted({"MXN"} | {each["currency"] for each in await rows(CURRENCIES, end)})


async def close_of(month: str, currency: str) -> Month:
    """A month such as 2026-11 as the ledger has it; doing it again later gives the same, whatever came since."""
    start, end = month_bounds(month)
    moved = [engine.Moved(**each) for each in await rows(MOVED, start, end, currency)]
    lines = await _lines(moved)
    return Month(
        month=month,
        currency=currency,
        products=engine.products(moved, lines),
        methods=engine.methods(moved),
        credits=engine.balances(moved),
        refunds=await rows(REFUNDS, start, end, currency),
        accounts=await rows(ACCOUNTS, start, end, currency),
        balances=await rows(BALANCES.format(**PARTS), end, currency),
        open=await rows(OPEN.format(**PARTS), end, currency),
    )


def month_of(text: str, now: date | datetime) -> str:
    """The month that was asked for, or the present one."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = now if isinstance(now, date) else now.date()
    return (first if 2000 <= first.year <= 2200 else now).strftime("%Y-%m")


async def _lines(moved: list[engine.Moved]) -> dict[int, list[engine.Sold]]:
    lines = defaultdict(list)
    for each in await rows(LINES, sorted({one.order_id for one in moved if one.income or one.tax})):
        sold = engine.Sold(each["description"], each["tax_code"], each["tax_rate"], each["net"], each["tax"])
        lines[each["order_id"]].append(sold)
    return lines
