"""A stand-in for Stripe in its own process, and seats that remember who was given one."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest

from events_app.core.settings import Settings, configure, settings
from events_app.payments import callbacks
from events_app.tests.payments.peer import Twin


@dataclass
class Seats:
    """The room that sold the things: it gives `free` seats and keeps what it was told."""

    free: int = 10
    given: list[int] = field(default_factory=list)
    released: list[tuple[int, str]] = field(default_factory=list)
    refunded: list[int] = field(default_factory=list)

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

    async def link(self, reference_id: int) -> str | None:
        return f"/boleto-de-prueba/{reference_id}"


@pytest.fixture
def seats() -> Seats:
    made = Seats()
    callbacks.register(
        "seat", on_paid=made.on_paid, on_released=made.on_released, on_refunded=made.on_refunded, link=made.link
    )
    return made


@pytest.fixture(scope="session")
def twin_url() -> Iterator[str]:
    port = _free_port()
    environment = {**os.environ, "ENV": "test", "CLOCK_OFFSET": "0"}
    command = [sys.executable, "-m", "events_app.payments.stripe_twin", "--port", str(port)]
    process = subprocess.Popen(command, env=environment)
    url = f"http://127.0.0.1:{port}"
    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport) as waiting:
        waiting.get(f"{url}/_twin/state")
    yield url
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def twin(twin_url: str, app_settings: Settings) -> Iterator[Twin]:
    """A fresh stand-in; our settings point to it."""
    known: dict[str, Any] = {name: getattr(app_settings, name) for name in Settings.__dataclass_fields__}
    configure(Settings(**known | {"stripe_api_base": twin_url}))
    with httpx.Client(base_url=twin_url, timeout=20) as http:
        http.post("/_twin/reset")
        yield Twin(http)
    assert settings().stripe_api_base == twin_url
    configure(app_settings)


def _free_port() -> int:
    for port in range(18600, 18999):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port between 18600 and 18999")
