"""The audit: one statement to write, sealed in a chain, erasable where it must be, and loud when it is touched."""

from datetime import datetime, timedelta

import pytest

from events_app.core import audit
from events_app.core.database import row, rows
from events_app.tests.support.database import Statements


async def write_entries(now: datetime, count: int = 3) -> None:
    for number in range(count):
        moment = now + timedelta(seconds=number, microseconds=number)
        await audit.note("event.publish", actor="user:7", subject=f"event:{number}", now=moment, detail={"ñ": number})


async def test_an_entry_is_written_in_one_statement(db: str, now: datetime) -> None:
    async with Statements() as seen:
        await audit.note("event.publish", actor="user:7", subject="event:3", now=now, detail={"title": "Foro"})

    assert len([sql for sql in seen.sql if "audit" in sql]) == 1
    entry = await row("SELECT actor, action, subject, happened_at FROM audit_entries")
    assert entry == {"actor": "user:7", "action": "event.publish", "subject": "event:3", "happened_at": now}


async def test_entries_are_sealed_over_the_previous_seal(db: str, now: datetime) -> None:
    await write_entries(now)
    first = await audit.seal(now)
    await write_entries(now, count=2)
    second = await audit.seal(now)

    seals = await rows("SELECT position, previous, digest, entries FROM audit_seals ORDER BY position")
    assert (first, second, await audit.seal(now)) == (3, 2, 0)
    assert [(each["position"], each["entries"]) for each in seals] == [(1, 3), (2, 2)]
    assert (seals[0]["previous"], seals[1]["previous"]) == ("0" * 64, seals[0]["digest"])
    assert await audit.verify() == []


async def test_erasing_the_personal_detail_leaves_the_chain_whole(db: str, now: datetime) -> None:
    await write_entries(now)
    await audit.seal(now)

    erased = await audit.erase_detail(2)

    assert erased
    assert await audit.verify() == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE audit_entries SET actor = 'user:8' WHERE id = 2 RETURNING id", ["entry changed: 2"]),
        (
            "UPDATE audit_entries SET happened_at = '2026-11-01' WHERE id = 3 RETURNING id",
            ["entry changed: 3"],
        ),
        ("UPDATE audit_details SET body = '{}' WHERE entry_id = 2 RETURNING id", ["detail changed: 2"]),
        ("UPDATE audit_entries SET seal_id = NULL WHERE id = 3 RETURNING id", ["seal broken: 1"]),
        ("UPDATE audit_seals SET previous = repeat('1', 64) WHERE id = 2 RETURNING id", ["seal broken: 2"]),
        ("UPDATE audit_seals SET position = 3 WHERE id = 2 RETURNING id", ["seal broken: 2"]),
    ],
)
async def test_whoever_changes_the_past_is_noticed(db: str, now: datetime, change: str, finding: list[str]) -> None:
    await write_entries(now)
    await audit.seal(now)
    await write_entries(now)
    await audit.seal(now)

    await rows(change)

    assert await audit.verify() == finding
