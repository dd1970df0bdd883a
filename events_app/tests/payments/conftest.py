"""A stand-in for Stripe in its own process, and seats that remember who was given one."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from events_app.core.settings import Settings, configure, settings
from events_app.payments import callbacks
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.processes import House, listening, stand_in


@dataclass
class Seats:
    """The room that sold the things: it gives `free` seats and keeps what it was told."""

    free: int = 10
    given: list[int] = field(default_factory=list)
    released: list[tuple[int, str]] = field(default_factory=list)
    refunded: list[int] = field(default_factory=list)
    held: list[tuple[int, datetime]] = field(default_factory=list)
    latest_at: datetime | None = None

    async def on_paid(self, reference_id: int, order_id: int, now: datetime) -> bool:
        if self.free <= 0:
            return False
        self.free -= 1
        self.given.append(reference_id)
        return True

    async def on_released(self, reference_id: int, now: datetime, reason: str) -> None:
        self.released.append((reference_id, reason))

    async def on_refunded(self, reference_id: int, order_id: int, now: datetime) -> None:
        self.refunded.append(reference_id)

    async def on_held(self, reference_id: int, until: datetime, now: datetime) -> None:
        self.held.append((reference_id, until))

    async def latest(self, reference_id: int) -> datetime | None:
        return self.latest_at

    async def link(self, reference_id: int) -> str | None:
        return f"/boleto-de-prueba/{reference_id}"


@pytest.fixture
def seats() -> Seats:
    made = Seats()
    callbacks.register(
        "seat",
        on_paid=made.on_paid,
        on_released=made.on_released,
        on_refunded=made.on_refunded,
        link=made.link,
        on_held=made.on_held,
        latest=made.latest,
    )
    return made


@pytest.fixture(scope="session")
def twin_url() -> Iterator[str]:
    with stand_in() as url:
        yield url


@pytest_asyncio.fixture
async def house(db: str, app: Starlette) -> AsyncIterator[House]:
    """The real application on a real port."""
    async with listening(app) as found:
        yield found


def speak_to(url: str, known: Settings) -> None:
    """Our settings, with this address in Stripe's place."""
    configure(replace(known, stripe_api_base=url))


@pytest.fixture
def twin(twin_url: str) -> Iterator[Twin]:
    """A fresh stand-in at the hour of the test; our settings point to it."""
    speak_to(twin_url, settings())
    with httpx.Client(base_url=twin_url, timeout=20) as http:
        http.post("/_twin/reset")
        fresh = Twin(http)
        fresh.later()
        fresh.webhooks("")
        yield fresh
    assert settings().stripe_api_base == twin_url
