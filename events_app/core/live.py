"""Live pages: what happens in one process is told to the open pages of all of them, as server-sent events.

`announce` never speaks inside a transaction: after the commit it waits a blink, joins what was said about the same
channel meanwhile, and sends one NOTIFY. An announcement is a hint, never the truth: the truth is in the tables.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from events_app.core import metrics
from events_app.core.database import after_commit
from events_app.core.live_hub import Listener, Notice, close_hub, hub

__all__ = ["Event", "Listener", "Notice", "announce", "close", "listening", "ready", "stream"]

HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 900.0
RETRY_MILLISECONDS = 3_000


@dataclass(frozen=True)
class Event:
    """One server-sent event: its name (htmx: `sse-swap="name"`) and its text, usually HTML."""

    name: str
    text: str


Render = Callable[[Notice], Awaitable[Event | str | None]]


async def announce(channel: str, data: dict[str, Any]) -> None:
    """Tells every process that `channel` changed, once the transaction has committed; `data` must be JSON-able."""

    async def say() -> None:
        hub().say(channel, data)

    await after_commit(say)


def stream(request: Request, channels: Sequence[str], render: Render) -> StreamingResponse:
    """An endless answer: `render` turns each notice into an event, its text ("message") or nothing.

    On opening, and again whenever news may have been lost, `render` gets a notice with `resync` for each channel:
    answer it with the whole present state, or with nothing when the page has it. The stream ends after a while, so
    that the browser must ask, and be allowed, anew.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    body = _events(request, tuple(channels), render)
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


@contextmanager
def listening(*channels: str) -> Iterator[Listener]:
    """A listener on these channels for as long as the block lasts."""
    present, listener = hub(), Listener(channels)
    present.join(listener)
    try:
        yield listener
    finally:
        present.leave(listener)


async def ready() -> None:
    """Waits until this process hears what is announced."""
    await hub().connected.wait()


async def close() -> None:
    """Ends every stream of this process and its connection; the server calls it when it stops."""
    await close_hub()


async def _events(request: Request, channels: tuple[str, ...], render: Render) -> AsyncIterator[bytes]:
    clock = asyncio.get_running_loop().time
    ends = clock() + LONGEST_SECONDS
    with metrics.STREAMS.track_inprogress(), listening(*channels) as listener:
        listener.resync()
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        while clock() < ends and not listener.closed and not await request.is_disconnected():
            notice = await listener.next(HEARTBEAT_SECONDS)
            if notice is None:
                yield b": still here\n\n"
                continue
            event = await render(notice)
            if event is not None:
                yield _written(event)
            elif notice.resync:
                yield b": up to date\n\n"


def _written(event: Event | str) -> bytes:
    named = Event("message", event) if isinstance(event, str) else event
    name = "".join(named.name.split())
    lines = "".join(f"data: {line}\n" for line in named.text.splitlines() or [""])
    return f"event: {name}\n{lines}\n".encode()
