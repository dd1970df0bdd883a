"""What a company's list would cost if it were confirmed now, as the subtraction that its page shows."""

from dataclasses import dataclass
from datetime import datetime

from events_app.core.clock import local
from events_app.core.money import Money
from events_app.directory.models import Company
from events_app.directory.queries import is_member
from events_app.events.models import Event, TicketType
from events_app.registration import benefits
from events_app.registration.engine.free_seats import benefit_year
from events_app.registration.engine.group_rules import Discount, Seat, priced
from events_app.registration.group_records import SheetUpload
from events_app.registration.groups import hold_of
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


async def quote(upload: SheetUpload, offer: Offer, people: int, *, now: datetime) -> Quote:
    """The sum for so many people of the list, by what the ticket costs the company now."""
    event, company = await Event.get(id=upload.event_id), await Company.get(id=upload.company_id)
    kind = await TicketType.get(id=offer.ticket_type_id)
    year = benefit_year(event.starts_at, event.timezone)
    kept = str(company.company_class) if is_member(company, local(now).date()) else ""
    accounts = await benefits.of_company(company.id, kept, year, str(event.kind))
    left = sum(each.account.left for each in accounts)
    seats = [Seat(number, kind.id, offer.net.amount) for number in range(people)]
    rules = {kind.id: Discount(kind.group_from, kind.group_percent)}
    listed, charged = priced(seats, rules, free=0), priced(seats, rules, free=left)

    def money(amount: int) -> Money:
        return Money(amount, event.currency)

    listed_net, net = sum(each.unit_net for each in listed), sum(each.unit_net for each in charged)
    rate = next((each for each in offer.rates if each.code == offer.tax_code), None)
    unit_tax = [money(each.unit_net).share(rate.rate).amount if rate else 0 for each in charged]
    free_seats = sum(1 for one, each in zip(listed, charged, strict=True) if one.unit_net and not each.unit_net)
    whole = offer.net.amount * people
    return Quote(
        people=people,
        unit=offer.net,
        audience=offer.audience,
        net=money(whole),
        discount=money(listed_net - whole),
        percent=kind.group_percent if listed_net != whole else 0,
        free=money(net - listed_net),
        free_seats=free_seats,
        free_left=left - free_seats,
        free_total=sum(each.account.free_seats for each in accounts),
        tax=money(sum(unit_tax)),
        total=money(net + sum(unit_tax)),
        tax_code=offer.tax_code,
        pay_by=hold_of(event, now)[0],
        group_from=kind.group_from if kind.group_percent and people < (kind.group_from or 0) else None,
    )
