"""Databases for tests: each a copy of one template that was migrated once for every state of the migrations."""

import fcntl
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from events_app.core import schema, snapshot, versions
from events_app.core.database import orm_config


@asynccontextmanager
async def copied(server_url: str, data_dir: Path, name: str, *, step_by_step: bool = False) -> AsyncIterator[str]:
    """The address of a migrated, empty database called `name`, which is dropped afterwards.

    It comes from the snapshot as a newcomer's does; `step_by_step` goes through every migration, which takes ten times
    as long, and a test compares the two.
    """
    template = await _template(server_url, data_dir, step_by_step=step_by_step)
    await _run(server_url, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield _named(server_url, name)
    finally:
        await _run(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _template(server_url: str, data_dir: Path, *, step_by_step: bool) -> str:
    """Migrates one template per state of the migrations and way of migrating, once for all workers."""
    files = [versions.FOLDERS[label] / f"{name}.py" for label, name in versions.every()] + [snapshot.SCRIPT]
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    kind = "stepwise" if step_by_step else "template"
    name = f"{kind}_{mark}"
    with _exclusive(data_dir / f"{kind}.lock"):
        connection = await asyncpg.connect(**_credentials(server_url))
        try:
            if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name) is None:
                draft = f"draft_{name}"
                await connection.execute(f'DROP DATABASE IF EXISTS "{draft}"')
                await connection.execute(f'CREATE DATABASE "{draft}"')
                await schema.migrate(_named(server_url, draft), step_by_step=step_by_step)
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
