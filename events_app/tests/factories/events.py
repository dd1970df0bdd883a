"""Events with their agenda, ticket types and prices for tests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from events_app.core.search import search_key
from events_app.events.models import AgendaSession, Audience, Event, Price, TicketType
from events_app.tests.support.day import NOW

_numbers = count(1)


async def make_event(title: str = "Recertificación IVA-IEPS sin sobresaltos", **over: Any) -> Event:
    """A published public seminar two months ahead, from 8:30 to 13:00 in Nogales."""
    number = next(_numbers)
    starts = datetime(2027, 1, 21, 15, 30, tzinfo=UTC)
    values: dict[str, Any] = {
        "slug": f"evento-{number}",
        "code": f"E{number}",
        "kind": "seminar",
        "title_es": title,
        "starts_at": starts,
        "ends_at": over.get("starts_at", starts) + timedelta(hours=4, minutes=30),
        "venue_name": "Sala de consejo",
        "venue_address": "Parque Industrial de Nogales, km 6",
        "status": "published",
        "changed_at": NOW,
    } | over
    values.setdefault("search_key", search_key(values["title_es"], values.get("title_en"), values["venue_name"]))
    return await Event.create(**values)


async def make_ticket_type(
    event: Event, name: str = "General", *, prices: dict[str, int] | None = None, **over: Any
) -> TicketType:
    """`prices` gives net centavos by audience, in force at any time."""
    made = await TicketType.create(event=event, name_es=name, **over)
    for audience, net in (prices or {}).items():
        await make_price(made, audience, net)
    return made


async def make_price(
    ticket_type: TicketType,
    audience: str = "public",
    net: int = 100_000,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Price:
    return await Price.create(
        ticket_type=ticket_type, audience=Audience(audience), net_amount=net, starts_at=starts_at, ends_at=ends_at
    )


async def make_session(
    event: Event, title: str = "Registro y café", *, minutes: int = 30, **over: Any
) -> AgendaSession:
    starts = over.pop("starts_at", event.starts_at)
    return await AgendaSession.create(
        event=event, title_es=title, starts_at=starts, ends_at=starts + timedelta(minutes=minutes), **over
    )


def words(events: Sequence[Event]) -> list[str]:
    """Their titles, for comparing lists."""
    return [event.title_es for event in events]
