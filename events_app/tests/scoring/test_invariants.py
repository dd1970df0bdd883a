"""Each rule about results notices its own corruption, and a tournament in full swing breaks none."""

import pytest

from events_app.core.database import execute, rows
from events_app.scoring.invariants import INVARIANTS
from events_app.tests.scoring.conftest import World, make_world, noted
from events_app.tests.support.browser import TestClient
from events_app.tests.support.corruption import expected, noticed
from events_app.tournaments.engine import groups
from events_app.tournaments.kinds import Format

FREE = "ALTER TABLE division_log DISABLE TRIGGER division_log_only_grows"
BOUND = "ALTER TABLE division_log ENABLE TRIGGER division_log_only_grows"
CORRUPTIONS: dict[str, tuple[str, ...]] = {
    "T02": ("UPDATE matches SET report = 1 WHERE number = 1",),
    "T03": (
        "UPDATE matches SET winner_id = CASE WHEN winner_id = home_id THEN away_id ELSE home_id END WHERE number = 1",
    ),
    "T04": ("UPDATE matches SET home_id = (SELECT max(id) FROM teams) WHERE number = 9",),
    "T05": ("UPDATE matches SET away_id = (SELECT max(id) FROM teams) WHERE number = 9",),
    "T06": ("UPDATE matches SET winner_id = NULL WHERE number = 1",),
    "T07": ("UPDATE matches SET home_score = home_score + 1 WHERE number = 1",),
    "T08": ("UPDATE divisions SET sequence = sequence + 1",),
}


@pytest.fixture
async def swing(client: TestClient) -> World:
    """Two groups of three played, the first semifinal too, with a card on the way that decides nothing."""
    plan = groups.groups_then_knockout((3, 3), advancing=2)
    world = await make_world(client, plan, format=Format.GROUPS, rules={})
    for number in range(1, 7):
        match = await world.match(number)
        player = world.players[match.home_id or 0][7].id
        await world.notes(match, noted("yellow", "home", player=player, period=1))
        await world.final(match, (number % 3 + 1, number % 2))
    await world.final(await world.match(7), (2, 1))
    return world


def test_every_rule_has_a_corruption() -> None:
    assert set(CORRUPTIONS) == {each.id for each in INVARIANTS}


async def test_a_tournament_in_full_swing_breaks_no_rule(swing: World) -> None:
    found = await noticed(rows, swing.clock)

    assert found == set()
    assert str((await swing.match(7)).status) == "final"


@pytest.mark.parametrize("rule", sorted(CORRUPTIONS))
async def test_a_corruption_is_named_by_its_rule(swing: World, rule: str) -> None:
    for statement in CORRUPTIONS[rule]:
        assert await execute(statement) > 0

    assert await noticed(rows, swing.clock) == expected(rule)


async def test_a_gap_in_the_log_is_noticed(swing: World) -> None:
    await execute(FREE)
    try:
        await execute("DELETE FROM division_log WHERE sequence = 5")
    finally:
        await execute(BOUND)

    assert "T08" in await noticed(rows, swing.clock)
