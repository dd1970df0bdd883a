"""Nobody has to type an address: every room of the scholarships is reached by links from where its people are."""

import re

import pytest

from events_app.app import pages
from events_app.core import clock
from events_app.core.access import Access, Grant, Role
from events_app.core.routes import private_places
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.scholarships.awards_world import make_world, opened, published
from events_app.tests.support.browser import TestClient
from scholarships.applications import documents
from scholarships.applications.states import Seen
from scholarships.awards.models import Ranking
from scholarships.review.models import ReviewSettings


async def test_everybody_finds_the_scholarships_on_the_first_page(client: TestClient) -> None:
    home = await client.get("/")

    top, rest = home.text.split("</header>", 1)
    main, foot = rest.split('<footer class="foot">', 1)
    assert ['href="/becas"' in part for part in (top, main, foot)] == [True] * 3


@pytest.mark.parametrize(("role", "way"), [(Role.COORDINATOR, "/empresa"), (Role.REVIEWER, "/lectura")])
async def test_each_finds_the_own_place_in_the_header_and_nobody_elses(
    client: TestClient, role: Role, way: str
) -> None:
    company = await make_company()
    await client.sign_in(await make_user(roles=[Grant(role, f"company:{company.id}")]))

    account = await client.get("/cuenta")
    header = account.text.split("</header>", 1)[0]

    assert f'href="{way}"' in header
    assert f'href="{"/lectura" if way != "/lectura" else "/empresa"}"' not in header


async def test_a_door_volunteer_who_also_reads_still_finds_the_reading(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.GATE_SUPERVISOR, Role.REVIEWER]))

    account = await client.get("/cuenta")

    assert 'href="/lectura"' in account.text.split("</header>", 1)[0]


async def test_the_chair_goes_from_the_board_to_the_decision_the_meeting_and_who_looked(client: TestClient) -> None:
    world = await make_world()
    meeting = await opened(world)
    await client.sign_in(world.users[0])

    board = await client.get(f"/oficina/becas/{world.call.id}/lectura")
    decisions = await client.get(f"/oficina/becas/{world.call.id}/resolucion")
    log = await client.get(f"/oficina/becas/{world.call.id}/consultas")

    assert f'href="/oficina/becas/{world.call.id}/resolucion"' in board.text
    assert f'href="/oficina/becas/{world.call.id}/consultas"' in board.text
    assert f'href="/comite/sesiones/{meeting.id}"' in decisions.text
    assert log.status_code == 200


async def test_the_chairs_deputy_decides_by_the_same_pages_and_who_merely_reads_finds_none(client: TestClient) -> None:
    world = await make_world()
    await published(world)
    ranking = await Ranking.get(call_id=world.call.id)
    await ReviewSettings.create(call_id=world.call.id, deputy_id=world.users[1].id)
    desk = f"/oficina/becas/{world.call.id}"
    rooms = (f"{desk}/resolucion", f"{desk}/revisiones", f"/oficina/becas/listas/{ranking.id}/orden.json")

    await client.sign_in(world.users[1])
    board = await client.get(f"/lectura/convocatorias/{world.call.id}/tablero")
    deputy = [await client.get(room) for room in rooms]
    links = set(re.findall(r'href="(/[^"]*becas[^"]*|/lectura[^"]*)"', deputy[0].text))
    ways = [await client.get(link) for link in sorted(links)]
    await client.sign_in(world.users[2])
    reader = [(await client.get(room)).status_code for room in rooms]
    acts = [(await client.post(f"{desk}/{act}")).status_code for act in ("sorteo", "lista", "sesiones", "publicacion")]

    assert f'href="{rooms[0]}"' in board.text
    assert [each.status_code for each in deputy] == [200] * 3
    assert len(ways) >= 5
    assert {each.status_code for each in ways} == {200}
    assert (reader, acts) == ([404] * 3, [404] * 4)


async def test_a_member_finds_the_meeting_beside_the_reading_and_a_stranger_does_not(client: TestClient) -> None:
    world, other = await make_world(), await make_world()
    meeting = await opened(world)

    await client.sign_in(world.users[1])
    member = await client.get("/lectura")
    await client.sign_in(other.users[1])
    stranger = await client.get("/lectura")

    way = f'href="/comite/sesiones/{meeting.id}"'
    assert (way in member.text, way in stranger.text) == (True, False)


async def test_search_engines_are_sent_away_from_every_private_page_and_from_no_public_one(client: TestClient) -> None:
    said = (await client.get("/robots.txt")).text.splitlines()

    closed = [line.removeprefix("Disallow: ") for line in said if line.startswith("Disallow: ")]
    read = [each for each in pages() if "GET" in each.methods]
    private = [each.path for each in read if each.access is not Access.PUBLIC and "{" in each.path]
    left = {path for path in private if not path.startswith(tuple(closed))}
    assert {"/carta/", "/solicitud/", "/comite/sesiones/", "/lectura", "/oficina", "/empresa"} <= set(closed)
    assert closed[1:] == private_places(read)
    assert not [path for path in left if path.startswith(("/carta", "/solicitud", "/comite", "/lectura"))]
    assert not [each.path for each in read if each.access is Access.PUBLIC and each.path in closed[1:]]


async def test_the_chair_reads_who_looked_by_name(client: TestClient) -> None:
    world = await make_world()
    await documents.seen(world.applications[0].id, Seen.DOCUMENT, actor=f"user:{world.users[1].id}", now=clock.now())
    await documents.seen(world.applications[0].id, Seen.EXPORT, actor="family", now=clock.now())
    await client.sign_in(world.users[0])

    log = await client.get(f"/oficina/becas/{world.call.id}/consultas")

    assert "Integrante 1 vio un documento" in log.text
    assert "La familia vio una copia de todo" in log.text
    assert f"user:{world.users[1].id} " not in log.text


@pytest.mark.parametrize(("fund", "is_told"), [(599_999, True), (600_000, False)])
async def test_a_fund_smaller_than_the_budget_is_said_with_what_is_missing(
    client: TestClient, fund: int, is_told: bool
) -> None:
    world = await make_world(budget=600_000, fund=fund)
    await client.sign_in(world.users[0])

    shown = await client.get(f"/oficina/becas/{world.call.id}/resolucion")

    assert ("El fondo no alcanza" in shown.text, "Faltan $0.01." in shown.text) == (is_told, is_told)
