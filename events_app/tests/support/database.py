"""Counts SQL statements and empties the tables that a test wrote to."""

from types import TracebackType
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionHolder
from tortoise import Tortoise

from events_app.core.database import rows

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT PG_ADVISORY_UNLOCK_ALL", "SELECT 1 --")


class Cleaner:
    """Deletes every row that a test left, whatever the triggers say, and starts the ids again."""

    def __init__(self) -> None:
        self.tables: list[str] = []
        self.seeded: dict[str, int] = {}

    async def learn(self) -> None:
        """Which tables there are, and how far the rows reach that the migrations themselves wrote."""
        found = await rows(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations'"
        )
        self.tables = [each["tablename"] for each in found]
        for table in await self._written():
            self.seeded[table] = (await rows(f'SELECT max(id) AS id FROM "{table}"'))[0]["id"]

    async def clean(self) -> None:
        for table, last in self.seeded.items():
            await rows(f'DELETE FROM "{table}" WHERE id > {last}')
        dirty = [each for each in await self._written() if each not in self.seeded]
        if dirty:
            names = ", ".join(f'"{each}"' for each in dirty)
            await rows(f"TRUNCATE {names} RESTART IDENTITY CASCADE")

    async def _written(self) -> list[str]:
        asked = " UNION ALL ".join(
            f"SELECT '{each}' AS t WHERE EXISTS (SELECT 1 FROM \"{each}\")" for each in self.tables
        )
        return [each["t"] for each in await rows(asked)]


class Statements:
    """Listens to every connection of the pool while it is open."""

    def __init__(self) -> None:
        self.sql: list[str] = []

    @property
    def count(self) -> int:
        return len(self.sql)

    async def __aenter__(self) -> "Statements":
        for connection in await self._connections():
            connection.add_query_logger(self._heard)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in await self._connections():
            connection.remove_query_logger(self._heard)

    def _heard(self, record: Any) -> None:
        text = " ".join(record.query.split())
        if not text.upper().startswith(NOT_COUNTED):
            self.sql.append(text)

    async def _connections(self) -> list[asyncpg.Connection]:
        """All connections of the pool, opened first so that none joins later unheard."""
        client: Any = Tortoise.get_connection("default")
        holders: list[PoolConnectionHolder] = client._pool._holders
        for holder in holders:
            if holder._con is None:
                await holder.connect()
        return [holder._con for holder in holders if holder._con is not None]
