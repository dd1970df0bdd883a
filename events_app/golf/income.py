"""What golf raised for the scholarships: the sales of teams, sponsors and extras as the ledger has them, before tax."""

from dataclasses import dataclass
from datetime import datetime

from events_app.core.database import rows
from events_app.core.money import Money
from events_app.golf.models import GolfTournament

# The ledger says what of each sale is income: tax is not, nor is money that was only held and went back.
LINES = """
WITH mine AS (
    SELECT o.id, split_part(o.reference, ':', 1) AS kind FROM orders o
    JOIN golf_teams t ON o.reference = 'golf_team:' || t.id WHERE t.tournament_id = $1
    UNION ALL
    SELECT o.id, 'golf_sponsor' FROM orders o
    JOIN golf_sponsors s ON o.reference = 'golf_sponsor:' || s.id WHERE s.tournament_id = $1
    UNION ALL
    SELECT o.id, 'golf_extra' FROM orders o
    JOIN golf_sales s ON o.reference = 'golf_extra:' || s.id JOIN golf_extras e ON e.id = s.extra_id
    WHERE e.tournament_id = $1
)
SELECT o.id AS order_id, o.folio, mine.kind, o.buyer_name, o.description, o.currency, o.paid_at, o.net,
       (o.total - books.sold)::bigint AS returned, books.income
FROM mine JOIN orders o ON o.id = mine.id JOIN LATERAL (
    SELECT coalesce(-sum(e.amount) FILTER (WHERE e.account = 'income'), 0)::bigint AS income,
           coalesce(-sum(e.amount), 0)::bigint AS sold
    FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
    WHERE t.order_id = o.id AND e.account IN ('income', 'tax_payable')
) books ON books.income > 0
ORDER BY o.paid_at, o.id
"""


@dataclass(frozen=True)
class IncomeLine:
    """One sale. `net` is before tax, `returned` what of it went back with its tax, `income` what stays without tax."""

    order_id: int
    folio: str
    kind: str
    buyer: str
    description: str
    paid_at: datetime
    net: Money
    returned: Money
    income: Money


async def fund_income(event_id: int) -> list[IncomeLine]:
    """The income of an event's golf tournament that is marked for the scholarship fund; none without a tournament."""
    day = await GolfTournament.get_or_none(event_id=event_id)
    return await income_of(day.id) if day else []


async def income_of(golf_id: int) -> list[IncomeLine]:
    return [
        IncomeLine(
            order_id=each["order_id"],
            folio=each["folio"],
            kind=each["kind"],
            buyer=each["buyer_name"],
            description=each["description"],
            paid_at=each["paid_at"],
            net=Money(each["net"], each["currency"]),
            returned=Money(each["returned"], each["currency"]),
            income=Money(each["income"], each["currency"]),
        )
        for each in await rows(LINES, golf_id)
    ]


async def raised(golf_id: int, currency: str) -> Money:
    """The sum, in centavos of the event's currency."""
    return sum((line.income for line in await income_of(golf_id)), Money(0, currency))


async def events_with_income() -> list[tuple[int, str, int]]:
    """The events whose golf plays for the scholarships, newest first: (id, title, year)."""
    found = await GolfTournament.all().order_by("-event__starts_at").select_related("event")
    return [(each.event_id, each.event.title_es, each.event.starts_at.year) for each in found]
