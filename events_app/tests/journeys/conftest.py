"""A house of its own for the journeys, with a company, its employee and an event on sale."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from events_app.accounts.models import User
from events_app.core import clock
from events_app.core.access import Role
from events_app.directory.models import Company, Person
from events_app.events.models import Event, TicketType
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.events import make_price
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant
from events_app.tests.support.live_server import LiveServer, serving
from events_app.tests.support.template import copied

PASSWORD = "nopal-cardon-saguaro-81"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@dataclass(frozen=True)
class Town:
    """The house, and who lives by it: members pay 1,200.00 and everybody else 2,100.00, with 16 % tax on top."""

    house: LiveServer
    folder: Path
    company: Company
    person: Person
    event: Event
    ticket_type: TicketType
    office: User

    @property
    def poster(self) -> str:
        return f"/eventos/{self.event.slug}?empresa={self.company.slug}"


@pytest_asyncio.fixture
async def town(server_url: str, data_dir: Path, tmp_path: Path) -> AsyncIterator[Town]:
    """A fresh database and fresh processes for every journey: `doctor` judges all that is in it."""
    async with copied(server_url, data_dir, f"journey_{os.getpid()}") as url, serving(url, tmp_path) as house:
        with house.data:
            yield await _settle(house, tmp_path)


async def _settle(house: LiveServer, folder: Path) -> Town:
    starts = clock.now() + timedelta(hours=3)
    event, ticket_type = await make_event_with_seats(
        40, net=210_000, title_es="Foro de talento", starts_at=starts, ends_at=starts + timedelta(hours=4)
    )
    await make_price(ticket_type, "regular", 120_000)
    company = await make_plant()
    person = await make_employee(company, "04821", "Guadalupe", "Yáñez", "Peñúñuri")
    office = await make_user("Mariana Bórquez", email="mariana@correo.example", roles=[Role.OFFICE], password=PASSWORD)
    return Town(house, folder, company, person, event, ticket_type, office)
