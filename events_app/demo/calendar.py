"""Writes the programme as events with their agenda, ticket types and prices."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from events_app.core.clock import from_local, local
from events_app.core.money import Money
from events_app.core.search import search_key
from events_app.demo.people import Town
from events_app.demo.programme import Kind, Plan
from events_app.events.models import AgendaSession, Event, EventInvitation, EventStatus, Price, TicketType

RATES = {"IVA16": Decimal("1.16"), "IVA8": Decimal("1.08"), "EXENTO": Decimal(1)}
ADDRESSES = {
    "Hotel": "Campillo 91, Centro, Nogales",
    "Unidad": "Av. Industrial s/n, Nogales",
    "Sala": "Av. Obregón 1200, Nogales",
}
MAP = "https://www.openstreetmap.org/search?query="


async def announce(plan: Plan, town: Town, *, now: datetime) -> Event:
    """One event as the office would have left it."""
    starts, ends = _hours(plan, now)
    committee = town.committees[plan.committee] if plan.committee else None
    event = await Event.create(
        slug=f"{search_key(plan.es).replace(' ', '-')[:60].strip('-')}-{starts.year}",
        code=plan.code,
        kind=plan.kind,
        title_es=plan.es,
        title_en=plan.en,
        summary_es=plan.summary_es,
        summary_en=plan.summary_en,
        text_es=plan.text_es,
        text_en=plan.text_en,
        starts_at=starts,
        ends_at=ends,
        committee=committee,
        search_key=search_key(plan.es, plan.en, plan.code, plan.venue),
        changed_at=now,
        published_at=None if plan.status == "draft" else now - timedelta(days=25),
        **_where(plan),
        **_rules(plan, starts, now),
    )
    for talk in plan.agenda:
        await _talk(event, talk.es, talk.en, talk.speaker, starts + timedelta(minutes=talk.at), talk.lasts)
    for position, kind in enumerate(plan.types):
        await _ticket_type(event, kind, position, plan, starts)
    if plan.visibility == "invited":
        for company in town.companies[:8]:
            await EventInvitation.create(event=event, company=company)
    return event


def _hours(plan: Plan, now: datetime) -> tuple[datetime, datetime]:
    """A negative hour counts from this one, so that an event can be running right now."""
    if plan.hour < 0:
        starts = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=plan.hour)
    else:
        midnight = datetime.combine(_day(plan, local(now, plan.zone).date()), datetime.min.time())
        starts = from_local(midnight + timedelta(hours=plan.hour), plan.zone)
    return starts, starts + timedelta(hours=plan.lasts)


def _day(plan: Plan, today: date) -> date:
    """The plan's day, moved to the next one on which such a thing is held: sports at weekends, work on working days."""
    day = today + timedelta(days=plan.day)
    weekend = plan.kind in ("social", "tournament")
    while abs(plan.day) > 1 and (day.weekday() >= 5) != weekend:
        day += timedelta(days=1)
    return day


def _where(plan: Plan) -> dict[str, Any]:
    address = next((text for word, text in ADDRESSES.items() if plan.venue.startswith(word)), "")
    return {
        "venue_name": plan.venue,
        "venue_address": address,
        "map_url": f"{MAP}{plan.venue.replace(' ', '+')}" if plan.venue else "",
        "online_url": plan.online,
        "timezone": plan.zone,
        "spoken": plan.spoken,
    }


def _rules(plan: Plan, starts: datetime, now: datetime) -> dict[str, Any]:
    opens = now + timedelta(days=plan.opens_in) if plan.opens_in else None
    closes = now + timedelta(hours=plan.closes_in_hours) if plan.closes_in_hours is not None else starts
    return {
        "capacity": plan.capacity,
        "status": "draft" if plan.status == "draft" else "published",
        "visibility": plan.visibility,
        "currency": plan.currency,
        "sale_opens_at": opens,
        "sale_closes_at": closes,
    }


async def settle_status(event: Event, plan: Plan) -> None:
    """What became of the event after people had registered."""
    event.status, event.status_reason = EventStatus(plan.status), plan.reason
    event.dates_pending = event.status is EventStatus.POSTPONED
    await event.save(update_fields=["status", "status_reason", "dates_pending"])


async def _talk(event: Event, es: str, en: str, speaker: str, starts: datetime, minutes: int) -> None:
    ends = starts + timedelta(minutes=minutes)
    await AgendaSession.create(event=event, title_es=es, title_en=en, speaker=speaker, starts_at=starts, ends_at=ends)


async def _ticket_type(event: Event, kind: Kind, position: int, plan: Plan, starts: datetime) -> None:
    made = await TicketType.create(
        event=event,
        name_es=kind.es,
        name_en=kind.en,
        quota=kind.quota,
        position=position,
        max_companions=kind.companions,
        asks=list(kind.asks),
        tax_code=plan.tax_code,
    )
    until = starts - timedelta(days=plan.day // 2 + 1)
    prices: list[tuple[str, str, datetime | None]] = [("public", kind.public, None)]
    if kind.member is not None:
        prices.append(("member", kind.member, None))
    if kind.early is not None:
        prices.append(("member", kind.early, until))
    for audience, pays, ends in prices:
        await Price.create(ticket_type=made, audience=audience, net_amount=_net(pays, plan), ends_at=ends)


def _net(pays: str, plan: Plan) -> int:
    """Centavos before tax; the demonstration's prices split exactly."""
    return int(Money.of(pays, plan.currency).amount / RATES[plan.tax_code])
