"""A drawn division with rosters, and its scorekeeper's phone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest_asyncio

from events_app.accounts.models import User
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.events.models import Event
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.tournaments import make_division, make_player, make_team, make_tournament
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW
from events_app.tournaments.engine import brackets
from events_app.tournaments.engine.log import Drawn
from events_app.tournaments.engine.plan import Plan, as_json
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division
from events_app.tournaments.record import match_columns, record

NAMES = (
    "Troquelados El Pitic",
    "Ensambles Imuris",
    "Arneses Cíbuta",
    "Moldes Peñasco",
    "Cables Ures",
    "Sensores Oquitoa",
)
# Whatever a test notes happened before it began: the house believes no phone that writes from the future.
KICK_OFF = NOW - timedelta(hours=4)
_keys = count(1)


@dataclass
class World:
    """`players[team][number]`; `client` is signed in as the scorekeeper unless somebody else came."""

    client: TestClient
    event: Event
    division: Division
    teams: list[Team]
    players: dict[int, dict[int, Player]]
    keeper: User
    clock: datetime = field(default_factory=clock.now)

    async def match(self, number: int) -> Match:
        return await Match.get(division_id=self.division.id, number=number)

    async def post(self, match: Match, what: str, body: dict[str, Any]) -> Any:
        return await self.client.post(f"/api/v1/matches/{match.id}/{what}", json=body)

    async def notes(self, match: Match, *notes: dict[str, Any]) -> dict[str, Any]:
        answer = await self.post(match, "incidents", {"incidents": list(notes)})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def result(self, match: Match, score: tuple[int, int], **over: Any) -> dict[str, Any]:
        answer = await self.post(match, "result", {"score": list(score), **over})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def signed(self, match: Match, report: int, side: str, **over: Any) -> dict[str, Any]:
        answer = await self.post(match, "signatures", signature(report, side, **over))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def final(self, match: Match, score: tuple[int, int], **over: Any) -> int:
        made = await self.result(match, score, **over)
        for side in ("home", "away"):
            await self.signed(match, made["report"], side)
        return int(made["report"])


def noted(kind: str = "score", side: str | None = "home", *, at: datetime | None = None, **over: Any) -> dict[str, Any]:
    number = next(_keys)
    moment = at or KICK_OFF + timedelta(seconds=number)
    values = {"id": f"nota-{number}", "position": number, "kind": kind, "at": moment.isoformat(), "side": side}
    return values | over


def signature(report: int, side: str, **over: Any) -> dict[str, Any]:
    values = {"id": f"firma-{next(_keys)}", "report": report, "side": side, "name": "Óscar Núñez"}
    return values | over


async def make_drawn(
    plan: Plan, *, numbers: tuple[int, ...] = (7, 10), tournament: Any = None, **over: Any
) -> tuple[Division, list[Team], dict[int, dict[int, Player]]]:
    """A drawn division whose teams have these shirts."""
    now = clock.now()
    given: dict[str, Any] = {"status": DivisionStatus.DRAWN, "plan": as_json(plan), "drawn_at": now} | over
    division = await make_division(tournament, **given)
    teams = [await make_team(division, name=name) for name in NAMES[: plan.entries]]
    players = {
        team.id: {
            number: await make_player(team, number=number, paternal_surname=f"Yáñez{number}") for number in numbers
        }
        for team in teams
    }
    seeds = tuple(str(team.id) for team in teams)
    drawn = await record(division.id, lambda state, sequence: Drawn(seeds, sequence=sequence), actor="user:1", now=now)
    known = {each.number for each in await Match.filter(division_id=division.id)}
    for number, match in drawn.state.matches.items():
        if number not in known:
            await Match.create(division_id=division.id, **match_columns(drawn.state.planned[number], match))
    await division.refresh_from_db()
    return division, teams, players


async def make_world(client: TestClient, plan: Plan, **over: Any) -> World:
    tournament = await make_tournament()
    await tournament.fetch_related("event")
    division, teams, players = await make_drawn(plan, tournament=tournament, **over)
    keeper = await make_user("Nacho Anota", roles=[Grant(Role.SCOREKEEPER, f"event:{tournament.event.id}")])
    await client.sign_in(keeper)
    return World(client, tournament.event, division, teams, players, keeper)


@pytest_asyncio.fixture
async def cup(client: TestClient) -> World:
    """Four teams in a knockout: 1 plays 4 in match 1, 2 plays 3 in match 2, the winners meet in match 3."""
    return await make_world(client, brackets.single(4, third_place=False), format=Format.SINGLE)
