"""What the JSON API says of events: the shapes of its answers, with an example."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from events_app.events.kinds import Audience, EventKind, EventStatus

EXAMPLE: dict[str, Any] = {
    "slug": "recertificacion-iva-ieps",
    "kind": "seminar",
    "status": "published",
    "title": {"es": "Recertificación IVA-IEPS sin sobresaltos", "en": "IVA-IEPS recertification without surprises"},
    "summary": {"es": "Qué revisa la autoridad en 2027.", "en": "What the authority reviews in 2027."},
    "starts_at": "2027-01-21T15:30:00Z",
    "ends_at": "2027-01-21T20:00:00Z",
    "dates_pending": False,
    "timezone": "America/Hermosillo",
    "venue": {"name": "Sala de consejo", "address": "Parque Industrial de Nogales, km 6", "map_url": ""},
    "online": False,
    "capacity": 60,
    "url": "https://convoca.example/eventos/recertificacion-iva-ieps",
}


class Words(BaseModel):
    es: str
    en: str


class Venue(BaseModel):
    name: str
    address: str
    map_url: str


class EventSummary(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    slug: str
    kind: EventKind
    status: EventStatus
    title: Words
    summary: Words
    starts_at: datetime
    ends_at: datetime
    dates_pending: bool
    timezone: str
    venue: Venue | None
    online: bool
    capacity: int | None
    url: str


class EventList(BaseModel):
    items: list[EventSummary]
    page: int
    pages: int
    total: int
    next: str | None
    previous: str | None


class SessionOut(BaseModel):
    title: Words
    speaker: str
    room: str
    starts_at: datetime
    ends_at: datetime


class PriceOut(BaseModel):
    """Amounts with two decimals; `total` includes tax. `until` is when this price ends."""

    audience: Audience
    net: str = Field(examples=["1200.00"])
    tax: str = Field(examples=["96.00"])
    total: str = Field(examples=["1296.00"])
    until: datetime | None


class TicketTypeOut(BaseModel):
    id: int
    name: Words
    sold_out: bool
    prices: list[PriceOut]


class SaleOut(BaseModel):
    state: str = Field(examples=["open"])
    because: str
    moment: datetime | None


class EventOut(EventSummary):
    text: Words
    currency: str
    seats_left: int | None
    sale: SaleOut
    agenda: list[SessionOut]
    ticket_types: list[TicketTypeOut]
    calendar_url: str
    register_url: str
