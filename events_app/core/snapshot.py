"""The whole schema as one script: an empty database is ready at once, and the migrations stay the truth.

Tortoise builds every model anew for each step of a migration, which takes seconds; the script is what those steps
execute, written down whenever a migration is made. A test holds both ways to the same catalogue.
"""

import hashlib
from typing import Any

from tortoise.migrations.api import sqlmigrate

from events_app.core.database import orm_config
from events_app.core.versions import FOLDER, names

__all__ = ["FOLDER", "is_current", "load", "names", "write"]

SCRIPT = FOLDER / "snapshot.sql"
KNOWN = """
CREATE TABLE "tortoise_migrations" (
    "id" SERIAL NOT NULL PRIMARY KEY, "app" VARCHAR(255) NOT NULL, "name" VARCHAR(255) NOT NULL,
    "applied_at" TIMESTAMPTZ NOT NULL, CONSTRAINT "uid_tortoise_mi_app_3803a5" UNIQUE ("app", "name")
);
"""
RECORD = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('events', '{name}', CURRENT_TIMESTAMP);\n"


async def write() -> None:
    """Writes the script of today's migrations."""
    statements: list[str] = []
    for name in names():
        found = await sqlmigrate(config=orm_config("postgres:///none"), app_label="events", migration_name=name)
        statements += [_closed(each) for each in found if not each.startswith("--")]
    recorded = "".join(RECORD.format(name=name) for name in names())
    SCRIPT.write_text(f"{_mark()}\n" + "\n".join(statements) + KNOWN + recorded)


async def load(connection: Any) -> bool:
    """Fills an empty database; False when it is not empty or the script is of other migrations."""
    if not is_current() or await connection.fetchval("SELECT to_regclass('tortoise_migrations') IS NOT NULL"):
        return False
    async with connection.transaction():
        await connection.execute(SCRIPT.read_text())
    return True


def is_current() -> bool:
    """Whether the script was written from the migrations that stand beside it."""
    return SCRIPT.exists() and SCRIPT.read_text().split("\n", 1)[0] == _mark()


def _mark() -> str:
    whole = b"".join((FOLDER / f"{name}.py").read_bytes() for name in names())
    return f"-- of {' '.join(names())}: {hashlib.sha256(whole).hexdigest()}"


def _closed(statement: str) -> str:
    return statement if statement.rstrip().endswith(";") else f"{statement.rstrip()};"
