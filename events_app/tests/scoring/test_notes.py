"""What phones note during a match counts once, whatever the order, and the live score is that of all notes."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events_app.core import clock, live
from events_app.core.access import Grant, Role
from events_app.core.database import execute, rows
from events_app.scoring import noting
from events_app.tests.factories.accounts import make_user
from events_app.tests.scoring.conftest import KICK_OFF, World, make_drawn, make_world, noted
from events_app.tests.support.browser import TestClient
from events_app.tournaments.engine import brackets, roundrobin
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Incident, LogEntry, Match
from events_app.tournaments.rules import rules_of


async def test_the_first_note_starts_the_match_and_each_goal_moves_the_live_score(cup: World) -> None:
    match = await cup.match(1)
    scorer = cup.players[cup.teams[3].id][7]

    answer = await cup.notes(match, noted("period", None, period=1), noted("score", "away", player=scorer.id, period=1))

    await match.refresh_from_db()
    assert [each["status"] for each in answer["results"]] == ["stored", "stored"]
    assert match.status is MatchStatus.LIVE
    assert match.live is not None
    assert (match.live["score"], match.live["period"], match.live["periods"]) == ([0, 1], 1, {"1": [0, 1]})
    assert [each.kind for each in await LogEntry.all().order_by("sequence")] == ["drawn", "started"]


async def test_a_note_sent_again_is_answered_again_and_counts_once(cup: World) -> None:
    match, goal = await cup.match(1), noted()

    first = await cup.notes(match, goal, goal)
    again = await cup.notes(match, goal)

    assert [each["status"] for each in first["results"] + again["results"]] == ["stored", "stored", "replayed"]
    assert again["live"]["score"] == [1, 0]
    assert await Incident.all().count() == 1


async def test_a_phone_that_returns_with_forty_notes_out_of_order_changes_nothing_in_the_outcome(cup: World) -> None:
    match, other = await cup.match(1), await cup.match(2)
    start = KICK_OFF
    notes = [
        noted("period", None, period=1, at=start, id="p1"),
        noted("period", None, period=2, at=start + timedelta(hours=1), id="p2"),
    ]
    for place in range(30):
        side, half = ("home", "away")[place % 3 == 0], 1 + place // 15
        notes.append(noted("score", side, period=half, at=start + timedelta(minutes=1 + place * 4), id=f"g{place}"))
    notes += [
        noted("undo", None, names=f"g{place}", at=start + timedelta(hours=2), id=f"u{place}") for place in range(7)
    ]
    notes.append(noted("undo", None, names="u3", at=start + timedelta(hours=3), id="again"))

    in_order = await cup.notes(match, *notes)
    shuffled = random.Random(5).sample(notes, len(notes))
    for begin in range(0, len(shuffled), 7):
        out_of_order = await cup.notes(other, *shuffled[begin : begin + 7], shuffled[0])

    assert in_order["live"] == out_of_order["live"]
    # 20 of home and 10 of away; six undone of which two are away's (0, and 6; 3 came back).
    assert in_order["live"]["score"] == [16, 8]


async def test_two_phones_that_note_at_once_lose_nothing(cup: World) -> None:
    match = await cup.match(1)

    await asyncio.gather(*(cup.notes(match, noted("score", side, period=1)) for side in ("home", "away") * 8))

    await match.refresh_from_db()
    assert (match.live or {})["score"] == [8, 8]
    assert await LogEntry.filter(kind="started").count() == 1


async def test_without_the_lock_the_live_score_can_miss_a_goal(cup: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the test above: both batches read before either is committed."""
    match = await Match.get(id=(await cup.match(1)).id).select_related("division__tournament__event")
    await noting.start(match, by="user:1", now=clock.now())
    monkeypatch.setattr(noting, "LOCK", "SELECT pg_sleep(0.05), $1::bigint")
    monkeypatch.setattr(noting, "ALL", "SELECT i.*, pg_sleep(0.1) FROM match_incidents i WHERE i.match_id = $1")
    missed = 0

    for _turn in range(3):
        await asyncio.gather(*(cup.notes(match, noted("score", side, period=1)) for side in ("home", "away")))
        await match.refresh_from_db(fields=["live"])
        stored = await Incident.all().count()
        score: Any = (match.live or {})["score"]
        missed += stored - int(sum(score))

    assert missed > 0


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"side": None}, "Falta decir de qué equipo es."),
        ({"value": 3}, "Ese número de puntos no existe en este deporte."),
        ({"player": 999_999}, "Esa persona no está en la lista del equipo."),
        ({"kind": "undo", "names": ""}, "Falta decir cuál registro cambia."),
    ],
)
async def test_a_wrong_note_is_refused_alone(cup: World, wrong: dict[str, Any], because: str) -> None:
    answer = await cup.notes(await cup.match(1), noted() | wrong, noted())

    assert [(each["status"], each["because"]) for each in answer["results"]] == [("refused", because), ("stored", None)]
    assert answer["live"]["score"] == [1, 0]


async def test_a_player_of_the_rival_cannot_score_but_can_help_with_an_own_goal(cup: World) -> None:
    match, rival = await cup.match(1), cup.players[cup.teams[3].id][7].id

    answer = await cup.notes(match, noted("score", "home", player=rival), noted("own_goal", "home", player=rival))

    assert [each["status"] for each in answer["results"]] == ["refused", "stored"]
    assert answer["live"]["score"] == [1, 0]


async def test_garbage_is_refused_without_hurting_its_neighbours(cup: World) -> None:
    match = await cup.match(1)

    answer = await cup.notes(match, {"id": 4}, noted(at=datetime(2500, 1, 1, tzinfo=UTC)), noted("dance"), noted())

    assert [each["status"] for each in answer["results"]] == ["refused", "refused", "refused", "stored"]
    bodies: tuple[Any, ...] = ({}, {"incidents": []}, {"incidents": "x"}, {"incidents": [noted()] * 201}, [])
    for body in bodies:
        refused = await cup.client.post(f"/api/v1/matches/{match.id}/incidents", json=body)
        assert refused.status_code == 422


async def test_a_suspended_player_is_refused_unless_the_organiser_says_so(cup: World) -> None:
    first, last = await cup.match(1), await cup.match(3)
    player = cup.players[cup.teams[0].id][7].id
    await cup.notes(first, noted("red", "home", player=player, period=1))
    await cup.final(first, (2, 1))
    await cup.final(await cup.match(2), (1, 0))

    refused = await cup.notes(last, noted("score", "home", player=player))
    await cup.client.sign_in(await make_user(roles=[Role.OFFICE]))
    allowed = await cup.notes(last, noted("score", "home", player=player))

    assert (
        refused["results"][0]["because"] == "Está suspendido para este partido. Solo quien organiza puede permitirlo."
    )
    assert allowed["results"][0]["status"] == "stored"


async def test_two_yellow_cards_noted_by_two_phones_send_off(cup: World) -> None:
    match, player = await cup.match(1), cup.players[cup.teams[0].id][7].id

    await cup.notes(match, noted("yellow", "home", player=player, period=1))
    await cup.notes(match, noted("yellow", "home", player=player, period=2))
    await cup.final(match, (1, 0))
    await cup.final(await cup.match(2), (1, 0))
    refused = await cup.notes(await cup.match(3), noted("score", "home", player=player))

    assert refused["results"][0]["status"] == "refused"


async def test_a_match_without_its_teams_takes_no_notes(cup: World) -> None:
    answer = await cup.post(await cup.match(3), "incidents", {"incidents": [noted()]})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "refused_by_rules")
    assert await Incident.all().count() == 0


@pytest.mark.parametrize("what", ["incidents", "result", "signatures", "closing"])
async def test_matches_of_other_events_are_not_found(cup: World, client: TestClient, what: str) -> None:
    foreign, _teams, _players = await make_drawn(brackets.single(2, third_place=False))
    match = await Match.get(division_id=foreign.id, number=1)
    stranger = await make_user(roles=[Grant(Role.SCOREKEEPER, "event:999")])

    answers = [await cup.post(match, what, {"incidents": [noted()]})]
    await client.sign_in(stranger)
    answers += [
        await cup.post(await cup.match(1), what, {"incidents": [noted()]}),
        await cup.post(Match(id=10**9), what, {}),
    ]
    client.sign_out()
    answers.append(await cup.post(await cup.match(1), what, {"incidents": [noted()]}))

    assert [each.status_code for each in answers] == [404, 404, 404, 404]


async def test_a_batch_costs_seven_statements(cup: World, statements: Any) -> None:
    match = await cup.match(1)
    await cup.notes(match, noted("period", None, period=1))

    async with statements() as seen:
        await cup.notes(match, *(noted() for _ in range(200)))

    assert seen.count <= 7, seen.sql


async def test_the_clock_stops_with_a_pause_and_goes_on_where_it_stood(cup: World) -> None:
    match, start = await cup.match(1), KICK_OFF

    await cup.notes(match, noted("period", None, period=1, at=start))
    paused = await cup.notes(match, noted("pause", None, at=start + timedelta(minutes=44, seconds=5)))
    second = await cup.notes(match, noted("period", None, period=2, at=start + timedelta(minutes=60)))
    await cup.notes(match, noted("pause", None, at=start + timedelta(minutes=70)))
    again = await cup.notes(match, noted("resume", None, at=start + timedelta(minutes=75)))

    assert (paused["live"]["clock"], paused["live"]["minute"]) == ({"running": False, "since": None}, 45)
    assert second["live"]["clock"] == {"running": True, "since": (start + timedelta(minutes=15)).isoformat()}
    assert again["live"]["clock"] == {"running": True, "since": (start + timedelta(minutes=20)).isoformat()}


async def test_outs_and_halves_of_innings_are_counted(client: TestClient) -> None:
    world = await make_world(client, roundrobin.league(2, 1), sport="softball")
    match = await world.match(1)

    answer = await world.notes(
        match,
        noted("period", "away", period=1),
        noted("score", "away", period=1),
        *(noted("out", "away", period=1) for _ in range(3)),
        noted("period", "home", period=1),
        noted("out", "home", period=1),
    )

    assert {key: answer["live"][key] for key in ("score", "period", "batting", "outs")} == {
        "score": [0, 1], "period": 1, "batting": "home", "outs": 1,
    }  # fmt: skip


async def test_sets_are_counted_by_the_points_that_win_them(client: TestClient) -> None:
    world = await make_world(client, roundrobin.league(2, 1), sport="volleyball")
    match = await world.match(1)
    points = [noted("score", "home", period=1) for _ in range(25)] + [
        noted("score", "away", period=2) for _ in range(3)
    ]

    answer = await world.notes(match, noted("period", None, period=1), *points, noted("period", None, period=2))

    assert (answer["live"]["score"], answer["live"]["points"]) == ([1, 0], [0, 3])
    assert rules_of(world.division).periods.points_to == 25


async def test_each_batch_is_told_live_to_whoever_watches_the_division_or_the_tournament(cup: World) -> None:
    match, division = await cup.match(1), cup.division
    await cup.notes(match, noted("period", None, period=1))
    await live.ready()

    with (
        live.listening(f"division:{division.id}") as near,
        live.listening(f"tournament:{division.tournament_id}") as far,
    ):
        await cup.notes(match, noted("score", "away", period=1))
        heard = [await each.next(1.0) for each in (near, far)]

    assert [each.data["live"] if each else None for each in heard] == [match.number, match.number]


async def test_notes_only_grow(cup: World) -> None:
    await cup.notes(await cup.match(1), noted())

    for statement in ("UPDATE match_incidents SET value = 2", "DELETE FROM match_incidents"):
        with pytest.raises(Exception, match="only grows"):
            await execute(statement)

    assert [each["value"] for each in await rows("SELECT value FROM match_incidents")] == [1]
