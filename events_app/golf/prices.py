"""What a team pays today: the event's ticket type with its early-bird dates, times the players of a team."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from events_app.core.clock import local
from events_app.core.money import Money
from events_app.events.engine.prices import later_price, price_for
from events_app.events.models import Event, Price, TicketType
from events_app.golf.models import GolfTournament
from events_app.payments.engine.pricing import Item, price, rate_for
from events_app.payments.queries import tax_rates


@dataclass(frozen=True)
class TeamPrice:
    """`unit` and `total` include the tax; `until` is when today's price ends and `after` what a player pays then."""

    unit_net: Money
    unit: Money
    total: Money
    players: int
    tax_code: str
    until: datetime | None = None
    after: Money | None = None

    @property
    def tag(self) -> str:
        """What the page showed, as the form carries it."""
        return str(self.total.amount)


async def team_price(event: Event, day: GolfTournament, audience: str, now: datetime) -> TeamPrice | None:
    """None while the committee has not said which ticket type the teams pay, or it has no price for them today."""
    kind = await TicketType.get_or_none(id=day.ticket_type_id) if day.ticket_type_id else None
    if kind is None:
        return None
    prices = await Price.filter(ticket_type_id=kind.id)
    chosen = price_for(prices, audience, now)
    if prices and chosen is None:
        return None
    rate = rate_for(await tax_rates(), kind.tax_code, local(now, event.timezone).date()).rate
    unit_net = Money(chosen.net_amount if chosen else 0, event.currency)
    unit = with_tax(unit_net, rate)
    later = later_price(prices, audience, now)
    return TeamPrice(
        unit_net=unit_net,
        unit=unit,
        total=unit * day.team_size,
        players=day.team_size,
        tax_code=kind.tax_code,
        until=later[0].ends_at if later else None,
        after=with_tax(Money(later[1].net_amount, event.currency), rate) if later else None,
    )


async def total_of(net: Money, tax_code: str, now: datetime) -> Money:
    """An amount with its tax of today (an extra, a sponsor)."""
    return with_tax(net, rate_for(await tax_rates(), tax_code, local(now).date()).rate)


def with_tax(net: Money, rate: Decimal) -> Money:
    return price([Item(net, 1, rate)]).total if net else net
