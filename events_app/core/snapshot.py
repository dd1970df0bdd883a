"""The whole schema as one script: an empty database is ready at once, and the migrations stay the truth.

Tortoise builds every model anew for each step of a migration, which takes seconds; the script is what those steps
execute, written down whenever a migration is made. A test holds both ways to the same catalogue.
"""

import hashlib
import re
from typing import Any

from tortoise import Tortoise
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor.base_postgres import BasePostgresSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from events_app.core.database import orm_config
from events_app.core.versions import FOLDERS, every

__all__ = ["is_current", "load", "write"]

SCRIPT = FOLDERS["events"] / "snapshot.sql"
KNOWN = """
CREATE TABLE "tortoise_migrations" (
    "id" SERIAL NOT NULL PRIMARY KEY, "app" VARCHAR(255) NOT NULL, "name" VARCHAR(255) NOT NULL,
    "applied_at" TIMESTAMPTZ NOT NULL, CONSTRAINT "uid_tortoise_mi_app_3803a5" UNIQUE ("app", "name")
);
"""
REFERENCES = re.compile(r'(?:^ +"\w+" [^\n]* REFERENCES "[^\n]*\n)+', re.MULTILINE)
RECORD = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('{label}', '{name}', CURRENT_TIMESTAMP);\n"


async def write() -> None:
    """Writes the script of today's migrations; Tortoise's own `sqlmigrate` knows one package at a time."""
    config = orm_config("postgres:///none")
    await Tortoise.init(config=config, init_connections=False)
    loader = MigrationLoader(config["apps"], _NothingApplied())
    await loader.build_graph()
    editor = BasePostgresSchemaEditor(Tortoise.get_connection("default"), atomic=False, collect_sql=True)
    state = State(models={}, apps=StateApps())
    for label, name in every():
        migration = loader.disk_migrations[MigrationKey(label, name)]
        state = await migration.apply(state, schema_editor=editor, collect_sql=True)
    statements = [_closed(each) for each in editor.collected_sql if not each.startswith("--")]
    recorded = "".join(RECORD.format(label=label, name=name) for label, name in every())
    SCRIPT.write_text(f"{_mark()}\n" + in_one_order("\n".join(statements)) + KNOWN + recorded)


def in_one_order(statements: str) -> str:
    """The references of each table by name: Tortoise keeps them in sets, which come in another order every time."""
    return REFERENCES.sub(_by_name, statements)


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


def _by_name(found: re.Match[str]) -> str:
    *before, last = found[0].splitlines()
    columns = sorted([each.removesuffix(",") for each in before] + [last.removesuffix(",")])
    return ",\n".join(columns) + ("," if last.endswith(",") else "") + "\n"


class _NothingApplied(MigrationRecorder):
    """Stands where Tortoise would ask a database what it has; there is none."""

    def __init__(self) -> None:
        pass

    async def applied_migrations(self) -> list[MigrationKey]:
        return []


def _mark() -> str:
    whole = b"".join((FOLDERS[label] / f"{name}.py").read_bytes() for label, name in every())
    return f"-- of {' '.join(f'{label}.{name}' for label, name in every())}: {hashlib.sha256(whole).hexdigest()}"


def _closed(statement: str) -> str:
    return statement if statement.rstrip().endswith(";") else f"{statement.rstrip()};"
