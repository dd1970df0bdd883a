"""The JSON API of events: the list and one event, as anybody may read them."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid
from events_app.core.i18n import N_
from events_app.core.pages import ApiPage, absolute, actor, json_page
from events_app.core.paging import paginate
from events_app.core.settings import settings
from events_app.events import attendance, catalogue, queries
from events_app.events.api_shapes import (
    EventList,
    EventOut,
    EventSummary,
    PriceOut,
    SaleOut,
    SessionOut,
    TicketTypeOut,
    Venue,
    Words,
)
from events_app.events.details import Details, details
from events_app.events.engine.sale import SaleState, sale_state, seats_left
from events_app.events.kinds import EventKind
from events_app.events.models import Event


async def api_events(request: Request) -> Response:
    """Filters: kind, month (YYYY-MM), committee (id), q (words without accents), page."""
    asked = request.query_params
    kind = asked.get("kind")
    if kind and kind not in list(EventKind):
        raise Invalid(fields={"kind": N_("Elige una de las opciones.")})
    named = {"mes": asked.get("month", ""), "comite": asked.get("committee", ""), "q": asked.get("q", "")}
    chosen = catalogue.chosen(named, settings().timezone)
    seen = queries.visible_events(actor(request))
    found = queries.matching(
        seen, text=chosen.text, kind=EventKind(kind) if kind else None, committee_id=chosen.committee_id
    )
    month = chosen.month
    listed = (
        queries.in_month(found, month, settings().timezone) if month else queries.upcoming(found, request.state.now)
    )
    part = await paginate(listed, request, size=50)
    items = [EventSummary(**_summary(each)) for each in part.items]
    return json_page(
        EventList(
            items=items,
            page=part.page,
            pages=part.pages,
            total=part.total,
            next=absolute(part.next_url) if part.next_url else None,
            previous=absolute(part.prev_url) if part.prev_url else None,
        )
    )


async def api_event(request: Request) -> Response:
    """One event with its agenda, ticket types, today's prices and seats."""
    now = request.state.now
    company = request.query_params.get("company", "").replace("\0", "")
    event = await queries.event_for(actor(request), str(request.path_params["slug"]), company)
    shown = await details(event, actor(request), company_slug=company, now=now)
    expired = await attendance.expired_holds(event.id, now) if event.capacity or shown.sold_out else 0
    return json_page(_whole(event, shown, sale_state(event, now, expired, types_sold_out=shown.sold_out), expired))


def _whole(event: Event, shown: Details, state: SaleState, expired: int) -> EventOut:
    link = f"/eventos/{event.slug}"
    return EventOut(
        **_summary(event),
        text=Words(es=event.text_es, en=event.text_en),
        currency=event.currency,
        seats_left=seats_left(event.capacity, event.taken, expired),
        sale=SaleOut(state=str(state.value), because=state.because, moment=state.moment),
        agenda=[
            SessionOut(
                title=Words(es=each.title_es, en=each.title_en),
                speaker=each.speaker,
                room=each.room,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
            )
            for each in shown.agenda
        ],
        ticket_types=_types(shown),
        calendar_url=absolute(f"{link}.ics"),
        register_url=absolute(f"{link}/registro"),
    )


def _types(shown: Details) -> list[TicketTypeOut]:
    return [
        TicketTypeOut(
            id=each.id,
            name=Words(es=each.name_es, en=each.name_en),
            sold_out=each.sold_out,
            prices=[
                PriceOut(
                    audience=line.audience,
                    net=str(line.net),
                    tax=str(line.tax),
                    total=str(line.total),
                    until=line.until,
                )
                for line in each.lines
            ],
        )
        for each in shown.types
    ]


def _summary(event: Event) -> dict[str, Any]:
    venue = Venue(name=event.venue_name, address=event.venue_address, map_url=event.map_url)
    return {
        "slug": event.slug,
        "kind": event.kind,
        "status": event.status,
        "title": Words(es=event.title_es, en=event.title_en),
        "summary": Words(es=event.summary_es, en=event.summary_en),
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "dates_pending": event.dates_pending,
        "timezone": event.timezone,
        "venue": venue if event.venue_name else None,
        "online": bool(event.online_url),
        "capacity": event.capacity,
        "url": absolute(f"/eventos/{event.slug}"),
    }


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


api_events.query = (  # type: ignore[attr-defined]
    _parameter("kind", {"type": "string", "enum": [str(kind) for kind in EventKind]}),
    _parameter("month", {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}),
    _parameter("committee", {"type": "integer", "minimum": 1}),
    _parameter("q", {"type": "string", "maxLength": 120}),
    _parameter("page", {"type": "integer", "minimum": 1}),
)
api_event.query = (_parameter("company", {"type": "string", "maxLength": 80}),)  # type: ignore[attr-defined]

ROUTES = (
    ApiPage(
        "/api/v1/events",
        api_events,
        access=Access.PUBLIC,
        response_model=EventList,
        summary="Events ahead, or of a month",
    ),
    ApiPage(
        "/api/v1/events/{slug}", api_event, access=Access.PUBLIC, response_model=EventOut, summary="One event in full"
    ),
)
