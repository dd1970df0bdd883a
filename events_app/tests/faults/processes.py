"""Processes of the house that die at a named point, and the ones that come after them."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx

from events_app.core.faults import DEAD
from events_app.core.settings import settings
from events_app.tests.support.live_server import answering, child, environment_of, listening, web

WORKER = ("events_app.cli", "work")
PAST = 1200  # seconds: past the lease of a job whose worker died, and past the doubt about a message


@asynccontextmanager
async def server(database_url: str, **extra: str) -> "AsyncIterator[tuple[httpx.AsyncClient, subprocess.Popen[bytes]]]":
    """A web process and a client of it."""
    with listening() as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        environment = _environment(database_url, url) | extra
        with web(door, environment) as process:
            await answering(f"{url}/healthz")
            async with httpx.AsyncClient(base_url=url, timeout=30, headers={"Origin": url}) as client:
                yield client, process


@contextmanager
def worker(database_url: str, **extra: str) -> "Iterator[subprocess.Popen[bytes]]":
    with child(WORKER, _environment(database_url, settings().base_url) | extra) as process:
        yield process


@contextmanager
def worker_later(database_url: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A worker that comes when everything unfinished is long overdue."""
    with worker(database_url, CLOCK_OFFSET=str(settings().clock_offset + PAST)) as process:
        yield process


async def death_of(process: "subprocess.Popen[bytes]") -> bool:
    """Whether it died at the named point, and of nothing else."""
    return await asyncio.to_thread(process.wait, 60) == DEAD


def _environment(database_url: str, url: str) -> dict[str, str]:
    known = settings()
    twin = known.stripe_api_base or ""
    given = environment_of(database_url, known.data_dir, base_url=url, twin_url=twin)
    ours = {"STRIPE_SECRET_KEY": known.stripe_secret_key, "SMTP_URL": known.smtp_url}
    return given | {name: value for name, value in ours.items() if value}
