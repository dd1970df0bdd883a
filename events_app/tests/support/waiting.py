"""Asks again until it is so: for what another process does a moment later."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 30.0
BETWEEN = 0.05


async def eventually(ask: Callable[[], Awaitable[T]], *, what: str, seconds: float = PATIENCE) -> T:
    """The first answer that counts as true; fails with `what` was awaited when none came in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    pause = asyncio.Event()
    while True:
        answer = await ask()
        if answer:
            return answer
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        asyncio.get_running_loop().call_later(BETWEEN, pause.set)
        await pause.wait()
        pause.clear()
