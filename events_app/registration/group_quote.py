"""What a company's list would cost if it were confirmed now, as the subtraction that its page shows."""

from dataclasses import dataclass
from datetime import datetime

from events_app.core.clock import local
from events_app.core.money import Money
from events_app.directory.models import Company
from events_app.directory.queries import is_member
from events_app.events.models import Event, TicketType
from events_app.payments.engine.pricing import rate_for
from events_app.payments.queries import tax_rates
from events_app.registration import benefits
from events_app.registration.engine.free_seats import benefit_year
from events_app.registration.engine.group_rules import Discount, Seat, priced
from events_app.registration.group_pricing import hold_of
from events_app.registration.group_records import SheetUpload
from events_app.registration.offers import Offer


@dataclass(frozen=True)
class Quote:
    """From the list price to the total; `free_left` is what the year's free seats will still be after it."""

    people: int
    unit: Money
    audience: str
    net: Money
    discount: Money
    percent: int
    free: Money
    free_seats: int
    free_left: int
    free_total: int
    tax: Money
    total: Money
    tax_code: str
    pay_by: datetime
    group_from: int | None


@dataclass(frozen=True)
class _Sums:
    """Centavos of all seats: at the list price, after the discount, and without the free ones; and the tax."""

    whole: int
    listed: int
    net: int
    tax: int
    free_seats: int


async def quote(upload: SheetUpload, offer: Offer, people: int, *, now: datetime) -> Quote:
    """The sum for so many people of the list, by what the ticket costs the company now."""
    event = await Event.get(id=upload.event_id)
    kind = await TicketType.get(id=offer.ticket_type_id)
    accounts = await _accounts(upload.company_id, event, now=now)
    left = sum(each.account.left for each in accounts)
    sums = await _sums(offer, kind, people, left, now=now)

    def money(amount: int) -> Money:
        return Money(amount, event.currency)

    return Quote(
        people=people,
        unit=offer.net,
        audience=offer.audience,
        net=money(sums.whole),
        discount=money(sums.listed - sums.whole),
        percent=kind.group_percent if sums.listed != sums.whole else 0,
        free=money(sums.net - sums.listed),
        free_seats=sums.free_seats,
        free_left=left - sums.free_seats,
        free_total=sum(each.account.free_seats for each in accounts),
        tax=money(sums.tax),
        total=money(sums.net + sums.tax),
        tax_code=offer.tax_code,
        pay_by=hold_of(event, now)[0],
        group_from=kind.group_from if kind.group_percent and people < (kind.group_from or 0) else None,
    )


async def _accounts(company_id: int, event: Event, *, now: datetime) -> list[benefits.Allowance]:
    """The free seats of the event's year; only a company in good standing has any."""
    company = await Company.get(id=company_id)
    kept = str(company.company_class) if is_member(company, local(now).date()) else ""
    year = benefit_year(event.starts_at, event.timezone)
    return await benefits.of_company(company.id, kept, year, str(event.kind))


async def _sums(offer: Offer, kind: TicketType, people: int, free: int, *, now: datetime) -> _Sums:
    """As the order will be charged: the same rules and the tax of the same day."""
    seats = [Seat(number, kind.id, offer.net.amount) for number in range(people)]
    rules = {kind.id: Discount(kind.group_from, kind.group_percent)}
    listed, charged = priced(seats, rules, free=0), priced(seats, rules, free=free)
    rate = rate_for(await tax_rates(), offer.tax_code, local(now).date()).rate
    return _Sums(
        whole=offer.net.amount * people,
        listed=sum(each.unit_net for each in listed),
        net=sum(each.unit_net for each in charged),
        tax=sum(Money(each.unit_net, offer.net.currency).share(rate).amount for each in charged),
        free_seats=sum(1 for one, each in zip(listed, charged, strict=True) if one.unit_net and not each.unit_net),
    )
