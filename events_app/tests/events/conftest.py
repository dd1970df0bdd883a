"""The world of this room's tests, with the rates of IVA that the payments room has."""

from datetime import date
from decimal import Decimal

import pytest
import pytest_asyncio

from events_app.core.access import Role
from events_app.events import taxes
from events_app.payments.engine.pricing import STARTING_RATES, rate_for
from events_app.tests.factories.accounts import make_user
from events_app.tests.support.browser import TestClient


async def starting_rates(day: date) -> dict[str, Decimal]:
    """What wiring.py hands over, from the rates that a new house begins with."""
    return {rate.code: rate_for(STARTING_RATES, rate.code, day).rate for rate in STARTING_RATES}


@pytest.fixture(autouse=True)
def _rates(app: object) -> None:
    taxes.register(starting_rates)


@pytest_asyncio.fixture
async def office(client: TestClient) -> TestClient:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    return client
