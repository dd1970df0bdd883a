"""Brings the database's schema to the code's: runs migrations, writes new ones, compares what stands with the models.

Tortoise writes constraints into a migration and creates none of them, so every migration that adds one is followed
by a file of plain SQL made here from the models' own declarations.
"""

import asyncio
import gc
import importlib
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate as run_migrations
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_app.core import snapshot
from events_app.core.database import APPS, orm_config
from events_app.core.models import GROWS_ONLY
from events_app.core.settings import load_settings
from events_app.core.versions import FOLDERS, address, names
from events_app.core.versions import pending as pending

LOCK = 7_405_926_312
EXTRA_NAME = re.compile(r"CREATE (?:CONSTRAINT )?(?:TRIGGER|INDEX|UNIQUE INDEX|FUNCTION) (\w+)")
# Keys and plain uniques are Tortoise's own and are not asked for; a partial index is always ours.
CATALOGUE = """
SELECT conname AS name, format('%s on %s', pg_get_constraintdef(oid), conrelid::regclass) AS definition
FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
UNION SELECT c.relname, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace AND (i.indpred IS NOT NULL OR c.relname = ANY ($1::text[]))
UNION SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
UNMAKING = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
UNION ALL SELECT format('DROP INDEX %s', i.indexrelid::regclass)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace AND (i.indpred IS NOT NULL OR c.relname = ANY ($1::text[]))
UNION ALL SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
HEADER = '''"""What Tortoise declares and does not create: checks, partial uniques and append-only tables."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("{label}", "{after}")]

    operations = [
        ops.RunSQL(
            [
'''


async def migrate(url: str, *, step_by_step: bool = False) -> None:
    """Applies every migration that is missing; processes that start together wait for each other.

    An empty database is filled from the snapshot, unless it is to go `step_by_step`.
    """
    guard = await asyncpg.connect(**address(url))
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK)
        if (step_by_step or not await snapshot.load(guard)) and await pending(url):
            # A context of its own: whoever migrates may have the ORM open on another database.
            async with TortoiseContext():
                with _uncollected():
                    await run_migrations(config=orm_config(url, pool=2))
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


async def make_migrations(*, rewrite: bool = False) -> list[str]:
    """Writes what the models changed; `rewrite` starts over with one first migration (before a release only)."""
    if rewrite:
        for folder in FOLDERS.values():
            for path in folder.glob("[0-9]*.py"):
                path.unlink()
    written: list[str] = []
    for label in APPS:
        # One package after the other: a migration names those that it builds on, so they must lie there already.
        importlib.invalidate_caches()
        async with _detector() as detector:
            writers = [each for each in await detector.changes() if each.app_label == label]
        written += [f"{label}.{each.write().stem}" for each in writers]
        statements = _unwritten_sql(label)
        if statements:
            written.append(_write_sql(label, statements))
    importlib.invalidate_caches()
    with _uncollected():
        await snapshot.write()
    return written


async def unwritten() -> list[str]:
    """What `make_migrations` would write, without writing it: one line a change."""
    async with _detector() as detector:
        operations = [repr(each) for writer in await detector.changes() for each in writer.operations]
    return operations + [statement for label in APPS for statement in _unwritten_sql(label)]


@asynccontextmanager
async def _detector() -> AsyncIterator[MigrationAutodetector]:
    config = orm_config("postgres:///none")
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        if context.apps is None:
            raise RuntimeError("no models were found")
        yield MigrationAutodetector(context.apps, config["apps"])


def _unwritten_sql(label: str) -> list[str]:
    return [each for declared in declarations() if declared.label == label for each in not_yet_written(declared)]


@dataclass(frozen=True)
class Declaration:
    """What the models want beyond Tortoise: the statement that makes it, the one that unmakes it, what it names.

    `label` is Tortoise's of the package whose migrations it belongs to.
    """

    label: str
    names: tuple[str, ...]
    make: str
    unmake: str


def declarations() -> Iterator[Declaration]:
    """What tables share, then every constraint that the models declare, then what rooms add in EXTRA_SQL."""
    yield Declaration("events", tuple(EXTRA_NAME.findall(GROWS_ONLY[0])), *GROWS_ONLY)
    for label, (_, modules) in APPS.items():
        for model in models(modules):
            for constraint in getattr(model.Meta, "constraints", ()):
                yield _declaration(label, str(model._meta.db_table), constraint)
        for module in modules:
            for make, unmake in getattr(importlib.import_module(module), "EXTRA_SQL", ()):
                yield Declaration(label, tuple(EXTRA_NAME.findall(make)), make, unmake)


def models(modules: tuple[str, ...]) -> list[type[Model]]:
    """Every table of these modules, once."""
    found: list[type[Model]] = []
    for name in modules:
        module = importlib.import_module(name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Model) and _is_table_of(value, name):
                found.append(value)
    return found


def _is_table_of(model: type[Model], module: str) -> bool:
    return model.__module__ == module and not getattr(model._meta, "abstract", False)


async def disagreements(url: str) -> list[str]:
    """Where PostgreSQL's catalogue and the models differ, one line each (should be none).

    Everything declared is made anew in a transaction that is rolled back, so that both sides are in PostgreSQL's own
    words; what the catalogue has and nobody declares is named as well.
    """
    declared = list(declarations())
    named = [name for each in declared for name in each.names]
    connection = await asyncpg.connect(**address(url))
    transaction = connection.transaction()
    await transaction.start()
    try:
        stands = dict(await connection.fetch(CATALOGUE, named))
        for (unmake,) in await connection.fetch(UNMAKING, named):
            await connection.execute(unmake)
        for each in declared:
            await connection.execute(_in_one_line(each.make))
        wanted = dict(await connection.fetch(CATALOGUE, named))
    finally:
        await transaction.rollback()
        await connection.close()
    return [
        f"{name}: the models say {wanted.get(name)}, the database {stands.get(name)}"
        for name in sorted(stands.keys() | wanted.keys())
        if stands.get(name) != wanted.get(name)
    ]


def _declaration(label: str, table: str, constraint: CheckConstraint | UniqueConstraint) -> Declaration:
    name = str(constraint.name)
    if isinstance(constraint, CheckConstraint):
        make = f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({constraint.check})'
        return Declaration(label, (name,), make, f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"')
    columns = ", ".join(f'"{column}"' for column in constraint.fields)
    where = f" WHERE {constraint.condition}" if constraint.condition else ""
    make = f'CREATE UNIQUE INDEX "{name}" ON "{table}" ({columns}){where}'
    return Declaration(label, (name,), make, f'DROP INDEX IF EXISTS "{name}"')


def not_yet_written(declaration: Declaration) -> list[str]:
    """Nothing when the newest file that names it says the same; else what brings the database there."""
    files = sorted(FOLDERS[declaration.label].glob("[0-9]*_constraints.py"))
    naming = [text for text in map(Path.read_text, files) if _in(declaration, text)]
    if not naming:
        return [declaration.make]
    return [] if _literal(declaration.make) in naming[-1] else [declaration.unmake, declaration.make]


def _in(declaration: Declaration, text: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in declaration.names)


def _write_sql(label: str, statements: list[str]) -> str:
    known = names(label)
    name = f"{int(known[-1][:4]) + 1:04d}_constraints"
    body = "".join(f"                {_literal(each)},\n" for each in statements)
    written = HEADER.format(label=label, after=known[-1]) + body + "            ]\n        )\n    ]\n"
    (FOLDERS[label] / f"{name}.py").write_text(written)
    return f"{label}.{name}"


def _literal(statement: str) -> str:
    return repr(_in_one_line(statement))


def _in_one_line(statement: str) -> str:
    return " ".join(line.strip() for line in statement.strip().splitlines())


if __name__ == "__main__":
    load_settings()
    sys.stdout.writelines(f"{name}\n" for name in asyncio.run(make_migrations(rewrite="rewrite" in sys.argv)))
