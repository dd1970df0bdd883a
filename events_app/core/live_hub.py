"""This process's one connection for LISTEN/NOTIFY: it hears, tells its listeners, and comes back when it is cut."""

import asyncio
import contextvars
import json
import logging
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from tortoise import Tortoise

log = logging.getLogger(__name__)

TOPIC = "convoca"
BLINK_SECONDS = 0.05
QUEUE_LENGTH = 64
LONGEST_PAYLOAD = 7_000
RECONNECT_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0)
_LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


@dataclass(frozen=True)
class Notice:
    """Something changed on a channel; with `resync` what went before may be missing, so look at the tables again."""

    channel: str
    data: dict[str, Any] = field(default_factory=dict)
    resync: bool = False


class Listener:
    """A short queue of notices; when it overflows, it is emptied and replaced by one resync for each channel."""

    def __init__(self, channels: tuple[str, ...]) -> None:
        self.channels = channels
        self.closed = False
        self._queue: deque[Notice] = deque()
        self._news = asyncio.Event()

    def tell(self, notice: Notice) -> None:
        if len(self._queue) >= QUEUE_LENGTH:
            self.resync()
        else:
            self._queue.append(notice)
            self._news.set()

    def resync(self) -> None:
        self._queue.clear()
        self._queue.extend(Notice(channel, resync=True) for channel in self.channels)
        self._news.set()

    def close(self) -> None:
        self.closed = True
        self._news.set()

    def drain(self) -> None:
        """Forgets what was heard, for a listener that only wanted to be woken."""
        self._queue.clear()

    async def next(self, timeout: float) -> Notice | None:
        """The next notice, or None when nothing was said for `timeout` seconds or the hub closed."""
        if not self._queue and not self.closed:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), timeout)
        return self._queue.popleft() if self._queue else None


class Hub:
    """Everything live in this process: its listeners, what it has yet to say, and the connection for both."""

    def __init__(self, address: dict[str, Any]) -> None:
        self.address = address
        self.loop = asyncio.get_running_loop()
        self.listeners: dict[str, set[Listener]] = {}
        self.connected = asyncio.Event()
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._pending: dict[str, dict[str, Any]] = {}
        self._saying: asyncio.Task[None] | None = None
        self._retiring: asyncio.Task[None] | None = None
        self._holding = self._start(self._hold())

    def join(self, listener: Listener) -> None:
        for channel in listener.channels:
            self.listeners.setdefault(channel, set()).add(listener)

    def leave(self, listener: Listener) -> None:
        for channel in listener.channels:
            present = self.listeners.get(channel, set())
            present.discard(listener)
            if not present:
                self.listeners.pop(channel, None)

    def say(self, channel: str, data: dict[str, Any]) -> None:
        """Queues the news; what is said about one channel within a blink is joined, the latest value of each key."""
        self._pending[channel] = self._pending.get(channel, {}) | data
        if self._saying is None or self._saying.done():
            self._saying = self._start(self._say_soon())

    def retire(self) -> None:
        """Closes in the background, for a hub that another one replaces."""
        self._retiring = self._start(self.close())

    async def close(self) -> None:
        if self._saying is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._saying), 1)
            self._saying.cancel()
        for listener in {each for present in self.listeners.values() for each in present}:
            listener.close()
        self._holding.cancel()
        await asyncio.gather(self._holding, return_exceptions=True)

    def _start(self, work: Any) -> asyncio.Task[None]:
        # A task inherits the context it is born in: an open transaction must not follow it.
        return contextvars.Context().run(self.loop.create_task, work)

    async def _hold(self) -> None:
        failures = 0
        while True:
            try:
                await self._listen_until_cut()
                failures = 0
            except _LOST as error:
                log.warning("live connection failed", extra={"error": type(error).__name__})
            await asyncio.sleep(RECONNECT_SECONDS[min(failures, len(RECONNECT_SECONDS) - 1)])
            failures += 1

    async def _listen_until_cut(self) -> None:
        connection = await asyncpg.connect(**self.address, timeout=10)
        try:
            cut = asyncio.Event()
            connection.add_termination_listener(lambda _connection: cut.set())
            await connection.add_listener(TOPIC, self._heard)
            self._connection = connection
            self.connected.set()
            for listener in {each for present in self.listeners.values() for each in present}:
                listener.resync()
            await cut.wait()
        finally:
            self._connection = None
            self.connected.clear()
            connection.terminate()

    async def _say_soon(self) -> None:
        while self._pending:
            await asyncio.sleep(BLINK_SECONDS)
            await self.connected.wait()
            pending, self._pending = self._pending, {}
            try:
                await self._notify([_payload(channel, data) for channel, data in pending.items()])
            except _LOST:
                self._pending = pending | self._pending

    async def _notify(self, payloads: list[str]) -> None:
        if self._connection is None:
            raise ConnectionResetError
        await self._connection.execute("SELECT pg_notify($1, said) FROM unnest($2::text[]) AS said", TOPIC, payloads)

    def _heard(self, _connection: Any, _pid: int, _topic: str, payload: Any) -> None:
        said = json.loads(payload)
        data = said.get("d")
        notice = Notice(said["c"], data or {}, resync=data is None)
        for listener in tuple(self.listeners.get(notice.channel, ())):
            listener.tell(notice)


class _Holder:
    hub: Hub | None = None


def hub() -> Hub:
    """This process's hub, opened at the first call and again when the event loop or the database is another one."""
    client: Any = Tortoise.get_connection("default")
    names = ("host", "port", "user", "password", "database")
    address = {name: getattr(client, name) for name in names} | {"server_settings": {"application_name": "live"}}
    current = _Holder.hub
    if current is None or current.loop is not asyncio.get_running_loop() or current.address != address:
        if current is not None and current.loop is asyncio.get_running_loop():
            current.retire()
        current = _Holder.hub = Hub(address)
    return current


async def close_hub() -> None:
    """Says what is left, ends the open streams and closes the connection; the process is going."""
    current, _Holder.hub = _Holder.hub, None
    if current is not None and current.loop is asyncio.get_running_loop():
        await current.close()


def _payload(channel: str, data: dict[str, Any]) -> str:
    text = json.dumps({"c": channel, "d": data}, separators=(",", ":"), default=str)
    return text if len(text) <= LONGEST_PAYLOAD else json.dumps({"c": channel, "d": None})
