"""Run as a process: clients enter a transaction and hang up; prints how many connections stay inside one."""

import asyncio
import sys

import asyncpg
from tortoise.transactions import in_transaction

from events_app.core.database import opened, rows, tx
from events_app.core.versions import address

IDLE = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'
"""


async def shielded() -> None:
    async def body() -> None:
        await rows("SELECT 1")

    await tx(body)


async def bare() -> None:
    async with in_transaction("default"):
        await rows("SELECT 1")


async def main(url: str, door: str, rounds: int) -> None:
    body = {"tx": shielded, "bare": bare}[door]
    outside = await asyncpg.connect(**address(url))
    async with opened(url, pool=5):
        leaked = 0
        for turn in range(rounds):
            work = asyncio.ensure_future(body())
            # Later rounds hang up later: on a busy machine PostgreSQL's answers take many turns of the loop.
            for _ in range(turn % 30 * 4 ** (turn // 100)):
                await asyncio.sleep(0)
            work.cancel()
            await asyncio.wait([work], timeout=2)
            leaked = max(leaked, await stuck(outside))
            if leaked >= 3:
                break
        print(leaked)
        sys.stdout.flush()
    await outside.close()


async def stuck(outside: asyncpg.Connection) -> int:
    """Connections that stay inside a transaction at three looks in a row."""
    counts = [int(await outside.fetchval(IDLE)) for _ in range(3)]
    return min(counts)


if __name__ == "__main__":
    asyncio.run(asyncio.wait_for(main(sys.argv[1], sys.argv[2], int(sys.argv[3])), 90))
