"""The one door to PostgreSQL: whole transactions, clients that hang up, and a schema as the models declare it."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from events_app.core import schema, snapshot
from events_app.core.database import after_commit, execute, orm_config, row, rows, transaction, tx
from events_app.core.doctor import CREDENTIALS
from events_app.tests.support.template import copied

ROOT = Path(__file__).parents[3]
ROUNDS = 400


def address(url: str) -> dict[str, object]:
    credentials = orm_config(url)["connections"]["default"]["credentials"]
    return {key: credentials[key] for key in CREDENTIALS}


async def test_the_database_says_of_every_constraint_what_the_models_say(db: str) -> None:
    assert await schema.disagreements(db) == []


@pytest.mark.parametrize(
    ("alteration", "names"),
    [
        (
            "ALTER TABLE events DROP CONSTRAINT event_taken_in_capacity, "
            "ADD CONSTRAINT event_taken_in_capacity CHECK (taken >= 0)",
            ["event_taken_in_capacity"],
        ),
        ("ALTER TABLE events DROP CONSTRAINT event_taken_in_capacity", ["event_taken_in_capacity"]),
        ("ALTER TABLE events ADD CONSTRAINT nobody_declared_this CHECK (id > 0)", ["nobody_declared_this"]),
        (
            "DROP INDEX one_live_registration; "
            "CREATE UNIQUE INDEX one_live_registration ON registrations (event_id) WHERE status = 'held'",
            ["one_live_registration"],
        ),
        ("DROP TRIGGER scans_only_grow ON scans", ["scans_only_grow"]),
        (
            "CREATE OR REPLACE FUNCTION ledger_must_balance() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NULL; END $$",
            ["ledger_must_balance"],
        ),
    ],
)
async def test_a_rule_that_was_changed_by_hand_is_named(
    database_url: str, server_url: str, data_dir: Path, alteration: str, names: list[str]
) -> None:
    async with copied(server_url, data_dir, f"test_altered_{os.getpid()}") as url:
        connection = await asyncpg.connect(**address(url))
        await connection.execute(alteration)
        await connection.close()

        wrong = await schema.disagreements(url)

    assert [line.split(":")[0] for line in wrong] == names


async def test_the_migrations_are_all_the_models_ask_for(db: str) -> None:
    assert await schema.pending(db) == []


def test_the_migrations_say_what_the_models_say() -> None:
    command = [sys.executable, "-m", "events_app", "makemigrations", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_a_rule_with_another_text_is_written_again_and_a_written_one_is_not() -> None:
    known = next(each for each in schema.declarations() if "event_taken_in_capacity" in each.names)
    altered = replace(known, make=known.make.replace("taken >= 0", "taken >= 1"))
    unheard = replace(known, names=("unheard_of",))

    said = [schema.not_yet_written(each) for each in (known, altered, unheard)]

    assert known.make != altered.make
    assert said == [[], [known.unmake, altered.make], [known.make]]


async def test_nothing_of_a_table_that_only_grows_can_be_rewritten_not_even_emptied_whole(db: str) -> None:
    grow = await rows(
        """SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE p.proname = 'refuse_to_rewrite' AND t.tgtype & 16 > 0 ORDER BY 1"""
    )

    refused = set()
    for table in grow:
        with pytest.raises(Exception, match="only grows: TRUNCATE is refused"):
            await execute(f"TRUNCATE {table['name']} CASCADE")
        refused.add(table["name"])

    assert {"ledger_entries", "ledger_transactions", "order_facts", "scans", "scholarship_votes"} <= refused


async def test_a_transaction_that_fails_leaves_nothing(db: str) -> None:
    async def body() -> None:
        await execute("CREATE TABLE left_behind (id int)")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await tx(body)

    assert await row("SELECT to_regclass('left_behind') AS found") == {"found": None}


async def test_a_service_inside_a_service_joins_its_transaction(db: str) -> None:
    @transaction
    async def inner() -> int:
        return int((await rows("SELECT txid_current() AS id"))[0]["id"])

    @transaction
    async def outer() -> tuple[int, int]:
        return await inner(), await inner()

    first, second = await outer()

    assert first == second


async def test_what_waits_for_the_commit_runs_after_it_and_never_after_a_rollback(db: str) -> None:
    done: list[str] = []

    async def note() -> None:
        done.append("ran")

    async def body(fails: bool) -> None:
        await after_commit(note)
        assert done == []
        if fails:
            raise ValueError

    with pytest.raises(ValueError):
        await tx(body, True)
    await tx(body, False)

    assert done == ["ran"]


WHOLE_SCHEMA = """
SELECT 'column' AS kind,
       format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS what
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', pg_get_indexdef(indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = 'public'::regnamespace
UNION ALL SELECT 'constraint', format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'seed', format('%s %s', code, rate) FROM tax_rules
UNION ALL SELECT 'migration', name FROM tortoise_migrations
ORDER BY 1, 2
"""


def leaked_connections(url: str, door: str) -> int:
    """How many of 400 clients that hung up left a connection inside a transaction, in a process of its own."""
    command = [sys.executable, "-m", "events_app.tests.support.hang_up", url, door, str(ROUNDS)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


def test_four_hundred_clients_that_hang_up_leak_no_connection(database_url: str) -> None:
    assert leaked_connections(database_url, "tx") == 0


def test_the_bare_transaction_does_leak_so_the_shield_is_what_helps(database_url: str) -> None:
    assert leaked_connections(database_url, "bare") > 0


async def whole_schema(url: str) -> list[tuple[str, str]]:
    connection = await asyncpg.connect(**address(url))
    try:
        return [tuple(each) for each in await connection.fetch(WHOLE_SCHEMA)]
    finally:
        await connection.close()


async def test_the_snapshot_and_the_migrations_make_the_same_schema(
    database_url: str, server_url: str, data_dir: Path
) -> None:
    async with copied(server_url, data_dir, f"stepwise_{os.getpid()}", step_by_step=True) as url:
        stepwise = await whole_schema(url)

    assert snapshot.is_current()
    assert await whole_schema(database_url) == stepwise


def test_the_snapshot_is_the_same_however_often_it_is_written() -> None:
    one, other = ('    "a_id" BIGINT REFERENCES "a" ("id")', '    "b_id" BIGINT UNIQUE REFERENCES "b" ("id")')
    table = 'CREATE TABLE "x" (\n    "id" BIGSERIAL,\n{},\n{}{}\n);\n'

    found = [snapshot.in_one_order(table.format(*lines, "")) for lines in ((one, other), (other, one))]
    more = snapshot.in_one_order(table.format(other, one, ",\n    CONSTRAINT y"))

    assert found == [table.format(one, other, "")] * 2
    assert more == table.format(one, other, ",\n    CONSTRAINT y")
    assert snapshot.in_one_order(snapshot.SCRIPT.read_text()) == snapshot.SCRIPT.read_text()


async def test_the_snapshot_fills_an_empty_database_and_no_other(database_url: str, server_url: str) -> None:
    name = f"snapshot_{os.getpid()}"
    outside = await asyncpg.connect(**address(server_url))
    await outside.execute(f'CREATE DATABASE "{name}"')
    empty = await asyncpg.connect(**(address(server_url) | {"database": name}))
    try:
        done = [await snapshot.load(empty), await snapshot.load(empty)]
        loaded = [tuple(each) for each in await empty.fetch(WHOLE_SCHEMA)]
    finally:
        await empty.close()
        await outside.execute(f'DROP DATABASE "{name}"')
        await outside.close()

    assert done == [True, False]
    assert loaded == await whole_schema(database_url)
