"""Reads what the bank told us: lines that wait for a person, and what each of them may be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from events_app.core.database import row, rows
from events_app.finance.engine.bank_matching import NEAR, Debt, Found, Known, match

SHOWN = {
    "": ("new", "ambiguous", "unmatched"),
    "registrados": ("booked",),
    "ignorados": ("ignored",),
}
LINES = """
SELECT l.*, o.folio, o.buyer_name, s.account, u.name AS decider,
    count(*) OVER ()::int AS total
FROM bank_lines l JOIN bank_statements s ON s.id = l.statement_id LEFT JOIN orders o ON o.id = l.order_id
LEFT JOIN users u ON 'user:' || u.id = l.decided_by
WHERE l.status = ANY($1::text[]) ORDER BY l.day DESC, l.id DESC OFFSET $2 LIMIT $3
"""
STATEMENTS = """
SELECT s.*, u.name AS importer, f.name AS file_name, count(l.id)::int AS lines,
    count(l.id) FILTER (WHERE l.status = 'booked')::int AS booked,
    count(l.id) FILTER (WHERE l.status IN ('new', 'ambiguous', 'unmatched'))::int AS waiting,
    count(l.id) FILTER (WHERE l.status = 'new' AND l.because = '')::int AS unseen
FROM bank_statements s JOIN stored_files f ON f.id = s.file_id LEFT JOIN bank_lines l ON l.statement_id = s.id
LEFT JOIN users u ON 'user:' || u.id = s.imported_by
GROUP BY s.id, u.name, f.name ORDER BY s.id DESC LIMIT 12
"""
SORTING = """
SELECT count(l.id)::int AS total, count(l.id) FILTER (WHERE l.status <> 'new' OR l.because <> '')::int AS done
FROM jobs j JOIN bank_lines l ON l.statement_id = (j.payload->>'statement')::bigint
WHERE j.kind = 'finance.sort_out' AND j.status IN ('waiting', 'running') GROUP BY j.id ORDER BY j.id LIMIT 1
"""
# What an order lacks: nothing once it is closed.
MISSING = """
    CASE WHEN o.status IN ('pending', 'partly_paid') THEN o.total - coalesce((SELECT -sum(e.amount)
        FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
        WHERE t.order_id = o.id AND e.account = 'customer_credit'), 0) ELSE 0 END::bigint AS missing
"""
DEBTS = """
SELECT o.id, o.folio, c.rfc, f.rfc AS fiscal_rfc, a.clabe,
    {missing}
FROM orders o LEFT JOIN companies c ON c.id = o.company_id LEFT JOIN fiscal_profiles f ON f.company_id = o.company_id
LEFT JOIN stripe_customers a ON a.company_id = o.company_id
WHERE o.currency = $1 AND (o.status IN ('pending', 'partly_paid') OR o.folio = ANY($2::text[])) ORDER BY o.id
"""
# What the office wrote down by hand and no line of the bank tells of yet; below zero, what waits for a second person.
KNOWN = """
SELECT coalesce(w.payment_id, -w.id) AS payment_id, w.order_id, o.folio, w.amount, w.received_on, w.folio AS reference
FROM office_payments w JOIN orders o ON o.id = w.order_id
WHERE w.currency = $1 AND w.status IN ('booked', 'waiting') AND w.method IN ('transfer', 'cheque', 'cash')
    AND NOT EXISTS (SELECT 1 FROM bank_lines l WHERE l.payment_id = w.payment_id OR l.because = 'second:' || w.id)
    AND w.received_on >= $2
ORDER BY w.id
"""
NAMED = """
SELECT o.id, o.folio, o.buyer_name, o.description, o.total, o.currency,
    coalesce(nullif(c.trade_name, ''), c.legal_name, '') AS company,
    {missing}
FROM orders o LEFT JOIN companies c ON c.id = o.company_id WHERE o.id = ANY($1::bigint[])
"""
PAYMENTS = """
SELECT coalesce(w.payment_id, -w.id) AS id, o.folio, w.status, w.received_on, w.method
FROM office_payments w JOIN orders o ON o.id = w.order_id
WHERE coalesce(w.payment_id, -w.id) = ANY($1::bigint[]) ORDER BY w.id
"""


@dataclass
class World:
    """The debts and the written payments of one currency, as the matching sees them."""

    debts: list[Debt]
    known: list[Known]

    def found(self, line: dict[str, Any]) -> Found:
        return match(f"{line['description']} {line['reference']}", line["amount"], line["day"], self.debts, self.known)

    def paid(self, order_id: int, amount: int) -> None:
        """An order of it was just paid."""
        self.debts = [
            replace(each, missing=max(0, each.missing - amount)) if each.order_id == order_id else each
            for each in self.debts
        ]

    def told(self, payment_id: int) -> None:
        """The bank has told of a payment that was written down."""
        self.known = [each for each in self.known if each.payment_id != payment_id]


async def world(currency: str, lines: Sequence[dict[str, Any]]) -> World:
    """Everything that these lines may be about."""
    words = " ".join(f"{each['description']} {each['reference']}" for each in lines).upper()
    folios = {f"P-{int(number):04d}" for number in re.findall(r"\bP[\s\-–]?0*(\d{1,12})\b", words)}
    first = min((each["day"] for each in lines), default=None)
    owed = await rows(DEBTS.format(missing=MISSING), currency, list(folios))
    debts = [Debt(each["id"], each["folio"], each["missing"], _keys(each)) for each in owed]
    written = await rows(KNOWN, currency, first - NEAR) if first is not None else []
    return World(debts, [_known(each) for each in written])


async def lines(shown: str, *, page: int, size: int) -> list[dict[str, Any]]:
    """A page of the lines of one tab, the newest first; each carries `total`."""
    return await rows(LINES, list(SHOWN[shown]), (page - 1) * size, size)


async def lines_waiting() -> int:
    found = await row("SELECT count(*) AS n FROM bank_lines WHERE status IN ('new', 'ambiguous', 'unmatched')")
    return int(found["n"]) if found else 0


async def waits_for_second(line_id: int) -> bool:
    found = await row("SELECT id FROM bank_lines WHERE id = $1 AND status = 'new' AND because LIKE 'second:%'", line_id)
    return found is not None


async def statements() -> list[dict[str, Any]]:
    return await rows(STATEMENTS)


async def being_sorted() -> dict[str, Any] | None:
    """The file that a job is settling now: how many deposits it has and how many have been looked at."""
    return await row(SORTING)


async def orders_named(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {each["id"]: each for each in await rows(NAMED.format(missing=MISSING), list(ids))} if ids else {}


async def payments_named(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {each["id"]: each for each in await rows(PAYMENTS, list(ids))} if ids else {}


def _known(each: dict[str, Any]) -> Known:
    return Known(
        each["payment_id"], each["order_id"], each["folio"], each["amount"], each["received_on"], each["reference"]
    )


def _keys(each: dict[str, Any]) -> tuple[str, ...]:
    """An RFC that stands for everybody (the general public, foreigners) names nobody."""
    told = {str(each[name] or "").upper() for name in ("rfc", "fiscal_rfc", "clabe")}
    return tuple(sorted(told - {"", "XAXX010101000", "XEXX010101000"}))
