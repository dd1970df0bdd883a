"""The doctor notices a child twice and an application that came too late, and nothing in a healthy house."""

from datetime import timedelta

import pytest

from events_app.core.database import execute, rows
from events_app.core.doctor import Invariant
from events_app.tests.factories.scholarships import CLOSES, make_application, make_call
from scholarships.applications.invariants import INVARIANTS

BROKEN = {
    "P06": (
        "UPDATE scholarship_applications SET child_key = (SELECT min(child_key) FROM scholarship_applications)",
        "DROP INDEX one_live_application_per_child",
    ),
    "P07": (f"UPDATE scholarship_applications SET submitted_at = '{(CLOSES + timedelta(seconds=1)).isoformat()}'", ""),
}


async def world() -> None:
    call = await make_call()
    for _ in range(2):
        await make_application(call)


async def broken() -> set[str]:
    return {each.id for each in INVARIANTS if await rows(each.sql)}


async def test_a_healthy_house_breaks_neither(db: str) -> None:
    await world()

    assert await broken() == set()


@pytest.mark.parametrize("rule", INVARIANTS, ids=lambda each: each.id)
async def test_each_rule_notices_its_own_corruption(db: str, rule: Invariant) -> None:
    await world()
    change, guard = BROKEN[rule.id]
    index = await rows("SELECT pg_get_indexdef('one_live_application_per_child'::regclass) AS made") if guard else []
    if guard:
        await execute(guard)

    await execute(change)

    found = await broken()
    if guard:
        await execute("UPDATE scholarship_applications SET child_key = repeat(to_hex((id % 16)::int), 64)")
        await execute(index[0]["made"])
    assert found == {rule.id}
