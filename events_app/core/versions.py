"""Which migrations stand on disk, and which of them a database has not seen; asked before anything heavy is loaded."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

HOUSE = Path(__file__).parents[2]
# Tortoise's label of each package; the second refers to the first, never the other way round.
FOLDERS = {
    "events": HOUSE / "events_app" / "migrations",
    "scholarships": HOUSE / "scholarships" / "migrations",
}


def address(url: str) -> dict[str, Any]:
    """What asyncpg asks of a `postgres://` address; a `host` in the query is a socket's directory."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "host": query.get("host") or unquote(parts.hostname or "localhost"),
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.lstrip("/"),
    }


def names(label: str) -> list[str]:
    """The migrations of one package on disk, in their order."""
    return sorted(path.stem for path in FOLDERS[label].glob("[0-9]*.py"))


def every() -> list[tuple[str, str]]:
    """(package's label, name) of every migration; the scholarships' follow what they refer to."""
    return [(label, name) for label in FOLDERS for name in names(label)]


async def pending(url: str) -> list[str]:
    """The migrations on disk that the database has not seen, as "events.0001_initial"."""
    connection = await asyncpg.connect(**address(url))
    try:
        known = await connection.fetchval("SELECT to_regclass('tortoise_migrations') IS NOT NULL")
        seen = (
            {tuple(each) for each in await connection.fetch("SELECT app, name FROM tortoise_migrations")}
            if known
            else set()
        )
    finally:
        await connection.close()
    return [f"{label}.{name}" for label, name in every() if (label, name) not in seen]
