"""Draws the parts of a page that change while people play, once for everybody who looks at the same ones."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import StreamingResponse

from events_app.core import live
from events_app.core.live import Event, Notice

FOLDER = "events_app/tournaments"
MOST_KEPT = 256
Facts = tuple[object, ...]
T = TypeVar("T")


@dataclass
class Drawn:
    """The HTML of each part, and the messages made of them so far."""

    parts: dict[str, str]
    _messages: dict[tuple[str, ...], str] = field(default_factory=dict)

    def changed_from(self, before: "Drawn | None") -> tuple[str, ...]:
        known = before.parts if before is not None else {}
        return tuple(name for name, html in self.parts.items() if known.get(name) != html)

    def message(self, names: tuple[str, ...]) -> str:
        """Those parts as JSON, written once however many listen."""
        if names not in self._messages:
            self._messages[names] = json.dumps({name: self.parts[name] for name in names})
        return self._messages[names]


@dataclass(frozen=True)
class Watch:
    """What a stream follows: its channels, how to learn the versions, and how to draw for them.

    `key` says who sees the same: page, language, followed team. `seen` is the version that the page was drawn from.
    """

    channels: Sequence[str]
    key: tuple[object, ...]
    facts: Callable[[], Awaitable[Facts]]
    draw: Callable[[], Awaitable[dict[str, str]]]
    seen: str = ""


def version(facts: Facts) -> str:
    """A short name for what a page was drawn from."""
    return sha256(repr(facts).encode()).hexdigest()[:16]


def stream(request: Request, watch: Watch) -> StreamingResponse:
    """Tells an open page its parts that changed, as one JSON object by name; the first time only if it is not fresh."""
    last: list[Drawn] = []

    async def render(notice: Notice) -> Event | None:
        facts = await _facts_at(notice, watch)
        drawn = await _once((*watch.key, facts), lambda: _draw(watch))
        if not last:
            last.append(drawn)
            # What was drawn may already be newer than the page, if something changed after the versions were read.
            fresh = version(facts) == watch.seen and await watch.facts() == facts
            return None if fresh else Event("parts", drawn.message(tuple(drawn.parts)))
        names, last[0] = drawn.changed_from(last[0]), drawn
        return Event("parts", drawn.message(names)) if names else None

    return live.stream(request, watch.channels, render)


async def _draw(watch: Watch) -> Drawn:
    return Drawn(await watch.draw())


async def _facts_at(notice: Notice, watch: Watch) -> Facts:
    """The versions, asked for once for all who hear the same news; whoever looks again asks alone."""
    if notice.resync:
        return await watch.facts()
    heard = _heard.get(notice.channel)
    if heard is None or heard[0] is not notice:
        heard = _heard[notice.channel] = (notice, _begin(watch.facts()))
        _forget_old(_heard)
    return await asyncio.shield(heard[1])


async def _once(key: tuple[object, ...], draw: Callable[[], Coroutine[Any, Any, Drawn]]) -> Drawn:
    """The drawing for the key; who comes while it is drawn waits for the same one."""
    task = _drawings.get(key)
    if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
        task = _drawings[key] = _begin(draw())
        _forget_old(_drawings)
    return await asyncio.shield(task)


def _begin(work: Awaitable[T]) -> "asyncio.Task[T]":
    async def run() -> T:
        return await work

    return asyncio.get_running_loop().create_task(run())


def _forget_old(kept: "OrderedDict[Any, Any]") -> None:
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)


_heard: OrderedDict[str, tuple[Notice, "asyncio.Task[Facts]"]] = OrderedDict()
_drawings: OrderedDict[tuple[object, ...], "asyncio.Task[Drawn]"] = OrderedDict()
