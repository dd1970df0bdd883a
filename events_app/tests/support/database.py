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
        """Deleting a few rows is many times faster than TRUNCATE, which makes new files for every index."""
        dirty = await self._written()
        emptied = [f'DELETE FROM "{each}" WHERE id > {self.seeded.get(each, 0)}' for each in dirty]
        restarted = [
            f"SELECT setval(pg_get_serial_sequence('{each}', 'id'), {self.seeded.get(each, 0) + 1}, false)"
            for each in dirty
        ]
        script = ["BEGIN", "SET LOCAL session_replication_role = replica", *emptied, *restarted, "COMMIT"]
        await Tortoise.get_connection("default").execute_script("; ".join(script))

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
