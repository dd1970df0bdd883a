"""A team that lost its place holds nobody back, and comes back without those who joined another one."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from events_app.core.doctor import examine
from events_app.directory.models import Person
from events_app.payments.models import Order
from events_app.teams import lifecycle, roster, services
from events_app.teams.errors import RosterRefused
from events_app.teams.roster import Candidate
from events_app.tests.factories.directory import make_person
from events_app.tests.factories.registration import make_tax_rule
from events_app.tests.factories.tournaments import make_division, make_team, make_tournament
from events_app.tests.teams.test_call import wanted
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.invariants import INVARIANTS
from events_app.tournaments.kinds import DivisionStatus, OneTeamPer, TeamStatus
from events_app.tournaments.models import Division


async def unpaid(division: Division, now: datetime) -> Team:
    """A team whose hold is not paid."""
    await make_tax_rule()
    receipt = await services.register(wanted(division, "Tarde"), key="t", actor="anonymous", path="/x", now=now)
    return await Team.get(id=receipt.team_id)


async def put(team: Team, person: Person, now: datetime, **over: Any) -> Player:
    return await roster.add(team.id, Candidate(person.id, **over), actor="captain", now=now)


async def teams_of(person: Person) -> list[str]:
    found = await Player.filter(person_id=person.id, removed_at=None).select_related("team")
    return sorted(each.team.name for each in found if each.team.status is TeamStatus.CONFIRMED)


async def test_a_team_that_never_paid_does_not_keep_its_people_from_playing(db: str, now: datetime) -> None:
    division, person = await make_division(net_fee=100_000), await make_person()
    late, other = await unpaid(division, now), await make_team(division, name="Otro")
    await put(late, person, now)

    with pytest.raises(RosterRefused):
        await put(other, person, now)
    await lifecycle.on_released(late.id, now + timedelta(hours=1), "hold expired")
    await put(other, person, now + timedelta(hours=1))

    assert await teams_of(person) == ["Otro"]


@pytest.mark.parametrize("per", [OneTeamPer.DIVISION, OneTeamPer.TOURNAMENT])
async def test_late_money_brings_a_team_back_without_whoever_plays_elsewhere(
    db: str, now: datetime, per: OneTeamPer
) -> None:
    tournament = await make_tournament(one_team_per=per)
    division = await make_division(tournament, net_fee=100_000)
    where = division if per is OneTeamPer.DIVISION else await make_division(tournament, name="Softbol")
    late, other = await unpaid(division, now), await make_team(where, name="Otro")
    gone, stays = await make_person(), await make_person()
    await put(late, gone, now, is_captain=True)
    await put(late, stays, now)
    await lifecycle.on_released(late.id, now, "hold expired")

    await put(other, gone, now)
    came_back = await lifecycle.on_paid(late.id, (await Order.get()).id, now)

    assert came_back
    assert (await teams_of(gone), await teams_of(stays)) == (["Otro"], ["Tarde"])
    report = await examine(db, [each for each in INVARIANTS if each.id == "T01"], now=now)
    assert report.violations == ()


async def test_money_that_comes_after_the_draw_buys_no_place_in_it(db: str, now: datetime) -> None:
    division = await make_division(net_fee=100_000)
    late = await unpaid(division, now)
    await Division.filter(id=division.id).update(status=DivisionStatus.DRAWN, plan={"matches": []}, drawn_at=now)

    seated = await lifecycle.on_paid(late.id, (await Order.get()).id, now)

    await late.refresh_from_db()
    await division.refresh_from_db()
    assert (seated, late.status, division.taken) == (False, TeamStatus.EXPIRED, 0)


async def test_late_money_and_another_captain_at_once_leave_one_roster(db: str, now: datetime) -> None:
    tournament = await make_tournament(one_team_per=OneTeamPer.TOURNAMENT)
    division, softball = await make_division(tournament, net_fee=100_000), await make_division(tournament, name="S")
    late, other, person = await unpaid(division, now), await make_team(softball, name="Otro"), await make_person()
    await put(late, person, now)
    await lifecycle.on_released(late.id, now, "hold expired")
    order = await Order.get()

    await asyncio.gather(lifecycle.on_paid(late.id, order.id, now), put(other, person, now), return_exceptions=True)

    assert len(await teams_of(person)) == 1
