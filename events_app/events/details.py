"""Everything that an event's page shows, read in one statement and priced for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from events_app.core.access import Actor
from events_app.core.clock import local
from events_app.core.database import decoded, row
from events_app.core.money import Money
from events_app.directory.queries import companies_in_good_standing
from events_app.events import taxes
from events_app.events.engine.prices import breakdown, in_force, later_price, price_for
from events_app.events.kinds import Audience
from events_app.events.models import Event

_DETAILS = """
SELECT
 (SELECT coalesce(json_agg(json_build_object('title_es', a.title_es, 'title_en', a.title_en, 'speaker', a.speaker,
    'starts_at', a.starts_at, 'ends_at', a.ends_at, 'room', a.room) ORDER BY a.starts_at, a.id), '[]'::json)
  FROM agenda_sessions a WHERE a.event_id = $1) AS agenda,
 (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name_es', t.name_es, 'name_en', t.name_en,
    'quota', t.quota, 'taken', t.taken, 'tax_code', t.tax_code,
    'prices', (SELECT coalesce(json_agg(json_build_object('audience', p.audience, 'net_amount', p.net_amount,
        'starts_at', p.starts_at, 'ends_at', p.ends_at) ORDER BY p.id), '[]'::json)
      FROM prices p WHERE p.ticket_type_id = t.id)) ORDER BY t.position, t.id), '[]'::json)
  FROM ticket_types t WHERE t.event_id = $1 AND t.on_sale) AS types,
 (SELECT json_build_object('name_es', c.name_es, 'name_en', c.name_en)
  FROM committees c JOIN events e ON e.committee_id = c.id WHERE e.id = $1) AS committee,
 (SELECT json_build_object('slug', k.slug, 'name', coalesce(nullif(k.trade_name, ''), k.legal_name),
    'company_class', k.company_class, 'good', k.id IN ({good}))
  FROM companies k WHERE k.id = coalesce(
    (SELECT coalesce(c.merged_into_id, c.id) FROM companies c WHERE c.slug = $2),
    (SELECT w.company_id FROM employments w JOIN users u ON u.person_id = w.person_id
     WHERE u.id = $3 AND w.ends_on IS NULL ORDER BY w.id LIMIT 1))) AS company
"""


@dataclass(frozen=True)
class PriceRow:
    audience: Audience
    net_amount: int
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Session:
    title_es: str
    title_en: str
    speaker: str
    starts_at: datetime
    ends_at: datetime
    room: str

    def title(self, locale: str) -> str:
        return (self.title_en if locale == "en" else "") or self.title_es

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True)
class Line:
    """What one audience pays now for one ticket type; `before` is the price that follows, `until` its first moment."""

    audience: Audience
    net: Money
    tax: Money
    mine: bool
    before: Money | None
    until: datetime | None

    @property
    def total(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True)
class Offered:
    """A ticket type with its lines, dearest audience last; `public` is what a stranger pays, None: not for them."""

    id: int
    name_es: str
    name_en: str
    sold_out: bool
    lines: tuple[Line, ...]
    is_free: bool
    public: Money | None

    def name(self, locale: str) -> str:
        return (self.name_en if locale == "en" else "") or self.name_es

    @property
    def mine(self) -> Line | None:
        return next((line for line in self.lines if line.mine), None)


@dataclass(frozen=True)
class Context:
    """The company that the link or the session names, and the audience that its people would be."""

    slug: str
    name: str
    audience: Audience


@dataclass(frozen=True)
class Details:
    agenda: tuple[Session, ...]
    types: tuple[Offered, ...]
    committee_es: str
    committee_en: str
    company: Context | None

    def committee(self, locale: str) -> str:
        return (self.committee_en if locale == "en" else "") or self.committee_es

    @property
    def audience(self) -> Audience:
        return self.company.audience if self.company else Audience.PUBLIC

    @property
    def lowest(self) -> Money | None:
        """The least that this person may pay now; None when nothing is sold to them, zero when it is free."""
        return min(self._totals, key=lambda total: total.amount, default=None)

    @property
    def lowest_paid(self) -> Money | None:
        """The least of what costs something; None when everything on sale to this person is free."""
        return min((each for each in self._totals if each), key=lambda total: total.amount, default=None)

    @property
    def _totals(self) -> list[Money]:
        open_types = [each for each in self.types if not each.sold_out]
        return [Money(0) for each in open_types if each.is_free] + [each.mine.total for each in open_types if each.mine]

    @property
    def lowest_public(self) -> Money | None:
        """The least that anybody may pay now, whoever looks; None when nothing is sold to the public."""
        totals = [each.public for each in self.types if each.public is not None and not each.sold_out]
        return min(totals, key=lambda total: total.amount, default=None)

    @property
    def has_tax(self) -> bool:
        return any(line.tax for each in self.types for line in each.lines)

    @property
    def sold_out(self) -> bool:
        return bool(self.types) and all(each.sold_out for each in self.types)


async def details(event: Event, actor: Actor, *, company_slug: str, now: datetime) -> Details:
    """One statement, and one more for the tax rates when something costs money."""
    today = local(now, event.timezone).date()
    good = companies_in_good_standing(today).order_by().values("id").sql(params_inline=True)
    found = await row(_DETAILS.format(good=good), event.id, company_slug[:80], actor.user_id)
    read = {name: decoded(value) for name, value in (found or {}).items()}
    company = _company(read.get("company"))
    audience = company.audience if company else Audience.PUBLIC
    types = read.get("types") or []
    rates = await _rates(types, today)
    return Details(
        agenda=tuple(_session(each) for each in read.get("agenda") or []),
        types=tuple(_offered(each, event.currency, rates, audience, now) for each in types),
        committee_es=(read.get("committee") or {}).get("name_es", ""),
        committee_en=(read.get("committee") or {}).get("name_en", ""),
        company=company,
    )


async def _rates(types: list[dict[str, Any]], today: date) -> dict[str, Decimal]:
    costs = any(price["net_amount"] for each in types for price in each["prices"])
    return await taxes.rates_on(today) if costs else {}


def _offered(
    asked: dict[str, Any], currency: str, rates: dict[str, Decimal], audience: Audience, now: datetime
) -> Offered:
    prices = [_price(each) for each in asked["prices"]]
    rate = rates[asked["tax_code"]] if rates else Decimal(0)
    mine = price_for(prices, audience, now)
    shown = {price.audience for price in prices if in_force(price, now)}
    chosen = mine.audience if mine else None
    lines = [_line(prices, each, currency, rate, each == chosen, now) for each in Audience if each in shown]
    sold_out = asked["quota"] is not None and asked["taken"] >= asked["quota"]
    free = not prices or (mine is not None and mine.net_amount == 0)
    paid = price_for(prices, Audience.PUBLIC, now)
    public = breakdown(Money(paid.net_amount, currency), rate).total if paid else None
    return Offered(
        id=asked["id"],
        name_es=asked["name_es"],
        name_en=asked["name_en"],
        sold_out=sold_out,
        lines=tuple(lines),
        is_free=free,
        public=public if prices else Money(0, currency),
    )


def _line(prices: list[PriceRow], audience: Audience, currency: str, rate: Decimal, mine: bool, now: datetime) -> Line:
    own = [price for price in prices if price.audience == audience]
    change = later_price(own, audience, now)
    current = price_for(own, audience, now)
    parts = breakdown(Money(current.net_amount if current else 0, currency), rate)
    before = breakdown(Money(change[1].net_amount, currency), rate).total if change else None
    return Line(audience, parts.net, parts.tax, mine, before, change[0].ends_at if change else None)


def _company(asked: dict[str, Any] | None) -> Context | None:
    if asked is None:
        return None
    audience = Audience(asked["company_class"]) if asked["good"] else Audience.PUBLIC
    return Context(asked["slug"], asked["name"], audience)


def _session(asked: dict[str, Any]) -> Session:
    moments = {name: datetime.fromisoformat(asked[name]) for name in ("starts_at", "ends_at")}
    return Session(**(asked | moments))


def _price(asked: dict[str, Any]) -> PriceRow:
    return PriceRow(
        Audience(asked["audience"]), asked["net_amount"], _moment(asked["starts_at"]), _moment(asked["ends_at"])
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
