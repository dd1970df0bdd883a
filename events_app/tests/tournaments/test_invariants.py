"""Each invariant of tournaments notices its own corruption, and no other but those implied."""

from datetime import datetime, timedelta

import asyncpg
import pytest

from events_app.core.database import orm_config
from events_app.core.doctor import CREDENTIALS, examine
from events_app.teams import services
from events_app.tests.factories.registration import make_tax_rule
from events_app.tests.factories.tournaments import make_division, make_player, make_team, make_tournament
from events_app.tests.support.corruption import expected, noticed
from events_app.tests.teams.test_call import wanted
from events_app.tournaments.invariants import INVARIANTS
from events_app.tournaments.kinds import OneTeamPer, Sport

CORRUPTIONS: dict[str, tuple[str, ...]] = {
    "T01": ("UPDATE players SET person_id = (SELECT min(person_id) FROM players)",),
    "T09": ("UPDATE divisions SET taken = taken + 1 WHERE id = (SELECT max(id) FROM divisions)",),
    "T10": ("UPDATE teams SET status = 'confirmed', hold_expires_at = NULL, confirmed_at = $1 WHERE status = 'held'",),
    "T11": ("UPDATE teams SET hold_expires_at = hold_expires_at - interval '2 hours' WHERE status = 'held'",),
}


@pytest.fixture
async def games(db: str, now: datetime) -> None:
    """Two sports of one tournament with a team and a player each, and a third team that has still to pay."""
    await make_tax_rule()
    tournament = await make_tournament(one_team_per=OneTeamPer.TOURNAMENT)
    for sport in (Sport.SOCCER, Sport.SOFTBALL):
        division = await make_division(tournament, sport=sport)
        await make_player(await make_team(division))
    paid = await make_division(net_fee=100_000)
    await services.register(wanted(paid), key="one", actor="anonymous", path="/x", now=now)


def test_every_invariant_has_a_corruption() -> None:
    assert set(CORRUPTIONS) == {each.id for each in INVARIANTS}


async def test_a_tournament_in_order_has_no_violations(db: str, games: None, now: datetime) -> None:
    report = await examine(db, INVARIANTS, now=now)

    assert report.violations == ()


@pytest.mark.parametrize("wrong", sorted(CORRUPTIONS))
async def test_a_corruption_is_noticed_by_its_own_invariant(db: str, games: None, now: datetime, wrong: str) -> None:
    credentials = orm_config(db)["connections"]["default"]["credentials"]
    connection = await asyncpg.connect(**{key: credentials[key] for key in CREDENTIALS})
    undone = connection.transaction()
    await undone.start()

    for statement in CORRUPTIONS[wrong]:
        await connection.execute(statement, *([now] if "$1" in statement else []))
    found = await noticed(connection.fetch, now + timedelta(minutes=1))
    await undone.rollback()
    await connection.close()

    assert found == expected(wrong)
