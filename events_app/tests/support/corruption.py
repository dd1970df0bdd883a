"""What the whole doctor notices in the middle of a test, and what one broken rule breaks besides."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from events_app.app import invariants
from events_app.core.database import execute, rows
from events_app.core.doctor import NOW

# The corruption that a room's test makes for the rule on the left cannot be made without breaking those on the right.
IMPLIED: dict[str, set[str]] = {
    "C05": {"S01"},
    "F02": {"F04"},
    "F04": {"F08"},
    "M01": {"M10"},
    "M02": {"M04", "M10"},
    "M03": {"M10"},
    "M04": {"M10"},
    "M06": {"M04", "M09", "M10"},
    "M08": {"M05"},
    "M09": {"M10"},
    "M15": {"M10"},
    "S01": {"S03"},
    "S03": {"S01"},
    "S07": {"S01"},
    "T02": {"T08"},
    "T03": {"T08"},
    "T04": {"T08"},
    "T05": {"T08"},
    "T06": {"T08"},
    "T07": {"T08"},
}


def expected(rule: str) -> set[str]:
    return {rule} | IMPLIED.get(rule, set())


@asynccontextmanager
async def without_constraint(table: str, name: str) -> AsyncIterator[None]:
    """Takes a constraint away and puts back the very same one: the next test works in this database too."""
    [kept] = await rows("SELECT pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE conname = $1", name)
    await execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        await execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {kept['rule']}")


async def noticed(fetch: Callable[..., Awaitable[Any]], now: datetime) -> set[str]:
    """The ids of every room's rules that do not hold, asked through `fetch(sql, *values)` of one connection."""
    found = set()
    for rule in invariants():
        sql, times = NOW.subn("$1::timestamptz", rule.sql)
        rows = await fetch(sql, *([now] if times else []))
        if rule.broken([dict(row) for row in rows]):
            found.add(rule.id)
    return found
