"""A match ends through the log: reported, signed by both captains or disputed, closed with a reason."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from events_app.core import clock
from events_app.core.access import Role
from events_app.core.database import execute, rows
from events_app.tests.factories.accounts import make_user
from events_app.tests.scoring.conftest import World, make_world, noted, signature
from events_app.tests.support.browser import TestClient
from events_app.tournaments.engine import roundrobin
from events_app.tournaments.kinds import DivisionStatus, MatchStatus
from events_app.tournaments.matches import LogEntry, Match, Signature


async def status(world: World, number: int) -> tuple[str, int | None, int | None, int | None]:
    found = await world.match(number)
    return str(found.status), found.home_score, found.away_score, found.winner_id


async def test_two_signatures_make_the_result_final_and_the_winner_moves_on(cup: World) -> None:
    match = await cup.match(1)

    made = await cup.result(match, (1, 3))
    one = await cup.signed(match, made["report"], "home", drawing="M10 20L30.5 40")
    both = await cup.signed(match, made["report"], "away")

    assert [each["status"] for each in (made, one, both)] == ["reported", "reported", "final"]
    assert await status(cup, 1) == ("final", 1, 3, cup.teams[3].id)
    assert (await cup.match(3)).home_id == cup.teams[3].id
    assert [each.drawing for each in await Signature.all().order_by("id")] == ["M10 20L30.5 40", ""]
    assert not await LogEntry.filter(kind="settled").exists()


async def test_a_result_costs_at_most_eight_statements(cup: World, statements: Any) -> None:
    first, second = await cup.match(1), await cup.match(2)
    await cup.notes(second, noted("period", None, period=1))
    await cup.final(first, (2, 0))

    async with statements() as seen:
        await cup.result(second, (1, 0))

    assert seen.count <= 8, seen.sql


async def test_the_same_result_and_signature_again_change_nothing(cup: World) -> None:
    match = await cup.match(1)
    made = await cup.result(match, (2, 1))
    signed = signature(made["report"], "home")

    again = await cup.result(match, (2, 1))
    answers = [(await cup.post(match, "signatures", signed)).json()["replayed"] for _turn in range(2)]

    assert (again["report"], again["replayed"]) == (made["report"], True)
    assert answers == [False, True]
    assert [each.kind for each in await LogEntry.all().order_by("sequence")] == ["drawn", "reported", "confirmed"]


async def test_of_two_results_at_once_one_wins_and_the_other_is_told_which(cup: World) -> None:
    match = await cup.match(1)

    answers = await asyncio.gather(
        *(cup.post(match, "result", {"score": list(score)}) for score in ((2, 1), (1, 2), (2, 1)))
    )

    codes = sorted(each.status_code for each in answers)
    assert codes in ([200, 200, 409], [200, 409, 409])
    present = await cup.match(1)
    told = [each.json()["error"]["message"] for each in answers if each.status_code == 409]
    assert all(f"{present.home_score}–{present.away_score}" in each for each in told)
    assert await LogEntry.filter(kind="reported").count() == 1


async def test_who_saw_the_present_report_may_correct_it_and_signatures_start_anew(cup: World) -> None:
    match = await cup.match(1)
    made = await cup.result(match, (2, 1))
    await cup.signed(match, made["report"], "home")

    corrected = await cup.result(match, (2, 2), winner="away", expected=made["report"])
    stale = await cup.post(match, "signatures", signature(made["report"], "away"))
    await cup.signed(match, corrected["report"], "home")
    done = await cup.signed(match, corrected["report"], "away")

    assert stale.status_code == 409
    assert (done["status"], await status(cup, 1)) == ("final", ("final", 2, 2, cup.teams[3].id))


async def test_a_final_result_is_the_committees_to_correct(cup: World) -> None:
    match = await cup.match(1)
    report = await cup.final(match, (2, 1))

    answer = await cup.post(match, "result", {"score": [5, 1], "expected": report})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "result_is_final")


async def test_a_dispute_waits_for_the_committee_and_does_not_block_the_phone(cup: World) -> None:
    match = await cup.match(1)
    made = await cup.result(match, (2, 1))
    await cup.signed(match, made["report"], "home")

    disputed = await cup.signed(match, made["report"], "away", verdict="disputed", reason="El segundo gol fue fuera")
    closed = await cup.post(match, "closing", {"report": made["report"], "reason": "Ya se fueron"})

    assert disputed["status"] == "disputed"
    assert (closed.status_code, closed.json()["error"]["code"]) == (409, "result_disputed")
    assert (await cup.match(3)).home_id is None
    assert [each["kind"] for each in await rows("SELECT kind FROM jobs WHERE kind LIKE 'scoring%'")] == [
        "scoring.tell_dispute"
    ]


async def test_a_match_that_lacks_a_signature_is_closed_with_a_reason(cup: World) -> None:
    match = await cup.match(1)
    made = await cup.result(match, (2, 1))

    wordless = await cup.post(match, "closing", {"report": made["report"], "reason": " "})
    closed = await cup.post(match, "closing", {"report": made["report"], "reason": "El capitán se fue"})
    again = await cup.post(match, "closing", {"report": made["report"], "reason": "El capitán se fue"})

    assert (wordless.status_code, closed.json()["status"], again.json()["replayed"]) == (422, "final", True)
    settled = await LogEntry.get(kind="settled")
    assert (settled.reason, settled.actor) == ("El capitán se fue", f"user:{cup.keeper.id}")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"score": [1, 1]}, "refused_by_rules"),
        ({"score": [5000, 0]}, "refused_by_rules"),
        ({"score": None}, "refused_by_rules"),
        ({"score": [2, 1], "periods": [[1, 1]]}, "refused_by_rules"),
        ({"score": [-1, 0]}, "invalid"),
        ({"score": [True, 0]}, "invalid"),
        ({"score": [1.5, 0]}, "invalid"),
        ({"score": [1, 0], "winner": "both"}, "invalid"),
        ({"score": [1, 0], "kind": "void"}, "invalid"),
        ({"kind": "abandoned", "score": [1, 0]}, "invalid"),
        ({"score": [1, 0], "more": 1}, "invalid"),
        ([], "invalid"),
    ],
)
async def test_an_impossible_result_is_refused_and_leaves_no_trace(cup: World, body: Any, code: str) -> None:
    match = await cup.match(1)

    answer = await cup.post(match, "result", body)

    assert (answer.status_code in (409, 422), answer.json()["error"]["code"]) == (True, code), answer.text
    assert (await status(cup, 1))[0] == "ready"
    await cup.division.refresh_from_db()
    assert cup.division.sequence == 1


async def test_a_match_without_its_teams_takes_no_result(cup: World) -> None:
    answer = await cup.post(await cup.match(3), "result", {"score": [1, 0]})

    assert (answer.status_code, answer.json()["error"]["message"]) == (
        409,
        "Todavía no se sabe quién juega este partido.",
    )


async def test_a_walkover_waits_for_the_minutes_of_the_tournament(cup: World) -> None:
    match = await cup.match(1)
    body = {"kind": "walkover", "winner": "home", "reason": "No se presentó Moldes Peñasco"}
    set_for = "UPDATE matches SET starts_at = $2 WHERE id = $1"

    hourless = await cup.post(match, "result", body)
    await execute(set_for, match.id, clock.now() - timedelta(minutes=9))
    early = await cup.post(match, "result", body)
    await execute(set_for, match.id, clock.now() - timedelta(minutes=11))
    late = await cup.post(match, "result", body)

    assert [each.status_code for each in (hourless, early, late)] == [409, 409, 200]
    assert "antes de" in early.json()["error"]["message"]
    assert (late.json()["result"]["score"], late.json()["result"]["kind"]) == ([3, 0], "walkover")


async def test_the_organiser_need_not_wait_but_says_why(cup: World) -> None:
    match = await cup.match(1)
    await cup.client.sign_in(await make_user(roles=[Role.OFFICE]))

    wordless = await cup.post(match, "result", {"kind": "double_walkover"})
    said = await cup.post(match, "result", {"kind": "double_walkover", "reason": "Las dos avisaron que no vienen"})

    assert (wordless.status_code, said.status_code) == (422, 200)


async def test_an_abandoned_match_is_not_closed_by_the_scorekeeper(cup: World) -> None:
    match = await cup.match(1)

    made = await cup.result(match, (1, 0), kind="abandoned", reason="Tormenta eléctrica")
    for side in ("home", "away"):
        await cup.signed(match, made["report"], side)
    closed = await cup.post(match, "closing", {"report": made["report"], "reason": "Ya no sigue"})

    assert (await status(cup, 1))[0] == "reported"
    assert closed.status_code == 409


async def test_a_signature_must_be_readable_and_an_objection_must_say_why(cup: World) -> None:
    match = await cup.match(1)
    report = (await cup.result(match, (2, 1)))["report"]
    wrong = (
        {"drawing": "<script>"},
        {"drawing": "M1 1" * 6_000},
        {"verdict": "disputed"},
        {"name": ""},
        {"name": "   "},
        {"name": "\u202e\u200b\u0000"},
        {"side": "both"},
        {"report": 0},
    )

    codes = [(await cup.post(match, "signatures", signature(report, "home") | each)).status_code for each in wrong]

    assert codes == [422] * len(wrong)
    assert await Signature.all().count() == 0


async def test_a_side_signs_once_and_a_report_that_never_was_cannot_be_signed(cup: World) -> None:
    match = await cup.match(1)
    report = (await cup.result(match, (2, 1)))["report"]
    await cup.signed(match, report, "home")

    twice = await cup.post(match, "signatures", signature(report, "home"))
    unknown = await cup.post(match, "signatures", signature(999, "away"))

    assert [twice.json()["error"]["code"], unknown.status_code] == ["already_signed", 409]
    assert await Signature.all().count() == 1


async def test_sets_and_outs_travel_with_the_result(client: TestClient) -> None:
    world = await make_world(client, roundrobin.league(2, 1), sport="volleyball")
    match = await world.match(1)

    short = await world.post(match, "result", {"score": [3, 0], "periods": [[25, 20], [25, 21], [24, 22]]})
    made = await world.result(match, (3, 1), periods=[[25, 20], [20, 25], [25, 3], [25, 23]])

    assert short.status_code == 409
    assert made["result"]["periods"] == [[25, 20], [20, 25], [25, 3], [25, 23]]


async def test_the_last_match_crowns_the_champion(cup: World) -> None:
    for number, score in ((1, (2, 0)), (2, (0, 1)), (3, (1, 4))):
        await cup.final(await cup.match(number), score)

    await cup.division.refresh_from_db()
    assert (cup.division.status, cup.division.champion_id) == (DivisionStatus.FINISHED, cup.teams[2].id)
    assert {str(each.status) for each in await Match.all()} == {str(MatchStatus.FINAL)}
