"""The house's own check-up: it reads what must always be true and names what is not, changing nothing.

A room tells its truths in `invariants.py`:

    INVARIANTS = (
        Invariant(
            "S02",
            "Ningún evento tiene más lugares tomados que su cupo",
            "SELECT id, taken, capacity FROM events WHERE taken > capacity ORDER BY id LIMIT 20",
            "Revisa las inscripciones del evento y cancela o reubica las que sobran.",
        ),
    )

`id` is the one promised in docs/contract.md, `title` and `advice` are one line of Spanish each, and `sql` is one SELECT
that returns only the rows that break the rule, at most 20, so an empty answer is a healthy one. A `:now` in it becomes
the moment of the check (business time, never the database's clock). It runs READ ONLY with a time limit. What SQL alone
cannot judge (is this what its log comes to?) is fetched by `sql`, one row a thing, and `judge` gives what is wrong.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg

from events_app.core.database import orm_config

MOST_ROWS = 20
TIMEOUT = "30s"
CREDENTIALS = ("host", "port", "user", "password", "database")
NOW = re.compile(r"(?<!:):now\b")
Judge = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Invariant:
    id: str
    title: str
    sql: str
    advice: str
    judge: Judge | None = None

    def broken(self, fetched: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Of the rows that `sql` gave, those that break the rule."""
        return self.judge(fetched) if self.judge is not None else fetched


@dataclass(frozen=True)
class Violation:
    """`rows` are at most MOST_ROWS of those that break the rule."""

    id: str
    rows: list[dict[str, Any]]
    advice: str


@dataclass(frozen=True)
class Report:
    checked: tuple[str, ...]
    violations: tuple[Violation, ...]

    def as_json(self) -> dict[str, Any]:
        return {"checked": list(self.checked), "violations": [asdict(each) for each in self.violations]}


class CannotExamine(Exception):
    """An invariant's own statement failed or took too long; the message names it."""


async def examine(url: str, invariants: Iterable[Invariant], *, now: datetime) -> Report:
    """Asks every invariant once, all on the same picture of the data, in a transaction that cannot write."""
    asked = sorted(invariants, key=lambda each: each.id)
    credentials = orm_config(url)["connections"]["default"]["credentials"]
    connection = await asyncpg.connect(**{key: credentials[key] for key in CREDENTIALS})
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(f"SET LOCAL statement_timeout = '{TIMEOUT}'")
            found = [(each, await _broken(connection, each, now)) for each in asked]
    finally:
        await connection.close()
    violations = tuple(Violation(each.id, rows, each.advice) for each, rows in found if rows)
    return Report(tuple(each.id for each in asked), violations)


async def _broken(connection: "asyncpg.Connection[Any]", invariant: Invariant, now: datetime) -> list[dict[str, Any]]:
    sql, times = NOW.subn("$1::timestamptz", invariant.sql.strip().rstrip(";"))
    most = "ALL" if invariant.judge is not None else MOST_ROWS
    limited = f"SELECT * FROM (\n{sql}\n) AS broken LIMIT {most}"  # noqa: S608 - rooms write it, nobody types it
    try:
        rows = await connection.fetch(limited, *([now] if times else []))
    except asyncpg.PostgresError as error:
        raise CannotExamine(f"{invariant.id} could not be checked: {error}") from error
    return invariant.broken([dict(row) for row in rows])[:MOST_ROWS]
