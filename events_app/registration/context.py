"""What the registration pages ask of a request: its event, the poster it comes from, what day it is."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.clock import local
from events_app.core.pages import actor, page
from events_app.events.engine.sale import Sale, sale_state
from events_app.events.kinds import Visibility
from events_app.events.models import Event
from events_app.events.queries import event_for
from events_app.events.when import until
from events_app.registration.queries import expired_seats


async def event_of(request: Request) -> Event:
    """The event in the address, as far as this person, or the people of the poster's company, may see it.

    Raises NotFound.
    """
    return await event_for(actor(request), str(request.path_params["slug"]), poster(request))


def poster(request: Request) -> str:
    """The slug of the company that the link names."""
    return request.query_params.get("empresa", "")[:80].replace("\0", "")


def key_of(request: Request, event: Event) -> str:
    """What every link and form of a closed event carries, because nothing else opens it."""
    slug = poster(request)
    return f"?empresa={quote(slug)}" if slug and event.visibility != Visibility.PUBLIC else ""


def open_for_sale(event: Event, now: datetime) -> str | None:
    """None when one may register now; otherwise the word for why not (too_early, closed, cancelled, …).

    A full event is for the guarded write to tell: a hold may run out between the question and the answer.
    """
    state = sale_state(event, now)
    return None if state.value in ("open", "full") else str(state.value)


async def is_full(event: Event, now: datetime) -> bool:
    """Whether to spare somebody the form; seats of holds that are over count as free."""
    if sale_state(event, now).value is not Sale.FULL:
        return False
    return sale_state(event, now, await expired_seats(event.id, now)).value is Sale.FULL


def show(request: Request, event: Event, **context: Any) -> Response:
    """A page under the strip that names the event and its day."""
    day = local(event.starts_at, event.timezone)
    return page(request, event=event, day=day, key=key_of(request, event), until=until, **context)


def address_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def today(request: Request) -> date:
    now: datetime = request.state.now
    return local(now).date()
