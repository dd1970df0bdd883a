"""Who owes what and who has a balance: companies and people, a currency at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from events_app.core.database import rows
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.core.search import search_key
from events_app.directory.models import Company
from events_app.directory.queries import company_by_slug
from events_app.finance.engine.aging import aged
from events_app.payments.statements import day_of

# Somebody at the card's page for half an hour is no debtor yet, and a hold that ended is about to be let go.
LONGER_THAN = timedelta(hours=3)
OWED = """
SELECT o.id, o.folio, o.token, o.description, o.buyer_name, o.buyer_email, o.locale, o.currency, o.total, o.opened_at,
    o.pay_by, o.hold_expires_at, o.company_id, c.slug, coalesce(nullif(c.trade_name, ''), c.legal_name) AS company,
    o.total - coalesce(b.held, 0)::bigint AS missing, coalesce(o.hold_expires_at <= $2
        OR o.status = 'pending' AND o.hold_expires_at - o.opened_at <= $1::interval, false) AS passing
FROM orders o LEFT JOIN companies c ON c.id = o.company_id
LEFT JOIN LATERAL (SELECT -sum(e.amount) AS held FROM ledger_transactions t
    JOIN ledger_entries e ON e.transaction_id = t.id
    WHERE t.order_id = o.id AND e.account = 'customer_credit') b ON true
WHERE o.status IN ('pending', 'partly_paid') AND o.total <> coalesce(b.held, 0)
ORDER BY o.opened_at, o.id
"""
REMINDED = """
SELECT split_part(reason, '@', 1) AS key, max(created_at) AS at FROM outbox_messages
WHERE message = 'amount_owed' GROUP BY 1
"""
COORDINATORS = """
SELECT u.email, u.locale, u.name, g.scope FROM role_grants g JOIN users u ON u.id = g.user_id
WHERE g.role = 'coordinator' AND g.scope = ANY($1::text[]) AND g.ended_at IS NULL
  AND u.is_active AND u.email IS NOT NULL AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2) ORDER BY u.id
"""
ACCOUNTS = """
SELECT c.id, c.slug, c.rfc, coalesce(nullif(c.trade_name, ''), c.legal_name) AS name, o.currency,
    count(*)::int AS orders,
    coalesce(sum(o.total - coalesce(b.held, 0)) FILTER (WHERE o.status IN ('pending', 'partly_paid')), 0)::bigint
        AS owed,
    coalesce(sum(b.held) FILTER (WHERE o.status NOT IN ('pending', 'partly_paid')), 0)::bigint AS in_favour
FROM orders o JOIN companies c ON c.id = o.company_id
LEFT JOIN (SELECT t.order_id, -sum(e.amount) AS held FROM ledger_transactions t
    JOIN ledger_entries e ON e.transaction_id = t.id WHERE e.account = 'customer_credit' GROUP BY t.order_id) b
    ON b.order_id = o.id
WHERE $1 = '' OR c.search_key LIKE '%' || $1 || '%' GROUP BY c.id, o.currency ORDER BY c.sort_key, o.currency
"""


@dataclass(frozen=True)
class Recipient:
    email: str
    locale: str
    name: str


@dataclass(frozen=True)
class Debtor:
    """A company, or a person's single order, in one currency."""

    key: str
    name: str
    slug: str | None
    owed: Money
    since: datetime
    days: int
    orders: tuple[dict[str, Any], ...]
    recipients: tuple[Recipient, ...]
    reminded_at: datetime | None

    @property
    def late(self) -> bool:
        return any(each["late"] for each in self.orders)


@dataclass(frozen=True)
class Receivable:
    """In one currency: what debtors owe in all and in each band, what `orders` are being paid now; `whole` is both."""

    owed: Money
    bands: tuple[Money, ...]
    passing: Money
    orders: int

    @property
    def whole(self) -> Money:
        return self.owed + self.passing


async def open_orders(now: datetime) -> list[dict[str, Any]]:
    """Every order that lacks something, the oldest first; `passing` are those that are paid or let go in a moment."""
    return [each | {"missing": Money(each["missing"], each["currency"])} for each in await rows(OWED, LONGER_THAN, now)]


async def debtors(now: datetime) -> list[Debtor]:
    """Everybody who owes, the oldest debt first."""
    return await debtors_of(await open_orders(now), now)


async def debtors_of(found: Sequence[dict[str, Any]], now: datetime) -> list[Debtor]:
    """The same from what `open_orders` gave."""
    grouped = defaultdict(list)
    for each in found:
        if each["passing"]:
            continue
        owner = f"company:{each['company_id']}" if each["company_id"] else f"order:{each['id']}"
        late = each["pay_by"] is not None and each["pay_by"] < day_of(now)
        grouped[f"{owner}:{each['currency']}"].append(each | {"late": late})
    reminded = {each["key"]: each["at"] for each in await rows(REMINDED)}
    coordinators = await _coordinators([key.rsplit(":", 1)[0] for key in grouped], day_of(now))
    return [
        _debtor(key, orders, coordinators[key.rsplit(":", 1)[0]], reminded.get(key), day_of(now))
        for key, orders in grouped.items()
    ]


async def debtor(key: str, now: datetime) -> Debtor:
    """The one of this key; raises NotFound, also when it owes nothing any more."""
    found = next((each for each in await debtors(now) if each.key == key), None)
    if found is None:
        raise NotFound()
    return found


async def accounts(text: str) -> list[dict[str, Any]]:
    """Every company with orders, each currency apart: what it owes and what it has in its favour."""
    return [
        each | {"owed": Money(each["owed"], each["currency"]), "in_favour": Money(each["in_favour"], each["currency"])}
        for each in await rows(ACCOUNTS, search_key(text))
    ]


async def company_of(slug: str) -> Company:
    """The company of this address; raises NotFound."""
    found = await company_by_slug(slug[:80])
    if found is None:
        raise NotFound()
    return found


def receivable(found: Sequence[dict[str, Any]], today: date) -> list[Receivable]:
    """For each currency of these open orders: what is owed, how old it is, and what is being paid now."""
    told = []
    for currency in sorted({each["currency"] for each in found}):
        mine = [each for each in found if each["currency"] == currency]
        owed = [(day_of(each["opened_at"]), each["missing"].amount) for each in mine if not each["passing"]]
        passing = [each["missing"].amount for each in mine if each["passing"]]
        bands = tuple(Money(amount, currency) for amount in aged(owed, today))
        whole = Money(sum(amount for _day, amount in owed), currency)
        told.append(Receivable(whole, bands, Money(sum(passing), currency), len(passing)))
    return told


def _debtor(
    key: str,
    orders: list[dict[str, Any]],
    coordinators: Sequence[Recipient],
    reminded_at: datetime | None,
    today: date,
) -> Debtor:
    first = orders[0]
    buyers = [
        Recipient(each["buyer_email"], each["locale"], each["buyer_name"]) for each in orders if each["buyer_email"]
    ]
    unique = {each.email.lower(): each for each in (*buyers, *coordinators)}
    return Debtor(
        key=key,
        name=first["company"] or first["buyer_name"],
        slug=first["slug"],
        owed=Money(sum(each["missing"].amount for each in orders), first["currency"]),
        since=first["opened_at"],
        days=(today - day_of(first["opened_at"])).days,
        orders=tuple(orders),
        recipients=tuple(unique.values()),
        reminded_at=reminded_at,
    )


async def _coordinators(scopes: Sequence[str], today: date) -> dict[str, list[Recipient]]:
    found = defaultdict(list)
    for each in await rows(COORDINATORS, list(scopes), today):
        found[each["scope"]].append(Recipient(each["email"], each["locale"], each["name"]))
    return found
