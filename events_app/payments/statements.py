"""Reads a company's statement of account from its orders and the ledger, the same for the office and for itself."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from events_app.core.clock import from_local, local
from events_app.core.database import rows
from events_app.core.money import Money
from events_app.payments.engine.ledger import ASSETS
from events_app.payments.engine.statement import Account, Booked, Line, statement

ORDERS = """
SELECT id, folio, description, total, opened_at, closed_at FROM orders
WHERE company_id = $1 AND currency = $2 AND ($3::bigint[] IS NULL OR id = ANY($3)) ORDER BY opened_at, id
"""
MOVED = """
SELECT t.id, t.order_id, t.booked_at, t.kind, coalesce(p.method, '') AS method, coalesce(p.folio, '') AS reference,
    coalesce(sum(e.amount) FILTER (WHERE e.account = ANY($2::text[])), 0)::bigint AS money,
    coalesce(-sum(e.amount) FILTER (WHERE e.account IN ('income', 'tax_payable')), 0)::bigint AS sold,
    coalesce(sum(e.amount) FILTER (WHERE e.account = 'losses'), 0)::bigint AS lost
FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id LEFT JOIN payments p ON p.id = t.payment_id
WHERE t.order_id = ANY($1::bigint[]) GROUP BY t.id, p.id ORDER BY t.booked_at, t.id
"""
CURRENCIES = "SELECT DISTINCT currency FROM orders WHERE company_id = $1 ORDER BY currency"


@dataclass(frozen=True)
class Statement:
    """A company's account in one currency: what it owed before `first`, each line up to `last`, what it owes then."""

    currency: str
    first: date | None
    last: date | None
    before: Money
    lines: tuple[Line, ...]
    after: Money
    charged: Money
    credited: Money

    def money(self, amount: int) -> Money:
        return Money(amount, self.currency)


async def currencies_of(company_id: int) -> list[str]:
    return [each["currency"] for each in await rows(CURRENCIES, company_id)]


async def statement_of(
    company_id: int,
    currency: str,
    *,
    first: date | None = None,
    last: date | None = None,
    only: Collection[int] | None = None,
) -> Statement:
    """The account of a company between two days (both included); `only` leaves out all orders but these."""
    found = await rows(ORDERS, company_id, currency, list(only) if only is not None else None)
    told = statement(await _accounts(found))
    early = [line for line in told if first is not None and line.at < midnight(first)]
    end = midnight(last + timedelta(days=1)) if last is not None else None
    shown = [line for line in told[len(early) :] if end is None or line.at < end]
    before = early[-1].balance if early else 0
    charged, credited = sum(line.charge for line in shown), sum(line.credit for line in shown)
    return Statement(
        currency=currency,
        first=first,
        last=last,
        before=Money(before, currency),
        lines=tuple(shown),
        after=Money(before + charged - credited, currency),
        charged=Money(charged, currency),
        credited=Money(credited, currency),
    )


def midnight(day: date) -> datetime:
    """When a day begins at the association."""
    return from_local(datetime.combine(day, time.min))


def day_of(moment: datetime) -> date:
    return local(moment).date()


async def _accounts(found: list[dict[str, Any]]) -> list[Account]:
    moved = defaultdict(list)
    assets = [str(each) for each in ASSETS]
    for each in await rows(MOVED, [order["id"] for order in found], assets):
        moved[each["order_id"]].append(
            Booked(
                at=each["booked_at"],
                kind=each["kind"],
                money=each["money"],
                sold=each["sold"],
                lost=each["lost"],
                method=each["method"],
                reference=each["reference"],
            )
        )
    return [
        Account(
            folio=order["folio"],
            description=order["description"],
            total=order["total"],
            opened_at=order["opened_at"],
            closed_at=order["closed_at"],
            booked=tuple(moved[order["id"]]),
        )
        for order in found
    ]
