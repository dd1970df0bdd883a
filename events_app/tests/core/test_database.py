"""The one door to PostgreSQL: whole transactions, clients that hang up, and a schema as the models declare it."""

import subprocess
import sys

import pytest

from events_app.core import schema
from events_app.core.database import after_commit, execute, row, rows, transaction, tx

ROUNDS = 400


async def test_the_database_has_every_constraint_that_the_models_declare(db: str) -> None:
    missing = await schema.missing_constraints(db)

    assert missing == []


async def test_the_migrations_are_all_the_models_ask_for(db: str) -> None:
    assert await schema.pending(db) == []


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


def leaked_connections(url: str, door: str) -> int:
    """How many of 400 clients that hung up left a connection inside a transaction, in a process of its own."""
    command = [sys.executable, "-m", "events_app.tests.support.hang_up", url, door, str(ROUNDS)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


def test_four_hundred_clients_that_hang_up_leak_no_connection(database_url: str) -> None:
    assert leaked_connections(database_url, "tx") == 0


def test_the_bare_transaction_does_leak_so_the_shield_is_what_helps(database_url: str) -> None:
    assert leaked_connections(database_url, "bare") > 0
