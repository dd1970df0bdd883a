"""The house as people meet it: a web process, a worker and Stripe's stand-in, started beside the tests."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from tortoise.context import TortoiseContext

from events_app.core.database import orm_config
from events_app.core.settings import settings
from events_app.tests.support import day

ROOT = Path(__file__).parents[3]
PORTS = range(19_000, 32_000)  # below those that the system lends to outgoing connections
SECRET = "t" * 40
WEBHOOK_SECRET = "whsec_browser_tests"


@dataclass(frozen=True)
class LiveServer:
    """`base_url` is where the browser finds it; `twin_url` is Stripe's stand-in; `data` reaches its database.

    `clock_offset` is what its processes add to the real clock.
    """

    base_url: str
    database_url: str
    twin_url: str
    data: TortoiseContext
    clock_offset: float

    def url(self, path: str) -> str:
        return self.base_url + path


@asynccontextmanager
async def serving(database_url: str, folder: Path) -> AsyncIterator[LiveServer]:
    """The processes on this migrated database; all are gone afterwards, even when the tests are killed."""
    with ExitStack() as held:
        listener = held.enter_context(listening())
        twin = held.enter_context(listening())
        base_url, twin_url = (f"http://127.0.0.1:{each.getsockname()[1]}" for each in (listener, twin))
        offset = settings().clock_offset
        environment = environment_of(database_url, folder, base_url=base_url, twin_url=twin_url)
        held.enter_context(web(listener, environment))
        held.enter_context(child(("events_app.cli", "work"), environment))
        twin.close()
        held.enter_context(child(twin_words(twin_url, base_url), environment))
        async with reaching(database_url) as data:
            await asyncio.gather(answering(f"{base_url}/healthz"), answering(f"{twin_url}/"))
            yield LiveServer(base_url, database_url, twin_url, data, offset)


@asynccontextmanager
async def reaching(database_url: str) -> AsyncIterator[TortoiseContext]:
    """The house's database, for whoever enters it with `with`; nobody else's queries stray into it."""
    data = TortoiseContext()
    with data:
        await data.init(config=orm_config(database_url, pool=4))
    try:
        yield data
    finally:
        with data:
            await data.close_connections()


def web(listener: socket.socket, environment: dict[str, str]) -> "AbstractContextManager[subprocess.Popen[bytes]]":
    """A web process on a socket of ours, so that nobody else can take its port in between."""
    descriptor = listener.fileno()
    return child(("events_app.commands.web", str(descriptor)), environment, shared=(descriptor,))


def twin_words(twin_url: str, base_url: str) -> tuple[str, ...]:
    port, webhook = twin_url.rsplit(":", 1)[1], f"{base_url}/webhooks/stripe"
    words = ("--port", port, "--webhook-url", webhook, "--secret", WEBHOOK_SECRET)
    return ("events_app.payments.stripe_twin", *words)


def environment_of(database_url: str, folder: Path, *, base_url: str, twin_url: str = "") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return kept | {
        "ENV": "test",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "BASE_URL": base_url,
        "SECRET_KEY": SECRET,
        "RATE_LIMIT_FACTOR": "1000",
        "TWO_PEOPLE_OVER_MXN": "5000",
        "STRIPE_SECRET_KEY": "sk_test_twin",
        "STRIPE_API_BASE": twin_url,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        **day.told(),
    }


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A socket on a free port of ours, far from other workers of the same test run."""
    first = os.getpid() % 1_000 * 13
    for step in range(len(PORTS)):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", PORTS[(first + step) % len(PORTS)]))
                listener.listen(512)
            except OSError:
                continue
            yield listener
            return
    raise RuntimeError("no port is free")


@contextmanager
def child(
    words: Sequence[str], environment: dict[str, str], *, shared: Sequence[int] = ()
) -> "Iterator[subprocess.Popen[bytes]]":
    """A process that leaves with us, however we go; `shared` descriptors stay open in it."""
    lifeline, ours = os.pipe()
    command = [sys.executable, "-m", "events_app.commands.child", str(lifeline), *words]
    try:
        with subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=(lifeline, *shared)) as process:
            try:
                yield process
            finally:
                process.terminate()
                _wait(process)
    finally:
        os.close(lifeline)
        os.close(ours)


def _wait(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()


async def answering(address: str) -> None:
    """Returns once something answers there, whatever it says."""
    transport = httpx.AsyncHTTPTransport(retries=12)
    async with httpx.AsyncClient(transport=transport, timeout=60) as client:
        await client.get(address)
