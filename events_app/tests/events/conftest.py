"""The rates of IVA that app.py reads from the payments room, as they stand on a day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from events_app.events import taxes
from events_app.payments.engine.pricing import STARTING_RATES, rate_for


async def starting_rates(day: date) -> dict[str, Decimal]:
    return {rate.code: rate_for(STARTING_RATES, rate.code, day).rate for rate in STARTING_RATES}


@pytest.fixture(autouse=True)
def _rates(app: object) -> Iterator[None]:
    taxes.register(starting_rates)
    yield
