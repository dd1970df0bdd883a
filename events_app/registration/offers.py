"""What an event offers to one audience at one moment: ticket types, seats left and the price with its tax."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from events_app.core.clock import local
from events_app.core.database import decoded, row
from events_app.core.money import Money
from events_app.events.engine.prices import lasting_price, later_price, price_for
from events_app.events.kinds import Audience
from events_app.events.models import Event
from events_app.payments.engine.pricing import Item, Rate, price, rate_for
from events_app.registration.engine.capacity import Counter, left
from events_app.registration.engine.free_seats import benefit_year
from events_app.registration.engine.wanted import Applicant, Early, Extras, FreeSeat, Step, Wanted, subtraction

OFFERS = """
SELECT
 (SELECT coalesce(json_agg(json_build_object(
    'id', t.id, 'name_es', t.name_es, 'name_en', t.name_en, 'taken', t.taken, 'quota', t.quota, 'asks', t.asks,
    'max_companions', t.max_companions, 'tax_code', t.tax_code, 'needs_approval', t.needs_approval,
    'expired', (SELECT coalesce(sum(r.seats), 0) FROM registrations r
                WHERE r.ticket_type_id = t.id AND r.status = 'held' AND r.hold_expires_at <= $2),
    'prices', (SELECT coalesce(json_agg(json_build_object('audience', p.audience, 'net_amount', p.net_amount,
                 'starts_at', p.starts_at, 'ends_at', p.ends_at) ORDER BY p.id), '[]'::json)
               FROM prices p WHERE p.ticket_type_id = t.id)
  ) ORDER BY t.position, t.id), '[]'::json) FROM ticket_types t WHERE t.event_id = $1 AND t.on_sale) AS types,
 (SELECT coalesce(json_agg(json_build_object('code', code, 'rate', rate::text, 'valid_from', valid_from,
    'valid_to', valid_to, 'fallback', fallback_code)), '[]'::json) FROM tax_rules) AS rates,
 (SELECT coalesce(json_agg(b.id ORDER BY b.event_kind = '', b.id), '[]'::json)
  FROM benefits b LEFT JOIN benefit_counters c ON c.benefit_id = b.id AND c.company_id = $3
  WHERE b.company_class = $4 AND b.year = $5 AND b.event_kind IN ('', $6) AND (b.for_everybody OR $7)
    AND $3::bigint IS NOT NULL AND coalesce(c.used, 0) < b.free_seats) AS benefits
"""


@dataclass(frozen=True)
class PriceRow:
    audience: Audience
    net_amount: int
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Offer:
    """One ticket type as this person may take it; `before` is its price when a free seat of the company pays it."""

    ticket_type_id: int
    name_es: str
    name_en: str
    asks: tuple[str, ...]
    max_companions: int
    tax_code: str
    audience: str
    net: Money
    tax: Money
    total: Money
    public_total: Money
    left: int | None
    early: Early | None = None
    needs_approval: bool = False
    rates: tuple[Rate, ...] = field(default=(), repr=False, compare=False)
    before: Money | None = None
    free_seat: FreeSeat | None = None
    list_net: Money | None = None
    list_total: Money | None = None
    code: str = ""

    def name(self, locale: str) -> str:
        return (self.name_en if locale == "en" else "") or self.name_es

    @property
    def steps(self) -> tuple[Step, ...]:
        free = self.before is not None
        mine = self.before or self.list_total or self.total
        steps = subtraction(self.public_total, mine, self.audience, early=self.early, free=free)
        return (*steps, Step("code", self.total - mine)) if self.code else steps

    @property
    def most_companions(self) -> int:
        return self.max_companions if "companions" in self.asks else 0

    @property
    def tag(self) -> str:
        """The type with what it costs, as a form carries it from the page that showed the price."""
        return f"{self.ticket_type_id}:{self.total.amount}"


async def offers(
    event: Event, audience: str, now: datetime, *, company_id: int | None = None, gives_out: bool = False
) -> list[Offer]:
    """Every ticket type on sale, in the office's order, in one statement.

    With a company, its free seats of the year take off the price: those for everybody, or all when whoever coordinates
    or the office `gives_out`.
    """
    year = benefit_year(event.starts_at, event.timezone)
    found = await row(OFFERS, event.id, now, company_id, audience, year, str(event.kind), gives_out)
    if found is None:
        return []
    rates = [_rate(each) for each in _list(found["rates"])]
    made = [_offer(event, each, rates, audience, now) for each in _list(found["types"])]
    free = FreeSeat(tuple(decoded(found["benefits"])), year)
    return [_freed(each, free) for each in made if each is not None]


def _freed(offer: Offer, free: FreeSeat) -> Offer:
    """The same ticket when the company pays it with a seat without cost."""
    if not free.benefits or not offer.total:
        return offer
    zero = Money(0, offer.total.currency)
    return replace(offer, net=zero, tax=zero, total=zero, before=offer.total, free_seat=free)


def cheapest(shown: list[Offer]) -> Offer | None:
    """The price that the first step promises: the first type with seats, in the office's order."""
    return next((each for each in shown if each.left != 0), shown[0] if shown else None)


def price_was_shown(chosen: Offer, tags: str) -> bool:
    """Nobody is charged a price that the page did not say; a seat that costs nothing needs no saying."""
    return not chosen.total or chosen.tag in tags.split()


def wanted_of(
    event: Event, offer: Offer, found: Applicant, extras: Extras, *, source: str, language: str,
    seat_offer: str = "",
) -> Wanted:  # fmt: skip
    """The order to the service, with the price frozen as it was shown; `seat_offer` is that of the waiting list."""
    return Wanted(
        event_id=event.id,
        event_title=event.title(language),
        ticket_type_id=offer.ticket_type_id,
        ticket_name=offer.name(language),
        tax_code=offer.tax_code,
        applicant=found,
        unit_net=(offer.list_net or offer.net).amount,
        total=offer.total.amount,
        audience=offer.audience,
        currency=event.currency,
        source=source,
        locale=language,
        extras=extras,
        needs_approval=offer.needs_approval,
        code=offer.code,
        offer=seat_offer,
        free_seat=offer.free_seat,
    )


def _offer(event: Event, asked: dict[str, Any], rates: list[Rate], audience: str, now: datetime) -> Offer | None:
    rows = [_price_row(each) for each in asked["prices"]]
    day = local(now, event.timezone).date()
    chosen = _net(rows, audience, now)
    if chosen is None:
        return None
    lasting = lasting_price(rows, Audience.PUBLIC, now)
    public = lasting.net_amount if lasting else chosen[0]
    mine = quote(chosen[0], event.currency, asked["tax_code"], rates, day)
    everybody = quote(public, event.currency, asked["tax_code"], rates, day)
    counter = Counter(asked["taken"], asked["quota"], int(asked["expired"]))
    return Offer(
        ticket_type_id=asked["id"],
        name_es=asked["name_es"],
        name_en=asked["name_en"],
        asks=tuple(asked["asks"] or ()),
        max_companions=asked["max_companions"],
        tax_code=asked["tax_code"],
        audience=chosen[1],
        net=mine[0],
        tax=mine[1],
        total=mine[0] + mine[1],
        public_total=everybody[0] + everybody[1],
        left=left(counter),
        early=_early(rows, audience, lambda net: quote(net, event.currency, asked["tax_code"], rates, day), now),
        needs_approval=asked["needs_approval"],
        rates=tuple(rates),
    )


def _net(rows: list[PriceRow], audience: str, now: datetime) -> tuple[int, str] | None:
    """Net centavos and whose price it is; without prices it is free, without one for them it is not theirs."""
    if not rows:
        return 0, str(Audience.PUBLIC)
    chosen = price_for(rows, Audience(audience), now)
    return (chosen.net_amount, str(chosen.audience)) if chosen else None


def _early(
    rows: list[PriceRow], audience: str, quoted: Callable[[int], tuple[Money, Money]], now: datetime
) -> Early | None:  # fmt: skip
    """What a dated price saves this audience, if one is in force."""
    change = later_price(rows, Audience(audience), now)
    lasting = lasting_price(rows, Audience(audience), now)
    if change is None or lasting is None or change[0].ends_at is None:
        return None
    net, tax = quoted(lasting.net_amount)
    return Early(net + tax, str(lasting.audience), change[0].ends_at)


def quote(net: int, currency: str, tax_code: str, rates: list[Rate], day: date) -> tuple[Money, Money]:
    zero = Money(0, currency)
    if net == 0:
        return zero, zero
    rate = rate_for(rates, tax_code, day)
    priced = price([Item(Money(net, currency), 1, rate.rate)])
    return priced.net, priced.tax


def _price_row(asked: dict[str, Any]) -> PriceRow:
    return PriceRow(
        Audience(asked["audience"]), asked["net_amount"], _moment(asked["starts_at"]), _moment(asked["ends_at"])
    )


def _rate(asked: dict[str, Any]) -> Rate:
    until = asked["valid_to"]
    return Rate(
        code=asked["code"],
        rate=Decimal(asked["rate"]),
        valid_from=date.fromisoformat(asked["valid_from"]),
        valid_to=date.fromisoformat(until) if until else None,
        fallback=asked["fallback"],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _list(value: Any) -> list[dict[str, Any]]:
    return list(json.loads(value) if isinstance(value, str) else value)
