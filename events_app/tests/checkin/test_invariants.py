"""Each invariant of the door notices its own corruption, and no other but those implied."""

import asyncpg
import pytest

from events_app.checkin.invariants import INVARIANTS
from events_app.checkin.services import revoke
from events_app.core import clock
from events_app.core.database import orm_config
from events_app.core.doctor import CREDENTIALS, examine
from events_app.tests.checkin.conftest import World
from events_app.tests.factories.checkin import hand_in, make_gate, make_phone, reading
from events_app.tests.factories.registration import make_event_with_seats
from events_app.tests.support.browser import TestClient
from events_app.tests.support.corruption import expected, noticed

COPY = """INSERT INTO scans (client_id, device_id, gate_id, event_id, place, sequence, code_hash, credential, method,
direction, device_time, clock_offset, happened_at, received_at, verdict, because, answer, quarantined, created_at)
SELECT client_id, device_id, gate_id, event_id, place, sequence, code_hash, credential, method, direction, device_time,
clock_offset, happened_at, received_at, verdict, because, answer, quarantined, created_at
FROM scans WHERE verdict = 'unknown' LIMIT 1"""
CORRUPTIONS: dict[str, tuple[str, ...]] = {
    "C01": ("UPDATE admissions SET inside = false",),
    "C02": (
        "DROP INDEX one_scan_per_client_id",
        COPY,
    ),
    "C03": ("UPDATE scans SET event_id = (SELECT max(id) FROM events) WHERE verdict = 'unknown'",),
    "C04": ("UPDATE scans SET quarantined = false, verdict = 'unknown' WHERE quarantined",),
    "C05": (
        "UPDATE registrations SET status = 'cancelled', ended_at = confirmed_at - interval '1 hour' "
        "WHERE 'registration:' || id = (SELECT credential FROM scans WHERE verdict = 'admitted')",
    ),
}


@pytest.fixture
async def busy_door(client: TestClient, world: World) -> None:
    """One admitted, one unknown, one quarantined, and another event with its own door."""
    codes = [await world.ticket("1"), await world.ticket("2")]
    lost = await make_phone(world.gate, "Perdido")
    await hand_in(client, world.phone, [reading(codes[0]), reading("A" * 26)])
    await revoke(lost.device.id, actor="user:1", now=clock.now())
    await hand_in(client, lost, [reading(codes[1])])
    other, _ = await make_event_with_seats()
    await make_phone(await make_gate(other))


def test_every_invariant_has_a_corruption() -> None:
    assert set(CORRUPTIONS) == {each.id for each in INVARIANTS}


async def test_a_busy_door_has_no_violations(db: str, busy_door: None) -> None:
    report = await examine(db, INVARIANTS, now=clock.now())

    assert report.violations == ()


@pytest.mark.parametrize("wrong", sorted(CORRUPTIONS))
async def test_a_corruption_is_noticed_by_its_own_invariant(db: str, busy_door: None, wrong: str) -> None:
    credentials = orm_config(db)["connections"]["default"]["credentials"]
    connection = await asyncpg.connect(**{key: credentials[key] for key in CREDENTIALS})
    undone = connection.transaction()
    await undone.start()

    await connection.execute("SET LOCAL session_replication_role = replica")
    for statement in CORRUPTIONS[wrong]:
        await connection.execute(statement)
    found = await noticed(connection.fetch, clock.now())
    await undone.rollback()
    await connection.close()

    assert found == expected(wrong)
