"""What the seats of a company's group cost together: list prices, discount, the year's free seats and the tax."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from events_app.core.clock import local
from events_app.core.database import rows
from events_app.core.money import Money
from events_app.directory.models import Company
from events_app.directory.queries import is_member
from events_app.events.models import Event, TicketType
from events_app.payments.engine.business_days import hold_after
from events_app.payments.engine.pricing import Rate, rate_for
from events_app.payments.queries import tax_rates
from events_app.registration import benefits
from events_app.registration.engine.free_seats import benefit_year
from events_app.registration.engine.group_rules import Discount, Seat, pay_until, priced
from events_app.registration.group_records import RegistrationGroup

SEATS = """
SELECT id, ticket_type_id, coalesce(list_net, unit_net) AS unit_net FROM registrations
WHERE group_id = $1 AND status = 'held' ORDER BY id
"""
PRICE = """
UPDATE registrations r SET list_net = coalesce(r.list_net, r.unit_net), unit_net = n.unit_net, tax = n.tax,
    total = n.unit_net + n.tax, hold_expires_at = $2
FROM jsonb_to_recordset($3::jsonb) AS n(id bigint, unit_net bigint, tax bigint)
WHERE r.id = n.id AND r.group_id = $1 AND r.status = 'held' RETURNING r.id
"""


async def seats_of(group_id: int) -> list[Seat]:
    found = await rows(SEATS, group_id)
    return [Seat(each["id"], each["ticket_type_id"], each["unit_net"]) for each in found]


async def charge(
    group: RegistrationGroup, event: Event, seats: Sequence[Seat], types: Mapping[int, TicketType], *, now: datetime
) -> list[Seat]:
    """What each seat costs after the group's discount and the company's free seats, written on the registrations."""
    discounts = {each.id: Discount(each.group_from, each.group_percent) for each in types.values()}
    listed = priced(seats, discounts, free=0)
    await benefits.give_back([each.registration_id for each in seats], now=now)
    dearest = _dearest_first(listed)
    free = await use_free_seats(group, event, dearest, len(dearest), now=now)
    charged = [
        each if each.registration_id not in free else Seat(each.registration_id, each.ticket_type_id, 0)
        for each in listed
    ]
    await _write(group.id, event, charged, await _shares(types, now), now=now)
    return charged


async def use_free_seats(
    group: RegistrationGroup, event: Event, seats: Sequence[int], most: int, *, now: datetime
) -> dict[int, int]:  # fmt: skip
    """Takes the company's free seats of the event's year: benefit ids by registration, the given ones first.

    Only a company in good standing has any.
    """
    year = benefit_year(event.starts_at, event.timezone)
    company = await Company.get(id=group.company_id)
    if most < 1 or not is_member(company, local(now).date()):
        return {}
    accounts = await benefits.of_company(group.company_id, str(company.company_class), year, str(event.kind))
    ids = [each.account.benefit_id for each in accounts if each.account.left]
    shares = await benefits.take(group.company_id, ids, most, now=now)
    given = [share.benefit_id for share in shares for _seat in range(share.seats)]
    used = dict(zip(seats, given, strict=False))
    pairs = [(benefit, registration) for registration, benefit in used.items()]
    await benefits.note_uses(group.company_id, year, pairs, now=now)
    return used


def hold_of(event: Event, now: datetime) -> tuple[datetime, datetime]:
    """Until when a company pays, and until when its seats wait: a bank tells of a transfer a working day later."""
    until = pay_until(
        now, event.group_pay_days, starts_at=event.starts_at, closes_at=event.sale_closes_at, zone=event.timezone
    )
    return until, max(until, min(hold_after(until), event.starts_at))


def _dearest_first(seats: Sequence[Seat]) -> list[int]:
    """The registrations that cost something, in the order in which free seats are spent on them."""
    paid = [each for each in seats if each.unit_net]
    return [each.registration_id for each in sorted(paid, key=lambda each: (-each.unit_net, each.registration_id))]


async def _write(
    group_id: int, event: Event, charged: Sequence[Seat], shares: Mapping[int, Rate], *, now: datetime
) -> None:  # fmt: skip
    values = [
        {
            "id": each.registration_id,
            "unit_net": each.unit_net,
            "tax": Money(each.unit_net, event.currency).share(shares[each.ticket_type_id].rate).amount,
        }
        for each in charged
    ]
    await rows(PRICE, group_id, hold_of(event, now)[1], json.dumps(values))


async def _shares(types: Mapping[int, TicketType], now: datetime) -> dict[int, Rate]:
    known, day = await tax_rates(), local(now).date()
    return {each.id: rate_for(known, each.tax_code, day) for each in types.values()}
