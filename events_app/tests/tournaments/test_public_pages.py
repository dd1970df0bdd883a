"""What anybody reads of a division: today, bracket, tables, teams, players as they agreed, screen, paper and JSON."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from events_app.core import kept_pages
from events_app.core.clock import now as clock_now
from events_app.tests.factories.events import make_event
from events_app.tests.factories.tournaments import make_division, make_tournament
from events_app.tests.support.browser import TestClient
from events_app.tests.support.weight import weigh
from events_app.tests.tournaments.public_world import a_field, a_player, playing
from events_app.tournaments.compute.standings import compute
from events_app.tournaments.engine import brackets, roundrobin
from events_app.tournaments.engine.groups import groups_then_knockout
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.matches import Match

PAGES = ("", "/llave", "/tabla", "/calendario", "/goleo", "/equipos", "/reglamento", "/partidos/1", "/tv", "/incrustar",
         "/incrustar/marco", "/imprimir", "/tarjeta.png")  # fmt: skip


def words(html: str) -> str:
    """The page's text in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]))


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept_pages._kept.clear()


async def test_every_page_of_a_division_opens_in_every_format(client: TestClient, now: datetime) -> None:
    plans = {
        Format.SINGLE: brackets.single(6, third_place=True),
        Format.DOUBLE: brackets.double(6),
        Format.LEAGUE: roundrobin.league(5, 1),
        Format.GROUPS: groups_then_knockout([4, 4], advancing=2),
    }

    for format_, plan in plans.items():
        world = await playing(plan, now, format=format_)
        await world.settle(1, (2, 1))
        answers = [(page, (await client.get(world.path + page)).status_code) for page in PAGES]
        assert answers == [(page, 200) for page in PAGES], format_


async def test_undecided_slots_name_their_candidates(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(8), now)
    await world.settle(1, (2, 1))

    html = words((await client.get(f"{world.path}/llave")).text)

    assert "Magdalena o Ocuca" in html or "Cíbuta o Caborca" in html
    assert "Ganador del partido 5" in html


async def test_walkover_shootout_and_a_dispute_are_said_in_words(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(8), now)
    await world.settle(1, (2, 2), winner="home")
    await world.settle(2, None, kind="walkover", winner="away")
    await world.report(3, (1, 0))

    html = words((await client.get(f"{world.path}/llave")).text)

    assert "En penales" in html
    assert "Ganó por W.O." in html
    assert "no llegó" in html
    assert "Provisional: faltan firmas" in html


async def test_a_table_gives_its_reason_and_the_calculation_gives_the_same_table(
    client: TestClient, now: datetime
) -> None:
    world = await playing(roundrobin.league(4, 1), now, format=Format.LEAGUE)
    for number, score in enumerate([(1, 0), (2, 2), (0, 3), (1, 1), (2, 0)], start=1):
        await world.settle(number, score)

    html = (await client.get(f"{world.path}/tabla")).text
    asked = (await client.get(f"{world.path}/tabla/{world.division.plan['tables'][0]['name']}.json")).text  # type: ignore[index]
    answer = compute(json.loads(asked))

    shown = re.findall(r"/equipos/\d+\">(Equipo [^<]+)</a>", html.split('<table class="table">')[1])
    assert [row["entry"] for row in answer["table"]] == shown
    assert "por puntos" in html
    assert "compute standings" in html


async def test_hours_are_shown_only_once_the_committee_publishes_them(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(4), now, schedule_published_at=None)
    await world.place(1, clock_now() + timedelta(days=2), await a_field())

    before = words((await client.get(f"{world.path}/calendario")).text)
    await type(world.division).filter(id=world.division.id).update(schedule_published_at=now)
    after = words((await client.get(f"{world.path}/calendario")).text)

    assert ("Cancha 1" in before, "todavía no publica las horas" in before) == (False, True)
    assert ("Cancha 1" in after, "todavía no publica las horas" in after) == (True, False)


async def test_a_followed_team_is_marked_with_its_way_without_javascript(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(4), now)
    mine = world.teams[0]

    await client.post(f"{world.path}/equipos/{mine.id}/seguir")
    followed = (await client.get(world.path)).text
    await client.post(f"{world.path}/equipos/{mine.id}/dejar")
    dropped = (await client.get(world.path)).text

    assert "Sigues a" in words(followed)
    assert "Si gana: final" in words(followed)
    assert followed.count('class="match path') == 1
    assert ("Sigues a" in words(dropped), "Sigue a tu equipo" in words(dropped)) == (False, True)


async def test_a_team_of_another_division_cannot_be_followed_here(client: TestClient, now: datetime) -> None:
    one, other = await playing(brackets.single(2), now), await playing(brackets.single(2), now)

    answer = await client.post(f"{one.path}/equipos/{other.teams[0].id}/seguir")

    assert answer.status_code == 404


async def test_players_are_named_only_as_they_agreed(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(2), now)
    shown = await a_player(world.teams[0], shown=True, number=7)
    hidden = await a_player(world.teams[1], shown=False, number=9)
    match = await world.start(1)
    await world.goal(match, shown)
    await world.goal(match, hidden)

    html = words((await client.get(f"{world.path}/goleo")).text)
    pages = [(await client.get(f"{world.path}/jugadores/{each.id}")).status_code for each in (shown, hidden)]

    assert ("Guadalupe Yáñez" in html, "G. Y. P." in html) == (True, True)
    assert pages == [200, 404]


async def test_a_tournament_that_is_not_for_strangers_is_not_found(client: TestClient, now: datetime) -> None:
    event = await make_event(kind="tournament", visibility="members")
    world = await playing(brackets.single(2), now, tournament=await make_tournament(event))

    answers = {(await client.get(world.path + page)).status_code for page in (*PAGES, "/vivo?pagina=hoy")}
    api = await client.get(f"/api/v1/tournaments/{event.slug}/divisions/{world.division.slug}")

    assert (answers, api.status_code) == ({404}, 404)


async def test_a_draft_division_is_not_found(client: TestClient, db: str) -> None:
    division = await make_division(status=DivisionStatus.DRAFT)
    event = (await division.tournament).event

    answer = await client.get(f"/torneos/{event.slug}/{division.slug}")

    assert answer.status_code == 404


async def test_strangers_share_one_drawing_until_something_changes(
    client: TestClient, now: datetime, statements: Any
) -> None:
    world = await playing(groups_then_knockout([4, 4], advancing=2), now, format=Format.GROUPS)

    async with statements() as first:
        await client.get(world.path)
    async with statements() as second:
        await client.get(world.path)
    await world.settle(1, (4, 1))
    third = await client.get(world.path)

    assert first.count <= 12, first.sql
    assert second.count == 1, second.sql
    assert "4:1" in third.text


async def test_the_live_match_stands_first_with_its_minute(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(4), now)
    await world.start(1, (2, 3))
    await Match.filter(division_id=world.division.id).update(live=None)
    await world.show(1, (2, 3))

    html = (await client.get(world.path)).text

    assert html.index("now-card") < html.index("tournament-bracket")
    assert "2.º tiempo" in html
    assert 'aria-label="Equipo Pimería 2, Equipo Cíbuta 3"' in html


async def test_a_piece_for_other_pages_allows_frames_and_brings_nothing_that_runs(
    client: TestClient, now: datetime
) -> None:
    world = await playing(brackets.single(4), now)

    piece = await client.get(f"{world.path}/incrustar/marco")
    page = await client.get(world.path)

    assert "frame-ancestors *" in piece.headers["content-security-policy"]
    assert "x-frame-options" not in piece.headers
    assert "set-cookie" not in piece.headers
    assert "<script" not in piece.text
    assert page.headers["x-frame-options"] == "DENY"


async def test_a_teams_calendar_counts_its_changes(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(4), now)
    await world.place(1, now + timedelta(days=1), await a_field())
    await Match.filter(division_id=world.division.id, number=1).update(revision=3)

    text = (await client.get(f"{world.path}/equipos/{world.teams[0].id}.ics")).text

    assert text.count("BEGIN:VEVENT") == 1
    assert "SEQUENCE:3" in text
    assert "LOCATION:Cancha 1" in text


async def test_the_api_tells_tables_matches_and_the_champion(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(2), now)
    await world.settle(1, (0, 2))
    slug = world.division.tournament.event.slug

    found = (await client.get(f"/api/v1/tournaments/{slug}/divisions/{world.division.slug}")).json()

    assert found["champion"] == world.teams[1].id
    told = [(each["number"], each["home"]["score"], each["away"]["score"], each["winner"]) for each in found["matches"]]
    assert told == [(1, "0", "2", world.teams[1].id)]


async def test_the_list_groups_tournaments_by_what_one_can_do(client: TestClient, now: datetime) -> None:
    world = await playing(brackets.single(2), now)
    await world.start(1)
    await make_division(name="Voleibol mixto")

    html = words((await client.get("/torneos")).text)

    assert html.index("Se juegan ahora") < html.index("Con convocatoria abierta") < html.index("Voleibol mixto")


async def test_a_tournament_with_one_division_leads_to_it_and_the_event_leads_to_the_tournament(
    client: TestClient, now: datetime
) -> None:
    world = await playing(brackets.single(2), now)
    slug = world.division.tournament.event.slug

    answer = await client.get(f"/torneos/{slug}")
    event = await client.get(f"/eventos/{slug}")

    assert answer.headers["location"] == world.path
    assert f'href="/torneos/{slug}"' in event.text


async def test_the_page_with_all_it_brings_weighs_little(client: TestClient, now: datetime) -> None:
    world = await playing(groups_then_knockout([4, 4], advancing=2), now, format=Format.GROUPS)

    weight = await weigh(client, world.path)

    assert weight.travelled <= 60 * 1024, weight


@pytest.mark.parametrize("path", ["/torneos/nada", "/torneos/nada/nada", "/torneos/nada/tv", "/juegos/nada"])
async def test_what_is_not_there_is_not_found(client: TestClient, db: str, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 404


async def test_every_minute_that_the_screen_at_the_field_shows_goes_on_by_itself(
    client: TestClient, now: datetime
) -> None:
    world = await playing(brackets.single(4), now)
    await world.start(1, (1, 0))

    screen = (await client.get(f"{world.path}/tv")).text
    minutes = re.findall(r"<span([^>]*)>\d+′", screen)

    assert len(minutes) >= 2
    assert all("data-clock=" in each for each in minutes)
