"""What golf raised for the scholarships: the paid orders of teams, sponsors and extras, without tax and refunds."""

from dataclasses import dataclass
from datetime import datetime

from events_app.core.database import rows
from events_app.core.money import Money
from events_app.golf.models import GolfTournament

# The tax is not income: of a refund, the share that was tax is not taken off.
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
), back AS (
    SELECT order_id, sum(amount)::bigint AS amount FROM refunds WHERE status = 'succeeded' GROUP BY order_id
)
SELECT o.id AS order_id, o.folio, mine.kind, o.buyer_name, o.description, o.currency, o.paid_at, o.net,
       coalesce(back.amount, 0)::bigint AS refunded,
       (o.net - round(coalesce(back.amount, 0)::numeric * o.net / o.total))::bigint AS income
FROM mine JOIN orders o ON o.id = mine.id LEFT JOIN back ON back.order_id = o.id
WHERE o.status = 'paid' ORDER BY o.paid_at, o.id
"""


@dataclass(frozen=True)
class IncomeLine:
    """One paid order. `net` is before tax, `refunded` what went back with its tax, `income` what stays without tax."""

    order_id: int
    folio: str
    kind: str
    buyer: str
    description: str
    paid_at: datetime
    net: Money
    refunded: Money
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
            refunded=Money(each["refunded"], each["currency"]),
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
