"""Asking for a seat in tests: an event with a price, a company that somebody coordinates, the way to the ticket."""

from events_app.core.access import Grant, Role
from events_app.directory.models import Company
from events_app.events.models import Event, Price, TicketType
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import (
    make_plant,
    make_tax_rule,
)
from events_app.tests.registration.walking import KNOWN, confirm, open_event
from events_app.tests.support.browser import TestClient


async def priced_event(net: int = 10_000, **over: object) -> tuple[Event, TicketType]:
    event, ticket_type = await open_event(**over)
    if net:
        await Price.create(ticket_type=ticket_type, audience="public", net_amount=net)
        await make_tax_rule()
    return event, ticket_type


async def coordinated_plant(name: str = "Arneses del Desierto") -> Company:
    plant = await make_plant(name)
    await make_user(name="Norma Ruiz", roles=(Grant(Role.COORDINATOR, f"company:{plant.id}"),))
    return plant


async def ask(client: TestClient, event: Event, **answers: str) -> str:
    """Walks to the last step and confirms; gives the way to the ticket."""
    shown = await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)
    done = await client.post(f"/eventos/{event.slug}/registro", data=confirm(shown.text, **answers))
    assert done.status_code == 303, done.text
    return done.headers["location"].split("?")[0]
