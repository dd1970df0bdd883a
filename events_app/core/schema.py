"""Brings the database's schema to the code's: runs migrations, writes new ones, compares what stands with the models.

Tortoise writes constraints into a migration and creates none of them, so every migration that adds one is followed
by a file of plain SQL made here from the models' own declarations.
"""

import asyncio
import gc
import importlib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate as run_migrations
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_app.core.database import MODELS, orm_config
from events_app.core.settings import load_settings

FOLDER = Path(__file__).parent.parent / "migrations"
LOCK = 7_405_926_312
EXTRA_NAME = re.compile(r"CREATE (?:CONSTRAINT )?(?:TRIGGER|INDEX|UNIQUE INDEX) (\w+)")
PRESENT = """
SELECT conname AS name FROM pg_constraint UNION SELECT indexname FROM pg_indexes UNION SELECT tgname FROM pg_trigger
"""
HEADER = '''"""What Tortoise declares and does not create: checks, partial uniques and append-only tables."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("events", "{after}")]

    operations = [
        ops.RunSQL(
            [
'''


async def migrate(url: str) -> None:
    """Applies every migration that is missing; processes that start together wait for each other."""
    guard = await asyncpg.connect(**_address(url))
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK)
        if await pending(url):
            with _uncollected():
                await run_migrations(config=orm_config(url, pool=2))
            await Tortoise.close_connections()
    finally:
        await guard.close()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Tortoise builds every model anew for each step; without the garbage collector that takes half the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


async def pending(url: str) -> list[str]:
    """The migrations on disk that the database has not seen."""
    connection = await asyncpg.connect(**_address(url))
    try:
        known = await connection.fetchval("SELECT to_regclass('tortoise_migrations') IS NOT NULL")
        seen = (
            {each["name"] for each in await connection.fetch("SELECT name FROM tortoise_migrations")}
            if known
            else set()
        )
    finally:
        await connection.close()
    return [name for name in migration_names() if name not in seen]


def migration_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


async def make_migrations(*, rewrite: bool = False) -> list[str]:
    """Writes what the models changed; `rewrite` starts over with one first migration (before a release only)."""
    if rewrite:
        for path in FOLDER.glob("[0-9]*.py"):
            path.unlink()
    config = orm_config("postgres:///none")
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        if context.apps is None:
            raise RuntimeError("no models were found")
        written = [Path(path).stem for path in await MigrationAutodetector(context.apps, config["apps"]).write()]
    missing = {statement: None for name, statement in declared_sql() if not _already_written(name)}
    if missing:
        written.append(_write_sql(list(missing)))
    return written


def declared_sql() -> Iterator[tuple[str, str]]:
    """Every constraint that the models declare, as (name, SQL), then what rooms add in EXTRA_SQL."""
    for model in models():
        table = str(model._meta.db_table)
        for constraint in getattr(model.Meta, "constraints", ()):
            yield str(constraint.name), _constraint_sql(table, constraint)
    for module in MODELS:
        for forward, _ in getattr(importlib.import_module(module), "EXTRA_SQL", ()):
            yield from ((name, forward) for name in EXTRA_NAME.findall(forward))


def models() -> list[type[Model]]:
    """Every table of the code, once."""
    found: list[type[Model]] = []
    for name in MODELS:
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Model) and _is_table_of(value, name):
                found.append(value)
    return found


def _is_table_of(model: type[Model], module: str) -> bool:
    return model.__module__ == module and not getattr(model._meta, "abstract", False)


async def missing_constraints(url: str) -> list[str]:
    """The declared constraints that PostgreSQL's catalogue does not have (should be none)."""
    connection = await asyncpg.connect(**_address(url))
    try:
        present = {each["name"] for each in await connection.fetch(PRESENT)}
    finally:
        await connection.close()
    return [name for name, _ in declared_sql() if name not in present]


def _constraint_sql(table: str, constraint: CheckConstraint | UniqueConstraint) -> str:
    if isinstance(constraint, CheckConstraint):
        return f'ALTER TABLE "{table}" ADD CONSTRAINT "{constraint.name}" CHECK ({constraint.check})'
    columns = ", ".join(f'"{column}"' for column in constraint.fields)
    where = f" WHERE {constraint.condition}" if constraint.condition else ""
    return f'CREATE UNIQUE INDEX "{constraint.name}" ON "{table}" ({columns}){where}'


def _already_written(name: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", path.read_text()) for path in FOLDER.glob("[0-9]*_constraints.py"))


def _write_sql(statements: list[str]) -> str:
    names = migration_names()
    name = f"{int(names[-1][:4]) + 1:04d}_constraints"
    body = "".join(f"                {_literal(each)},\n" for each in statements)
    (FOLDER / f"{name}.py").write_text(HEADER.format(after=names[-1]) + body + "            ]\n        )\n    ]\n")
    return name


def _literal(statement: str) -> str:
    return repr(" ".join(line.strip() for line in statement.strip().splitlines()))


def _address(url: str) -> dict[str, Any]:
    credentials = orm_config(url)["connections"]["default"]["credentials"]
    return {key: credentials[key] for key in ("host", "port", "user", "password", "database")}


if __name__ == "__main__":
    load_settings()
    sys.stdout.writelines(f"{name}\n" for name in asyncio.run(make_migrations(rewrite="rewrite" in sys.argv)))
