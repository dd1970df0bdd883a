"""The other parties of a payment as processes of their own, and our own application listening on a real port."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from events_app.tests.support import day

FIRST, LAST = 18_600, 18_999


def listener() -> socket.socket:
    """A socket on a free port, sought from a place of this test run's own; who connects early waits in line."""
    start = os.getpid() * 17 % (LAST - FIRST)
    for port in (FIRST + (start + step) % (LAST - FIRST) for step in range(LAST - FIRST)):
        found = socket.socket()
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", port))
        except OSError:
            found.close()
            continue
        found.listen(100)
        return found
    raise RuntimeError(f"no free port between {FIRST} and {LAST}")


def free_port() -> int:
    with contextlib.closing(listener()) as found:
        return int(found.getsockname()[1])


@contextlib.contextmanager
def process(module: str, *arguments: str, port: int, folder: Path | None = None) -> Iterator[str]:
    """Runs a module that answers HTTP on this port; gives its address, and ends it."""
    command = [sys.executable, "-m", module, "--port", str(port), *arguments]
    environment = {**os.environ, "ENV": "test", **day.told()}
    if folder is not None:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH"))))
    running = subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as waiting:
            waiting.get(url)
        yield url
    finally:
        running.terminate()
        running.wait(timeout=10)


@contextlib.contextmanager
def stand_in(*arguments: str, port: int | None = None) -> Iterator[str]:
    with process("events_app.payments.stripe_twin", *arguments, port=port or free_port()) as url:
        yield url


@dataclass
class House:
    """Our application on a real port; what it answered to webhooks can be waited for."""

    app: Starlette
    url: str = ""
    answers: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    @property
    def webhook(self) -> str:
        return f"{self.url}/webhooks/stripe"

    async def heard(self, count: int) -> list[int]:
        """The status codes of the next `count` webhooks."""
        return [await asyncio.wait_for(self.answers.get(), 20) for _ in range(count)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told: list[int] = []

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                told.append(message["status"])
            await send(message)

        await self.app(scope, receive, noted)
        if scope["type"] == "http" and scope["path"] == "/webhooks/stripe":
            self.answers.put_nowait(told[0])


class Server(uvicorn.Server):
    """A server that leaves signals to the test run."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@contextlib.asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[House]:
    house = House(app)
    with contextlib.closing(listener()) as line:
        house.url = f"http://127.0.0.1:{line.getsockname()[1]}"
        server = Server(uvicorn.Config(house, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
        running = asyncio.ensure_future(server.serve(sockets=[line]))
        yield house
        server.should_exit = True
        await running
