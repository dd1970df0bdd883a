"""Which migrations stand on disk, and which of them a database has not seen; asked before anything heavy is loaded."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

FOLDER = Path(__file__).parent.parent / "migrations"


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


def names() -> list[str]:
    """The migrations on disk, in their order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


async def pending(url: str) -> list[str]:
    """The migrations on disk that the database has not seen."""
    connection = await asyncpg.connect(**address(url))
    try:
        known = await connection.fetchval("SELECT to_regclass('tortoise_migrations') IS NOT NULL")
        seen = (
            {each["name"] for each in await connection.fetch("SELECT name FROM tortoise_migrations")}
            if known
            else set()
        )
    finally:
        await connection.close()
    return [name for name in names() if name not in seen]
