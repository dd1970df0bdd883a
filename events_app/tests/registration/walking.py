"""Walking the registration's pages: the fields that a page carries on to the next step."""

import re
from datetime import timedelta
from typing import Any

from events_app.core import clock
from events_app.events.models import Event, TicketType
from events_app.tests.factories.registration import make_event_with_seats

KNOWN = {"step": "identify", "company": "arneses-del-desierto", "employee_number": "4821", "surname": "yanez"}


async def open_event(**over: object) -> tuple[Event, TicketType]:
    moment = clock.now()
    values = {"starts_at": moment + timedelta(days=9), "ends_at": moment + timedelta(days=9, hours=4)}
    return await make_event_with_seats(**(values | over))  # type: ignore[arg-type]


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def confirm(html: str, **over: str | list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: hidden(html, name) for name in ("who", "shown", "idempotency_key", "ticket_type")}
    return {"step": "confirm", **fields, **over}
