"""The door's worlds: an event, a gate, a phone at it and a ticket."""

from dataclasses import dataclass
from typing import Any

import pytest_asyncio

from events_app.checkin.models import Gate
from events_app.directory.models import Company
from events_app.events.models import Event, TicketType
from events_app.registration.engine.wanted import Applicant
from events_app.tests.factories.checkin import Phone, make_gate, make_phone
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.support.browser import TestClient


@dataclass(frozen=True)
class World:
    event: Event
    ticket_type: TicketType
    gate: Gate
    phone: Phone
    company: Company

    async def ticket(self, number: str, given: str = "Guadalupe", paternal: str = "Yáñez", **over: Any) -> str:
        """The code of a new confirmed ticket (or held, with a price)."""
        person = await make_employee(self.company, number, given, paternal)
        applicant = Applicant(name=person.full_name, person_id=person.id, company_id=self.company.id)
        values: dict[str, Any] = {"ticket_type": self.ticket_type, "applicant": applicant} | over
        receipt = await make_registration(self.event, values.pop("ticket_type"), person, **values)
        return receipt.code


@pytest_asyncio.fixture
async def world(client: TestClient) -> World:
    """`client` has handed the door its resolvers when the application was made."""
    event, ticket_type = await make_event_with_seats()
    gate = await make_gate(event)
    return World(event, ticket_type, gate, await make_phone(gate), await make_plant())
