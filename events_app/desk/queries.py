"""What a company's desk reads: always of one company, and never what its people do in their own time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_app.core.database import row, rows
from events_app.core.money import Money
from events_app.directory.channels import NOWHERE, reach
from events_app.directory.engine.folding import folded, number_key
from events_app.events.kinds import PRIVATE_KINDS
from events_app.registration.models import Registration
from events_app.registration.waiting_records import WaitEntry

OWED = ("pending", "partly_paid")
NEEDS = """
SELECT
 (SELECT count(*)::int FROM company_requests q WHERE q.company_id = $1 AND q.status = 'waiting'
    AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.registration_id = q.registration_id AND a.status = 'waiting'))
    AS requests,
 (SELECT count(*)::int FROM wait_entries w WHERE w.company_id = $1 AND w.status = 'offered'
    AND (w.group_id IS NOT NULL OR w.verified_by = 'coordinator')) AS offers,
 (SELECT count(*)::int FROM wait_entries w JOIN events e ON e.id = w.event_id
  WHERE w.company_id = $1 AND w.status = 'waiting'
    AND (w.group_id IS NOT NULL OR w.verified_by = 'coordinator' OR NOT e.kind = ANY($2::text[]))) AS waiting,
 (SELECT count(*)::int FROM players p JOIN teams t ON t.id = p.team_id WHERE t.company_id = $1
    AND p.confirmation = 'pending' AND p.removed_at IS NULL AND NOT p.reinforcement
    AND t.status IN ('held', 'confirmed')) AS players
"""
# A list that asks for something: `entered` have their seat by it, `ready` may be confirmed, `mending` need a hand.
LISTS = """
SELECT u.token, u.filename, u.uploaded_at, u.status, e.slug AS event_slug, e.title_es, e.title_en,
    n.entered, n.ready, n.mending
FROM sheet_uploads u JOIN events e ON e.id = u.event_id
JOIN LATERAL (SELECT
    count(*) FILTER (WHERE s.verdict = 'registered' AND s.group_id IS NOT NULL)::int AS entered,
    count(*) FILTER (WHERE s.verdict IN ('ok', 'new_person', 'waiting_list') AND s.written_at IS NULL
        AND NOT s.reasons @> '[{"code": "waits_already"}]')::int AS ready,
    count(*) FILTER (WHERE s.verdict IN ('missing', 'wrong_number', 'not_allowed'))::int AS mending
    FROM sheet_rows s WHERE s.upload_id = u.id) n ON n.ready + n.mending > 0
WHERE u.company_id = $1 AND u.status IN ('review', 'confirming') AND e.ends_at > $2 ORDER BY u.id DESC LIMIT 20
"""
COMING = """
SELECT e.id, e.slug, e.title_es, e.title_en, e.starts_at, e.timezone, count(*)::int AS people,
    count(*) FILTER (WHERE r.status <> 'confirmed')::int AS held
FROM registrations r JOIN events e ON e.id = r.event_id
WHERE r.company_id = $1 AND r.status IN ('requested', 'held', 'confirmed') AND e.ends_at > $2
  AND (r.group_id IS NOT NULL OR r.source = 'coordinator' OR NOT e.kind = ANY($3::text[])
       OR EXISTS (SELECT 1 FROM company_requests q WHERE q.registration_id = r.id))
GROUP BY e.id ORDER BY e.starts_at, e.id LIMIT $4
"""
ORDERS = """
SELECT o.id, o.folio, o.token, o.description, o.status, o.currency, o.total, o.net, o.tax, o.opened_at, o.pay_by,
    o.hold_expires_at, o.paid_at, o.reference,
    coalesce((SELECT sum(p.amount) FROM payments p WHERE p.order_id = o.id), 0)::bigint AS received,
    coalesce((SELECT sum(f.amount) FROM refunds f WHERE f.order_id = o.id AND f.status = 'succeeded'), 0)::bigint
        AS returned,
    coalesce((SELECT sum(p.amount) FROM payments p WHERE p.order_id = o.id AND p.method = 'credit'), 0)::bigint
        AS from_balance,
    coalesce((SELECT sum(f.amount) FROM refunds f WHERE f.order_id = o.id AND f.status = 'succeeded'
        AND f.kind = 'credit'), 0)::bigint AS to_balance,
    o.reference LIKE 'registration:%' AND EXISTS (SELECT 1 FROM registrations r
        WHERE r.order_id = o.id AND r.source <> 'coordinator') AS alone
FROM orders o WHERE o.company_id = $1 AND ($2 = '' OR o.status = ANY(string_to_array($2, ',')))
  AND NOT (o.reference LIKE 'registration:%' AND EXISTS (
    SELECT 1 FROM registrations r JOIN events e ON e.id = r.event_id
    WHERE r.order_id = o.id AND e.kind = ANY($3::text[]) AND r.source <> 'coordinator'))
ORDER BY o.opened_at DESC, o.id DESC LIMIT 500
"""
ORDER_IDS = """
SELECT o.id FROM orders o WHERE o.company_id = $1 AND NOT (o.reference LIKE 'registration:%' AND EXISTS (
    SELECT 1 FROM registrations r JOIN events e ON e.id = r.event_id
    WHERE r.order_id = o.id AND e.kind = ANY($2::text[]) AND r.source <> 'coordinator'))
"""
COORDINATORS = """
SELECT g.id, g.starts_on, u.id AS user_id, u.name, u.email FROM role_grants g JOIN users u ON u.id = g.user_id
WHERE g.role = 'coordinator' AND g.scope = $1 AND g.ended_at IS NULL AND u.is_active
  AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2) ORDER BY u.name, g.id
"""
# Found by name or number alone: a search by somebody's phone would tell digits that the page does not show.
PEOPLE = """
SELECT e.id, e.employee_number, e.verified_by, e.starts_on, e.ends_on, p.id AS person_id, p.given_name,
    p.paternal_surname, p.maternal_surname
FROM employments e JOIN people p ON p.id = e.person_id
WHERE e.company_id = $1 AND (e.ends_on IS NULL) = $2
  AND (cardinality($3::text[]) = 0 OR p.name_key LIKE ALL($3::text[]) OR e.number_key = $4)
ORDER BY p.sort_key COLLATE "C", e.id
"""


@dataclass(frozen=True)
class Sums:
    """A company's account in one currency: ordered, received, returned, owed, and paid for seats that were gone."""

    currency: str
    ordered: Money
    received: Money
    returned: Money
    owed: Money
    unseated: Money


async def needs(company_id: int) -> dict[str, int]:
    """What waits for the coordinator besides lists, by kind."""
    return dict(await row(NEEDS, company_id, list(PRIVATE_KINDS)) or {})


async def open_lists(company_id: int, now: datetime) -> list[dict[str, Any]]:
    """Its lists for what comes, the newest first, as long as some row of theirs asks for something."""
    return await rows(LISTS, company_id, now)


async def coming(company_id: int, now: datetime, *, most: int = 12) -> list[dict[str, Any]]:
    """The next events with people of the company, and how many."""
    return await rows(COMING, company_id, now, list(PRIVATE_KINDS), most)


def registrations(company_id: int) -> QuerySet[Registration]:
    """Seats that the company pays, and its people's at events of work; never what somebody pays alone for pleasure."""
    seen = (
        Q(group_id__isnull=False)
        | Q(source="coordinator")
        | Q(company_requests__id__isnull=False)
        | ~Q(event__kind__in=list(PRIVATE_KINDS))
    )
    found = Registration.filter(seen, company_id=company_id).distinct()
    return found.select_related("event", "ticket_type", "person").order_by("-event__starts_at", "person__sort_key")


def line(company_id: int) -> QuerySet[WaitEntry]:
    """Its people in waiting lists: those whom the company brought, and everybody's at events of work."""
    brought = Q(group_id__isnull=False) | Q(verified_by="coordinator")
    return WaitEntry.filter(brought | ~Q(event__kind__in=list(PRIVATE_KINDS)), company_id=company_id)


async def orders(company_id: int, statuses: str = "") -> list[dict[str, Any]]:
    """The company's orders, the newest first, with what arrived, what went back and what open ones still need.
    `alone` is what somebody of the company asked for and pays without it.
    """
    found = await rows(ORDERS, company_id, statuses, list(PRIVATE_KINDS))
    return [each | {"money": Money(each["total"], each["currency"]), "left": _left(each)} for each in found]


def _left(order: dict[str, Any]) -> Money:
    due = max(0, order["total"] - order["received"]) if order["status"] in OWED else 0
    return Money(due, order["currency"])


async def order_ids(company_id: int) -> list[int]:
    """Every order that the desk may show, however many."""
    return [each["id"] for each in await rows(ORDER_IDS, company_id, list(PRIVATE_KINDS))]


def account(found: list[dict[str, Any]]) -> list[Sums]:
    """The sums of these orders, one for each currency: pesos and dollars are never added.

    Money that an order handed to another through the balance came in once, and never went out.
    """
    sums = []
    for currency in sorted({each["currency"] for each in found}):
        every = [each for each in found if each["currency"] == currency]
        mine = [each for each in every if each["status"] != "released"]
        ordered = sum(each["total"] for each in mine)
        received = sum(each["received"] - each["from_balance"] for each in every)
        returned = sum(each["returned"] - each["to_balance"] for each in every)
        owed = sum(_left(each).amount for each in mine)
        unseated = sum(each["received"] - each["returned"] for each in mine if each["status"] == "paid_no_seat")
        sums.append(
            Sums(
                currency,
                Money(ordered, currency),
                Money(received, currency),
                Money(returned, currency),
                Money(owed, currency),
                Money(max(0, unseated), currency),
            )
        )
    return sums


async def coordinators(company_id: int, day: date) -> list[dict[str, Any]]:
    return await rows(COORDINATORS, f"company:{company_id}", day)


async def people(company_id: int, text: str, *, gone: bool) -> list[dict[str, Any]]:
    """The company's people by surname, those who left apart; `text` is a name or a number."""
    words = [f"%{word}%" for word in folded(text).split()]
    return await rows(PEOPLE, company_id, not gone, words, number_key(text))


async def with_channels(company_id: int, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same people with how this company may reach them; whoever left, it no longer may."""
    known = await reach(company_id, [each["person_id"] for each in found if each["ends_on"] is None])
    return [each | asdict(known.get(each["person_id"], NOWHERE)) for each in found]
