"""Each rule of the doctor notices the row that breaks it, and a healthy house breaks none."""

from datetime import datetime, timedelta

import pytest

from events_app import app
from events_app.core.database import execute, rows
from events_app.registration import sheet_confirm, sheets
from events_app.registration.groups import Who
from events_app.registration.invariants import INVARIANTS
from events_app.tests.factories.desk import make_desk, people
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.factories.waiting import make_offer, use_free_seat
from events_app.tests.support.corruption import expected, noticed

# What breaks a rule, and the constraints that forbid it.
BROKEN: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "S01": ("UPDATE events SET taken = taken + 1", ()),
    "S02": (
        "UPDATE events SET capacity = 1",
        (("events", "event_taken_in_capacity"),),
    ),
    "S03": ("UPDATE ticket_types SET taken = taken + 1", ()),
    "S04": (
        "UPDATE registrations SET person_id = (SELECT min(person_id) FROM registrations)",
        (("", "one_live_registration"),),
    ),
    "S05": (
        "UPDATE registrations SET confirmed_at = NULL WHERE total = 0 AND status = 'confirmed'",
        (),
    ),
    "S06": (
        "UPDATE registrations SET status = 'confirmed', hold_expires_at = NULL, confirmed_at = created_at "
        "WHERE total > 0",
        (),
    ),
    "S07": (
        "UPDATE registrations SET status = 'cancelled', ended_at = NULL WHERE status = 'confirmed'",
        (),
    ),
    "S08": (
        "UPDATE registrations SET code_hash = 'PLAIN' WHERE total = 0",
        (("registrations", "registration_code_is_a_hash"),),
    ),
    "S09": ("UPDATE wait_entries SET status = 'waiting'", ()),
    "S10": ("UPDATE benefit_counters SET used = used + 1", ()),
    "M14": (
        "UPDATE registrations SET hold_expires_at = hold_expires_at - interval '2 hours' WHERE status = 'held'",
        (),
    ),
}


# Further ways of breaking a rule, of the two seats of the world; others may notice them as well.
MORE = (
    ("S04", "UPDATE people SET merged_into_id = (SELECT min(person_id) FROM registrations) "
            "WHERE id = (SELECT max(person_id) FROM registrations)"),
    ("S05", "UPDATE registrations SET total = 0, unit_net = 0, tax = 0 WHERE total > 0"),
    ("S05", "UPDATE orders SET status = 'released', closed_at = opened_at"),
    ("S07", "UPDATE registrations SET ended_at = created_at WHERE status = 'confirmed'"),
    ("M14", "UPDATE orders SET hold_expires_at = hold_expires_at - interval '2 hours'"),
)  # fmt: skip


async def world(now: datetime, *, waiting: bool = True) -> None:
    event, ticket_type = await make_event_with_seats(10, net=10_000)
    plant = await make_plant()
    await make_registration(event, ticket_type, await make_employee(plant, "1"))
    await make_registration(event, ticket_type, await make_employee(plant, "2"), unit_net=10_000, total=11_600)
    if waiting:
        await make_offer(await make_plant("Otra"), now)
        await use_free_seat(event, ticket_type, plant)


async def test_a_healthy_house_breaks_no_rule(db: str, now: datetime) -> None:
    await world(now)

    assert await noticed(rows, now + timedelta(minutes=10)) == set()


def test_every_rule_has_a_corruption() -> None:
    assert set(BROKEN) == {each.id for each in INVARIANTS}


@pytest.mark.parametrize("rule", sorted(BROKEN))
async def test_a_corrupted_row_is_named_by_its_rule(db: str, now: datetime, rule: str) -> None:
    await world(now, waiting=rule in ("S09", "S10"))
    damage, constraints = BROKEN[rule]
    kept = [await _drop(*each) for each in constraints]
    try:
        await execute(damage)

        assert await noticed(rows, now + timedelta(minutes=1)) == expected(rule)
    finally:
        for table in ("benefit_uses", "benefit_counters", "seat_offers", "registrations"):
            await execute(f"DELETE FROM {table}")
        await execute("UPDATE ticket_types SET taken = 0")
        await execute("UPDATE events SET taken = 0, capacity = NULL")
        for restore in kept:
            await execute(restore)


@pytest.mark.parametrize(("rule", "damage"), MORE)
async def test_another_way_of_breaking_a_rule_is_noticed_too(db: str, now: datetime, rule: str, damage: str) -> None:
    await world(now, waiting=False)

    await execute(damage)

    assert rule in await noticed(rows, now + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("group", "rule"),
    [
        ("status = 'cancelled', ended_at = created_at, hold_expires_at = NULL", "S05"),
        ("hold_expires_at = hold_expires_at - interval '30 days'", "M14"),
    ],
)
async def test_a_group_that_is_over_while_its_people_are_not_is_noticed(
    db: str, now: datetime, group: str, rule: str
) -> None:
    app.wire()
    desk = await make_desk()
    listed = await sheets.receive(
        people(3), "lista.csv", event=desk.event, company=desk.company, ticket_type_id=desk.kind.id, actor="user:1",
        now=now,
    )  # fmt: skip
    await sheet_confirm.confirm(listed, enter=3, wait=0, who=Who("user:1"), now=now)

    await execute(f"UPDATE registration_groups SET {group}")

    assert rule in await noticed(rows, now + timedelta(minutes=1))


async def test_an_offer_that_is_over_and_still_keeps_its_seats_is_noticed(db: str, now: datetime) -> None:
    await world(now)

    await execute("UPDATE seat_offers SET offered_at = offered_at - interval '9 days', expires_at = $1", now)

    assert await noticed(rows, now + timedelta(minutes=6)) == {"M14"}


async def _drop(table: str, name: str) -> str:
    """Takes the constraint away and gives the statement that puts it back."""
    if not table:
        definition = await rows("SELECT indexdef AS sql FROM pg_indexes WHERE indexname = $1", name)
        await execute(f'DROP INDEX "{name}"')
        return str(definition[0]["sql"])
    definition = await rows("SELECT pg_get_constraintdef(oid) AS sql FROM pg_constraint WHERE conname = $1", name)
    await execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    return f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition[0]["sql"]}'
