"""Whoever counts places does not wait for those who only refer to the thing: two of them would wait for each other."""

import asyncpg
import pytest

from events_app.core.versions import address
from events_app.golf import places
from events_app.teams import roster, seats
from events_app.tests.factories.golf import make_golf
from events_app.tests.factories.tournaments import make_division, make_team

LOCKS = {"divisions": seats.LOCK, "teams": roster.LOCK_TEAM, "golf_tournaments": places.LOCK}


async def one_of(table: str) -> int:
    if table == "golf_tournaments":
        return int((await make_golf()).id)
    division = await make_division()
    return int(division.id if table == "divisions" else (await make_team(division, name="Arneses")).id)


@pytest.mark.parametrize("table", LOCKS)
async def test_counting_places_waits_for_nobody_who_only_holds_a_key(db: str, table: str) -> None:
    id_ = await one_of(table)
    referring, counting = [await asyncpg.connect(**address(db)) for _ in range(2)]

    async with referring.transaction():
        await referring.fetch(f"SELECT id FROM {table} WHERE id = $1 FOR KEY SHARE", id_)
        await counting.execute("SET lock_timeout = '300ms'")
        locked = await counting.fetch(LOCKS[table], id_)

    await referring.close()
    await counting.close()
    assert [each["id"] for each in locked] == [id_]
