"""The world of this room's tests: it is always 20 November 2026, with the rates of IVA that the payments room has."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import pytest_asyncio

from events_app.core.access import Role
from events_app.core.settings import Settings, configure
from events_app.events import taxes
from events_app.payments.engine.pricing import STARTING_RATES, rate_for
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.events import NOW
from events_app.tests.support.browser import TestClient


async def starting_rates(day: date) -> dict[str, Decimal]:
    """What wiring.py hands over, from the rates that a new house begins with."""
    return {rate.code: rate_for(STARTING_RATES, rate.code, day).rate for rate in STARTING_RATES}


@pytest_asyncio.fixture
async def client(client: TestClient, app_settings: Settings) -> AsyncIterator[TestClient]:
    """The browser on a day that does not move with the calendar on the wall."""
    offset = (NOW - datetime.now(UTC)).total_seconds()
    configure(replace(app_settings, clock_offset=offset))
    yield client
    configure(app_settings)


@pytest.fixture(autouse=True)
def _rates(app: object) -> None:
    taxes.register(starting_rates)


@pytest_asyncio.fixture
async def office(client: TestClient) -> TestClient:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    return client
