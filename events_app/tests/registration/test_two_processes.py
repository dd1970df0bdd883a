"""A hundred seats and three hundred registrations at once from two processes over real HTTP."""

import asyncio
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from events_app.core import clock
from events_app.core.settings import settings
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant

ROOT = Path(__file__).parents[3]
SERVE = """
import sys, uvicorn
from events_app.app import create_app
uvicorn.run(create_app(sys.argv[1], pool=8), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""


def free_port() -> int:
    for port in range(18_300, 18_900):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no port is free")


@contextmanager
def two_servers(database_url: str) -> Iterator[list[str]]:
    environment = os.environ | {
        "ENV": "test",
        "DATA_DIR": str(settings().data_dir),
        "SECRET_KEY": settings().secret_key,
        "RATE_LIMIT_FACTOR": "1000",
    }
    servers, addresses = [], []
    try:
        for _ in range(2):
            port = free_port()
            command = [sys.executable, "-c", SERVE, database_url, str(port)]
            servers.append(subprocess.Popen(command, cwd=ROOT, env=environment))
            addresses.append(f"http://127.0.0.1:{port}")
            _wait(addresses[-1])
        yield addresses
    finally:
        for server in servers:
            server.terminate()
            server.wait(timeout=20)


def _wait(address: str) -> None:
    transport = httpx.HTTPTransport(retries=10)
    with httpx.Client(transport=transport, timeout=30) as client:
        assert client.get(f"{address}/healthz").status_code == 200


@pytest.mark.journey
async def test_a_hundred_seats_are_sold_to_exactly_a_hundred_of_three_hundred(db: str) -> None:
    starts = clock.now() + timedelta(days=9)
    event, _ = await make_event_with_seats(100, starts_at=starts, ends_at=starts + timedelta(hours=3))
    plant = await make_plant()
    for number in range(1, 301):
        await make_employee(plant, str(number))

    with two_servers(db) as addresses:
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
