"""Databases for tests: each a copy of one template that was migrated once for every state of the migrations."""

import fcntl
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from events_app.core import schema, versions
from events_app.core.database import orm_config


@asynccontextmanager
async def copied(server_url: str, data_dir: Path, name: str) -> AsyncIterator[str]:
    """The address of a migrated, empty database called `name`, which is dropped afterwards."""
    template = await _template(server_url, data_dir)
    await _run(server_url, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield _named(server_url, name)
    finally:
        await _run(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _template(server_url: str, data_dir: Path) -> str:
    """Migrates one template per state of the migrations, once for all workers."""
    files = [versions.FOLDERS[label] / f"{name}.py" for label, name in versions.every()]
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    name = f"template_{mark}"
    with _exclusive(data_dir / "template.lock"):
        connection = await asyncpg.connect(**_credentials(server_url))
        try:
            if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name) is None:
                draft = f"draft_{mark}"
                await connection.execute(f'DROP DATABASE IF EXISTS "{draft}"')
                await connection.execute(f'CREATE DATABASE "{draft}"')
                await schema.migrate(_named(server_url, draft), step_by_step=True)
                await connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        finally:
            await connection.close()
    return name


async def _run(server_url: str, *statements: str) -> None:
    connection = await asyncpg.connect(**_credentials(server_url))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _named(server_url: str, name: str) -> str:
    head, _, query = server_url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _credentials(url: str) -> dict[str, object]:
    found = orm_config(url)["connections"]["default"]["credentials"]
    return {key: found[key] for key in ("host", "port", "user", "password", "database")}


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
