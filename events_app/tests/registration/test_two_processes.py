"""A hundred seats and three hundred registrations at once from two processes over real HTTP."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from events_app.core import clock
from events_app.core.settings import settings
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant
from events_app.tests.support.live_server import answering, environment_of, listening, web


@asynccontextmanager
async def two_servers(database_url: str) -> AsyncIterator[list[str]]:
    """The addresses of two web processes on one database."""
    addresses = []
    with ExitStack() as held:
        for _ in range(2):
            listener = held.enter_context(listening())
            addresses.append(f"http://127.0.0.1:{listener.getsockname()[1]}")
            folder = settings().data_dir
            held.enter_context(web(listener, environment_of(database_url, folder, base_url=addresses[-1])))
        await asyncio.gather(*(answering(f"{each}/healthz") for each in addresses))
        yield addresses


@pytest.mark.journey
async def test_a_hundred_seats_are_sold_to_exactly_a_hundred_of_three_hundred(db: str) -> None:
    starts = clock.now() + timedelta(days=9)
    event, _ = await make_event_with_seats(100, starts_at=starts, ends_at=starts + timedelta(hours=3))
    plant = await make_plant()
    for number in range(1, 301):
        await make_employee(plant, str(number))

    async with two_servers(db) as addresses:
        limits = httpx.Limits(max_connections=300)
        async with httpx.AsyncClient(timeout=120, limits=limits) as client:
            answers = await asyncio.gather(
                *(
                    client.post(
                        f"{addresses[number % 2]}/api/v1/events/{event.slug}/registrations",
                        json={"person": {"company": plant.slug, "employee_number": str(number), "surname": "Yáñez"}},
                        headers={"Idempotency-Key": f"race-{number}"},
                    )
                    for number in range(1, 301)
                )
            )

    assert Counter(each.status_code for each in answers) == {201: 100, 409: 200}
    assert len({each.json()["folio"] for each in answers if each.status_code == 201}) == 100
    await event.refresh_from_db()
    assert event.taken == 100
