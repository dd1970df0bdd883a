"""Each rule of the doctor about awards notices the row that breaks it, and a healthy programme breaks none."""

from datetime import timedelta

import pytest

from events_app.core.database import execute, rows
from events_app.tests.scholarships.awards_world import LATER, level, make_world, published
from events_app.tests.support.corruption import expected, noticed
from scholarships.awards import offers
from scholarships.awards.grants import Award
from scholarships.awards.invariants import INVARIANTS

# What breaks a rule, and the trigger or constraint that forbids it: (table, name).
BROKEN: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "A01": (
        "UPDATE scholarship_calls SET budget = 599999",
        (("scholarship_calls", "call_rules_are_frozen"),),
    ),
    "A02": (
        "UPDATE scholarship_decisions SET readings = 2 WHERE position = 1",
        (("scholarship_decisions", "decisions_only_grow"),),
    ),
    "A04": ("UPDATE scholarship_letters SET issued_at = issued_at - interval '1 minute'", ()),
    "A05": (
        "UPDATE scholarship_allocations SET amount = amount - 1 "
        "WHERE id = (SELECT min(id) FROM scholarship_allocations)",
        (),
    ),
}  # fmt: skip


async def world() -> None:
    made = await make_world(
        rules={"max_per_company": 2, "levels": [level("primaria", places_min=1, places_max=2), level("secundaria")]}
    )
    await published(made)
    await offers.accept(await Award.get(application_id=made.applications[0].id), actor="family", now=LATER)


async def test_a_healthy_programme_breaks_no_rule(db: str) -> None:
    await world()

    assert await noticed(rows, LATER + timedelta(minutes=1)) == set()


def test_every_rule_has_a_corruption() -> None:
    assert {*BROKEN, "A03"} == {each.id for each in INVARIANTS}


@pytest.mark.parametrize("rule", sorted(BROKEN))
async def test_a_corrupted_row_is_named_by_its_rule(db: str, rule: str) -> None:
    await world()
    damage, guards = BROKEN[rule]
    for table, name in guards:
        await execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{name}"')

    try:
        await execute(damage)
        found = await noticed(rows, LATER + timedelta(minutes=1))
    finally:
        for table, name in guards:
            await execute(f'ALTER TABLE "{table}" ENABLE TRIGGER "{name}"')

    assert found == expected(rule)


async def test_a_quota_that_was_overrun_is_named(db: str) -> None:
    await world()
    await execute("ALTER TABLE scholarship_rankings DISABLE TRIGGER rankings_only_grow")

    try:
        await execute(
            "UPDATE scholarship_rankings SET inputs = jsonb_set(inputs::jsonb, '{award,rules,0,max}', '1') WHERE true"
        )
        found = await noticed(rows, LATER + timedelta(minutes=1))
    finally:
        await execute("ALTER TABLE scholarship_rankings ENABLE TRIGGER rankings_only_grow")

    assert found == {"A01"}


async def test_two_awards_of_one_application_are_named(db: str) -> None:
    await world()
    found = await rows("SELECT conname FROM pg_constraint WHERE conrelid = 'scholarship_awards'::regclass "
                       "AND contype = 'u' AND pg_get_constraintdef(oid) LIKE '%application_id%'")  # fmt: skip
    name = found[0]["conname"]
    await execute(f'ALTER TABLE scholarship_awards DROP CONSTRAINT "{name}"')

    try:
        await execute(
            "INSERT INTO scholarship_awards (created_at, level, amount, currency, status, offered_at, answer_by, "
            "answered_at, ended_at, ended_because, application_id, call_id, decision_id) "
            "SELECT created_at, level, amount, currency, 'lapsed', offered_at, answer_by, NULL, offered_at, '', "
            "application_id, call_id, decision_id FROM scholarship_awards ORDER BY id LIMIT 1"
        )
        seen = await noticed(rows, LATER + timedelta(minutes=1))
    finally:
        await execute("DELETE FROM scholarship_awards WHERE status = 'lapsed'")
        await execute(f'ALTER TABLE scholarship_awards ADD CONSTRAINT "{name}" UNIQUE (application_id)')

    assert seen == {"A03"}
