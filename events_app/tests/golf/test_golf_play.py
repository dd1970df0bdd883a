"""The day itself: scores from the phones, the marker's one question, the leaderboard in both languages, live."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from events_app.core import live
from events_app.golf import words
from events_app.golf.board import standing
from events_app.golf.gifts import GolfExtra
from events_app.golf.kinds import ScoreSide
from events_app.golf.models import GolfScore, GolfTeam, GolfTournament
from events_app.payments.models import Order
from events_app.tests.factories.golf import link_of, make_golf, make_golf_team, say
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Statements
from events_app.tournaments.engine import golf_board, golf_teams


async def a_pair(**over: Any) -> tuple[GolfTournament, GolfTeam, GolfTeam]:
    """Two teams on one hole, each the other's marker."""
    day = await make_golf(**over)
    pimeria = await make_golf_team(day, "Arneses Pimería", start_hole=4, start_wave="A")
    ocotillo = await make_golf_team(day, "Transportes Ocotillo", start_hole=4, start_wave="B")
    return day, pimeria, ocotillo


def batch(*said: tuple[GolfTeam, int, int], now: datetime, key: str = "from-phone") -> dict[str, Any]:
    return {
        "statements": [
            {"id": f"{key}-{n}", "team": team.id, "hole": hole, "strokes": strokes, "made_at": now.isoformat()}
            for n, (team, hole, strokes) in enumerate(said)
        ]
    }


async def send(client: TestClient, team: GolfTeam, body: dict[str, Any]) -> int:
    return (await client.post(f"{link_of(team)}/golpes", json=body)).status_code


async def test_the_marker_is_asked_once_and_the_score_is_firm(client: TestClient, now: datetime) -> None:
    day, pimeria, ocotillo = await a_pair()

    await send(client, ocotillo, batch((ocotillo, 9, 4), now=now))
    asked = await client.get(link_of(pimeria))
    waiting = await standing(day, net=False)
    await client.post(f"{link_of(pimeria)}/golpes", data={"team": ocotillo.id, "hole": "9", "strokes": "4"})
    after = await client.get(f"{link_of(pimeria)}?parte=1")
    firm = await standing(day, net=False)

    assert "Llevas la tarjeta de Transportes Ocotillo" in asked.text
    assert "¿Hicieron 4 en el hoyo 9?" in asked.text
    assert "birdie" in asked.text
    assert "Llevas la tarjeta" not in after.text
    assert [(row.name, row.score, row.waits) for row in waiting.rows[:1]] == [("Transportes Ocotillo", "−1", True)]
    assert [row.waits for row in firm.rows] == [False, False]


async def test_a_correction_is_told_to_the_group_that_may_accept_it(client: TestClient, now: datetime) -> None:
    _, pimeria, ocotillo = await a_pair()
    await send(client, ocotillo, batch((ocotillo, 9, 4), now=now))
    await send(client, pimeria, batch((ocotillo, 9, 5), now=now + timedelta(seconds=1), key="marker-says"))

    told = await client.get(link_of(ocotillo))
    await client.post(f"{link_of(ocotillo)}/golpes", data={"hole": "9", "strokes": "5"})
    accepted = await client.get(link_of(ocotillo))

    assert "Ustedes dijeron 4 y Arneses Pimería anotó 5." in told.text
    assert "no coinciden" not in accepted.text


async def test_what_the_phone_sends_again_is_said_once(client: TestClient, now: datetime) -> None:
    _, pimeria, _ = await a_pair()
    body = batch((pimeria, 4, 5), (pimeria, 5, 4), now=now)

    answers = [(await client.post(f"{link_of(pimeria)}/golpes", json=body)).json()["kept"] for _ in range(3)]

    assert answers == [2, 0, 0]
    assert await GolfScore.all().count() == 2


async def test_an_older_word_that_arrives_late_changes_nothing(client: TestClient, now: datetime) -> None:
    day, pimeria, _ = await a_pair()
    earlier = now - timedelta(minutes=20)
    await say(pimeria, 4, 7, now=now)

    await say(pimeria, 4, 3, now=earlier)

    assert [row.score for row in (await standing(day, net=False)).rows if row.through] == ["+2"]


async def test_nobody_writes_on_a_card_that_is_neither_theirs_nor_theirs_to_mark(
    client: TestClient, now: datetime
) -> None:
    day, pimeria, _ = await a_pair()
    stranger = await make_golf_team(day, "Lejos")
    elsewhere = await make_golf_team(await make_golf(), "Otro torneo")

    answers = [
        await send(client, pimeria, batch((other, 4, 4), (pimeria, 4, 4), now=now)) for other in (stranger, elsewhere)
    ]
    beyond = await send(client, pimeria, batch((pimeria, 19, 4), now=now))

    assert (*answers, beyond) == (422, 422, 422)
    assert await GolfScore.all().count() == 0


async def test_absurd_batches_are_refused_and_nothing_is_kept(client: TestClient, now: datetime) -> None:
    _, pimeria, _ = await a_pair()
    good = batch((pimeria, 4, 4), now=now)["statements"][0]
    wrong: Sequence[object] = (
        {"statements": [good | {"strokes": 0}]}, {"statements": [good | {"strokes": "4"}]}, [], {"statements": [{}]},
        {"statements": [good | {"hole": 10**30}]}, {"statements": [good] * 101}, {"statements": [good | {"more": 1}]},
    )  # fmt: skip

    answers = [await client.post(f"{link_of(pimeria)}/golpes", json=body) for body in wrong]
    broken = await client.post(f"{link_of(pimeria)}/golpes", content=b"{", headers={"Content-Type": "application/json"})

    assert [each.status_code for each in (*answers, broken)] == [422] * 8
    assert await GolfScore.all().count() == 0


async def test_the_board_shows_ties_with_a_t_and_my_team(client: TestClient, now: datetime) -> None:
    day, pimeria, ocotillo = await a_pair()
    third = await make_golf_team(day, "Tercero")
    for team, strokes in ((pimeria, 4), (ocotillo, 4), (third, 9)):
        await say(team, 4, strokes)

    page = await client.get(f"/golf/{(await day.event).slug}?por=bruto")
    mine = await client.get(link_of(pimeria))

    rows = (await standing(day, net=False)).rows
    assert [(row.place, row.name, row.score) for row in rows] == [
        ("T1", "Arneses Pimería", "−1"), ("T1", "Transportes Ocotillo", "−1"), ("3", "Tercero", "+4"),
    ]  # fmt: skip
    assert "empate con Transportes Ocotillo" in page.text
    assert "Tu equipo" in mine.text
    assert "Tu equipo" not in page.text


async def test_the_page_is_whole_in_english_too(client: TestClient, now: datetime) -> None:
    day, pimeria, ocotillo = await a_pair()
    for team in (pimeria, ocotillo):
        await say(team, 4, 4)

    page = await client.get(f"/golf/{(await day.event).slug}?lang=en")
    phone = await client.get(f"{link_of(pimeria)}?lang=en")

    assert "Raised for scholarships" in page.text
    assert "tied with Transportes Ocotillo" in page.text
    assert "Your group keeps the card of: Transportes Ocotillo" in phone.text


async def test_every_reason_of_the_engines_can_be_said_in_both_languages() -> None:
    assert set(words.REASONS) == {*golf_board.REASONS, *golf_teams.REASONS}


async def test_a_score_is_on_the_open_pages_at_once(client: TestClient, now: datetime) -> None:
    day, pimeria, _ = await a_pair()
    with live.listening(f"golf:{day.id}") as listener:
        await live.ready()

        await send(client, pimeria, batch((pimeria, 4, 3), now=now))

        notice = await asyncio.wait_for(listener.next(5), 6)
    assert notice is not None


async def test_one_score_takes_few_statements(client: TestClient, now: datetime, statements: type[Statements]) -> None:
    _, pimeria, _ = await a_pair()

    async with statements() as seen:
        await send(client, pimeria, batch((pimeria, 4, 3), now=now))

    assert seen.count <= 5, seen.sql


async def test_extras_are_bought_from_the_phone(client: TestClient, now: datetime) -> None:
    day, pimeria, _ = await a_pair()
    extra = await GolfExtra.create(tournament_id=day.id, kind="mulligan", name_es="Mulligan", net_amount=20_000)

    shown = await client.get(link_of(pimeria))
    bought = await client.post(f"{link_of(pimeria)}/extras", data={"extra": extra.id, "quantity": "2"})
    wrong = await client.post(f"{link_of(pimeria)}/extras", data={"extra": extra.id + 1, "quantity": "2"})

    order = await Order.get()
    assert "$232.00 cada uno" in shown.text
    assert bought.headers["location"] == f"/pagar/{order.token}"
    assert (order.total, wrong.headers["location"]) == (46_400, link_of(pimeria))


async def test_a_link_that_does_not_exist_is_not_found(client: TestClient) -> None:
    answers = [(await client.get(f"/golf/equipo/{code}")).status_code for code in ("A" * 26, "x", "ñ" * 26)]
    missing = (await client.get("/golf/no-hay")).status_code

    assert (answers, missing) == ([404, 404, 404], 404)


async def test_a_committee_ruling_shows_as_settled(client: TestClient, now: datetime) -> None:
    day, pimeria, _ = await a_pair()
    await say(pimeria, 4, 4)

    await say(pimeria, 4, 8, ScoreSide.COMMITTEE)

    assert [(row.score, row.waits) for row in (await standing(day, net=False)).rows if row.through] == [("+3", False)]


async def test_the_events_own_page_leads_to_its_golf(client: TestClient) -> None:
    day = await make_golf()
    slug = (await day.event).slug

    page = await client.get(f"/eventos/{slug}")

    assert f'href="/golf/{slug}"' in page.text
    assert "El registro aún no abre" not in page.text
