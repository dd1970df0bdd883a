"""The core's own invariants: silent on a healthy house, and each names the row that was corrupted."""

from datetime import datetime

import pytest

from events_app.core import audit, jobs, mail
from events_app.core.database import rows
from events_app.core.invariants import INVARIANTS
from events_app.tests.support.corruption import expected, noticed


async def findings() -> dict[str, list[object]]:
    found = {each.id: await rows(each.sql) for each in INVARIANTS}
    return {key: [each["id"] for each in broken] for key, broken in found.items() if broken}


async def live_a_little(now: datetime) -> None:
    await audit.note("event.publish", actor="user:7", subject="event:3", now=now, detail={"a": 1})
    await audit.seal(now)
    for to in ("a@plant.example", "b@plant.example"):
        await mail.send_later("sign_in", to=to, locale="en", context={}, reason="r:1", now=now)
    await jobs.later("note", {}, now=now, key="k")


async def test_a_healthy_house_has_nothing_to_report(db: str, now: datetime) -> None:
    await live_a_little(now)

    assert await findings() == {}


CORRUPTIONS: tuple[tuple[str, str, dict[str, list[object]]], ...] = (
    (
        "outbox_messages DROP CONSTRAINT outbox_accepted_at_most_once",
        "UPDATE outbox_messages SET accepted = 2 WHERE id = 2 RETURNING id",
        {"X01": [2]},
    ),
    ("", "UPDATE audit_entries SET action = 'event.cancel' WHERE id = 1 RETURNING id", {"X03": [1]}),
    (
        "jobs DROP CONSTRAINT job_runs_under_a_lease",
        "UPDATE jobs SET lease_until = run_at WHERE id = 3 RETURNING id",
        {"J01": [3]},
    ),
)


def test_every_invariant_has_a_corruption() -> None:
    assert {rule for _, _, finding in CORRUPTIONS for rule in finding} == {each.id for each in INVARIANTS}


@pytest.mark.parametrize(("constraint", "corruption", "finding"), CORRUPTIONS)
async def test_a_corrupted_row_is_named(
    db: str, now: datetime, constraint: str, corruption: str, finding: dict[str, list[object]]
) -> None:
    await live_a_little(now)
    restore = ""
    if constraint:
        table, _, name = constraint.partition(" DROP CONSTRAINT ")
        [kept] = await rows("SELECT pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE conname = $1", name)
        restore = f"ALTER TABLE {table} ADD CONSTRAINT {name} {kept['rule']}"
        await rows(f"ALTER TABLE {constraint}")

    await rows(corruption)

    try:
        assert await findings() == finding
        assert await noticed(rows, now) == set().union(*map(expected, finding))
    finally:
        await rows("TRUNCATE outbox_messages, jobs RESTART IDENTITY")
        if restore:
            await rows(restore)
