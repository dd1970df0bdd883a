"""What search engines read of an event: schema.org in JSON-LD."""

import json
from datetime import datetime
from typing import Any

from markupsafe import Markup

from events_app.core.clock import local
from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.events.engine.sale import Sale, SaleState
from events_app.events.kinds import EventStatus
from events_app.events.models import Event

SCHEMA = "https://schema.org"
AVAILABILITY = {Sale.OPEN: "InStock", Sale.FULL: "SoldOut", Sale.TOO_EARLY: "PreOrder"}


def json_ld(event: Event, locale: str, *, price: Money | None, state: SaleState) -> Markup:
    """The script's content, safe inside HTML: no < or > or & of the text is left bare. `price` is the public's."""
    text = json.dumps(_described(event, locale, price, state), ensure_ascii=False)
    for bare, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(bare, escaped)
    return Markup(text)


def _described(event: Event, locale: str, price: Money | None, state: SaleState) -> dict[str, Any]:
    base, link = settings().base_url, f"{settings().base_url}/eventos/{event.slug}"
    found: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title(locale),
        "description": event.summary(locale) or event.title(locale),
        "startDate": _written(event, event.starts_at),
        "endDate": _written(event, event.ends_at),
        "eventStatus": f"{SCHEMA}/{_status(event)}",
        "eventAttendanceMode": f"{SCHEMA}/{_attendance(event)}EventAttendanceMode",
        "location": _location(event, link),
        "image": [f"{link}/tarjeta.png"],
        "url": link,
        "organizer": {"@type": "Organization", "name": settings().association.name, "url": base},
    }
    if event.previous_starts_at:
        found["previousStartDate"] = _written(event, event.previous_starts_at)
    if price is not None and state.value in AVAILABILITY:
        found["offers"] = {
            "@type": "Offer",
            "url": link,
            "price": str(price),
            "priceCurrency": event.currency,
            "availability": f"{SCHEMA}/{AVAILABILITY[state.value]}",
        }
    return found


def _written(event: Event, moment: datetime) -> str:
    """On the event's own wall clock, with its distance from UTC: "2027-01-21T08:30:00-07:00"."""
    return local(moment, event.timezone).isoformat()


def _attendance(event: Event) -> str:
    if event.venue_name and event.online_url:
        return "Mixed"
    return "Offline" if event.venue_name else "Online"


def _status(event: Event) -> str:
    if event.status == EventStatus.CANCELLED:
        return "EventCancelled"
    if event.status == EventStatus.POSTPONED:
        return "EventPostponed"
    return "EventRescheduled" if event.previous_starts_at else "EventScheduled"


def _location(event: Event, link: str) -> dict[str, str]:
    if not event.venue_name:
        return {"@type": "VirtualLocation", "url": link}
    return {"@type": "Place", "name": event.venue_name, "address": event.venue_address or event.venue_name}
