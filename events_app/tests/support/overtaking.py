"""Lets work stand at a lock until somebody else has written and committed: a race that ends the same way each time."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

import asyncpg

from events_app.core.versions import address
from events_app.tests.support.waiting import eventually

STANDS = (
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)

# What a statement suffers that takes too long.
CANCEL_WAITING = """
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def overtaken(
    database: str,
    *works: Awaitable[Any],
    locks: Sequence[str],
    written: Sequence[str] = (),
    meanwhile: Awaitable[Any] | None = None,
) -> list[Any]:
    """What each of the `works` gave or raised. Another connection takes the `locks`, lets every one of them run into
    a lock, in their order, and then commits what it has `written`, once what is done `meanwhile` is done."""
    # The one that looks has no transaction: within one PostgreSQL shows the others as they were at first.
    other, looking = [await asyncpg.connect(**address(database)) for _ in range(2)]
    running: list[asyncio.Future[Any]] = []

    async def all_stand() -> bool:
        return bool((await looking.fetchrow(STANDS))["n"] >= len(running))

    async with other.transaction():
        for each in locks:
            await other.execute(each)
        for work in works:
            running.append(asyncio.ensure_future(work))
            await eventually(all_stand, what="the work waits for a lock")
        if meanwhile is not None:
            await meanwhile
        for each in written:
            await other.execute(each)
    await other.close()
    await looking.close()
    return await asyncio.gather(*running, return_exceptions=True)
