"""A crowd of clients that costs little itself: kept connections, requests written beforehand, every answer timed."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

WARM = 64


@dataclass
class Run:
    """What a crowd met: seconds on the clock, seconds of each answer, how often each status, and the bodies."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.waits)
        return 1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def only(self, status: int) -> "Run":
        """Itself, when every answer had this status: a fast refusal is no figure."""
        if set(self.statuses) != {status}:
            raise RuntimeError(f"answers other than {status}: {dict(self.statuses)}")
        return self


@dataclass(frozen=True)
class Ask:
    """One request, for the crowd as bytes and for anybody else in its parts."""

    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        content = b"" if self.body is None else json.dumps(self.body).encode()
        told = {"Host": "localhost", "Accept-Encoding": "gzip", **self.headers}
        if content:
            told |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return f"{self.method} {self.path} HTTP/1.1\r\n{lines}\r\n".encode() + content


async def crowd(url: str, asks: Iterable[Ask], *, at_once: int, seconds: float = 15.0, warm: int = WARM) -> Run:
    """Sends these over `at_once` connections, each the next one when its answer is there.

    The first `warm` are not counted; no new one is sent after `seconds`.
    """
    place = urlsplit(url)
    host, port = place.hostname or "localhost", place.port or 80
    lines = [await asyncio.open_connection(host, port) for _ in range(at_once)]
    waiting = iter([each.raw for each in asks])
    await asyncio.gather(*(_ask(line, _few(waiting, warm // at_once), Run(), perf_counter() + 60) for line in lines))
    run, started = Run(), perf_counter()
    await asyncio.gather(*(_ask(line, waiting, run, started + seconds) for line in lines))
    run.seconds = perf_counter() - started
    for _, writer in lines:
        writer.close()
    return run


def _few(waiting: Iterator[bytes], count: int) -> Iterable[bytes]:
    return [each for each, _ in zip(waiting, range(count), strict=False)] if count else []


async def _ask(
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter], waiting: Iterable[bytes], run: Run, deadline: float
) -> None:
    reader, writer = line
    for each in waiting:
        started = perf_counter()
        if started > deadline:
            return
        writer.write(each)
        status, body = await _answer(reader)
        run.waits.append(perf_counter() - started)
        run.statuses[status] += 1
        run.bodies.append(body)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return status, await reader.readexactly(int(value))
    raise RuntimeError(f"an answer without a length: {head!r}")
