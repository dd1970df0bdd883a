"""The way of a team in a real browser: call, payment, roster by spreadsheet, and a credential read at the field."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.middleware import session_cookie
from events_app.core.sheets import Value, write_xlsx
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.checkin import make_gate, make_phone, reading
from events_app.tests.factories.events import make_event
from events_app.tests.factories.registration import make_employee, make_plant, make_tax_rule
from events_app.tests.factories.tournaments import (
    make_division,
    make_player,
    make_team,
    make_tournament,
    player_code,
    team_code,
)
from events_app.tests.support.device import page_of
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.models import Division

SURNAMES = ("Aguayo", "Bórquez", "Cota")


async def a_call(**over: Any) -> Division:
    """A tournament that began an hour ago, so that its gate is open, and still takes teams."""
    now = clock.now()
    event = await make_event(
        "Juegos de la Industria",
        kind="tournament",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=40),
    )
    values: dict[str, Any] = {
        "call_opens_at": now - timedelta(days=1),
        "call_closes_at": now + timedelta(days=5),
        "min_players": 3,
    }
    return await make_division(await make_tournament(event), **(values | over))


async def path_of(division: Division) -> str:
    await division.fetch_related("tournament__event")
    return f"/torneos/{division.tournament.event.slug}/{division.slug}/inscribir"


async def sign_in_coordinator(
    page: Page, server: LiveServer, company_id: int, *, locale: str = "es-MX", more: tuple[Role, ...] = ()
) -> None:
    user = await make_user(locale=locale, roles=[Grant(Role.COORDINATOR, f"company:{company_id}"), *more])
    token = await open_session(user, clock.now(), "test")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])


async def test_a_coordinator_registers_a_team_pays_fills_it_from_a_sheet_and_a_player_enters(
    server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    phone = await page_of(browser, base_url=server.base_url, **PHONE)
    plant = await make_plant()
    for place, surname in enumerate(SURNAMES):
        await make_employee(plant, number=f"{100 + place}", given="Alma", paternal=surname)
    await make_tax_rule()
    division = await a_call(net_fee=400_000, net_deposit=100_000)
    await sign_in_coordinator(phone, server, plant.id)
    sheet = tmp_path / "equipo.xlsx"
    lines: list[list[Value]] = [[f"{100 + place}", surname, place + 1] for place, surname in enumerate(SURNAMES)]
    sheet.write_bytes(write_xlsx(["No. empleado", "Apellido paterno", "Playera"], [*lines, ["999", "Nadie", 9]]))

    await phone.goto(await path_of(division))
    await phone.get_by_label("Nombre de quien capitanea").fill("Lupita Yáñez")
    await phone.get_by_label("Correo de quien capitanea").fill("lupita@arneses.example")
    await phone.get_by_label("Nombre del equipo").fill("Halcones")
    await assert_fits(phone)
    await assert_accessible(phone)
    await phone.get_by_role("button", name="Apartar y pagar").tap()
    await phone.get_by_role("button", name="Pagar $5,640.00 con tarjeta").tap()
    await phone.wait_for_url(f"{server.twin_url}/**")
    await phone.get_by_label("Número de tarjeta").fill("4242 4242 4242 4242")
    await phone.get_by_role("button", name="Pagar").tap()
    await phone.wait_for_url(f"{server.base_url}/**")
    await phone.get_by_role("link", name="Ver la página de mi equipo").tap()
    await expect(phone.locator("main .chip").first).to_have_text("Confirmado")
    await phone.get_by_role("link", name="Subir mi lista").tap()
    await phone.set_input_files("#file", sheet)
    await phone.get_by_role("button", name="Revisar la lista").tap()
    await expect(phone.locator("h1")).to_have_text("3 jugadores listos, 1 por corregir")
    await assert_fits(phone)
    await assert_accessible(phone)
    await phone.get_by_role("button", name="Agregar 3").tap()
    await expect(phone.get_by_text("Se agregaron 3 jugadores.")).to_be_visible()
    await phone.get_by_role("link", name="Volver al equipo").tap()
    await expect(phone.get_by_text("La lista está completa")).to_be_visible()
    await phone.get_by_role("link", name="Su credencial").first.tap()
    await expect(phone.locator(".ticket-status")).to_have_text("Puede jugar")
    verdict = await scanned(server, division, phone.url)
    await phone.close()

    team = await Team.get(division_id=division.id)
    assert await Player.filter(team_id=team.id).count() == 3
    assert (verdict["verdict"], verdict["name"]) == ("admitted", "Alma Aguayo Peñúñuri")


async def scanned(server: LiveServer, division: Division, link: str) -> dict[str, str]:
    """What the gate of the tournament answers to the credential of this link."""
    event = division.tournament.event
    device = await make_phone(await make_gate(event, opens_at=clock.now() - timedelta(hours=2)))
    async with httpx.AsyncClient(base_url=server.base_url) as gate:
        scans = {"scans": [reading(link.upper(), at=clock.now())]}
        answer = await gate.post(device.path, json=scans, headers=device.headers)
    found: dict[str, str] = answer.json()["results"][0]
    return found


@pytest.mark.parametrize("locale", ["es-MX", "en"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_no_page_of_a_team_scrolls_sideways_or_shuts_anybody_out(
    server: LiveServer, open_page: OpenPage, device: dict[str, object], locale: str
) -> None:
    page = await open_page(**(device | {"locale": locale}))
    plant = await make_plant("Componentes Electromecánicos y Arneses Automotrices del Noroeste de la Frontera")
    division = await a_call(branch="mixed", min_women=1, min_age=18, max_reinforcements=2)
    team = await make_team(division, name="Halcones Peregrinos de la Sierra Madre Occidental del Norte", company=plant)
    player = await make_player(team, number=7, gender="woman", is_captain=True)
    await make_player(team, confirmation="pending", official=True)
    await sign_in_coordinator(page, server, plant.id, locale=locale, more=(Role.OFFICE,))
    office = (f"division/{division.id}/equipos", f"equipos/{team.id}")
    ends = (
        "/credenciales",
        "/cedula",
        "",
        "/jugadores",
        "/jugadores/nombre",
        f"/jugadores/{player.id}",
        "/lista",
        "/personas?q=a",
        "/datos",
    )

    paths = [await path_of(division), "/mis-equipos", f"/J/{player_code(player)}"]
    for path in (
        *paths,
        *(f"/oficina/torneos/{end}" for end in office),
        *(f"/equipo/{team_code(team)}{end}" for end in ends),
    ):
        await page.goto(path)
        await assert_fits(page)
        await assert_accessible(page)

    assert await page.locator("html").get_attribute("lang") == locale


async def test_a_team_is_registered_without_javascript(server: LiveServer, phone_without_js: Page) -> None:
    await make_employee(await make_plant())
    await make_plant("Otra Planta")
    division = await a_call()

    await phone_without_js.goto(await path_of(division))
    await phone_without_js.get_by_label("Empresa").select_option(label="Arneses del Desierto")
    await phone_without_js.get_by_label("Tu número de empleado").fill("4821")
    await phone_without_js.get_by_label("Tu primer apellido").fill("yanez")
    await phone_without_js.get_by_label("Teléfono de quien capitanea").fill("6315550142")
    await phone_without_js.get_by_label("Nombre del equipo").fill("Halcones")
    await phone_without_js.get_by_role("button", name="Inscribir al equipo").click()

    await expect(phone_without_js.get_by_text("Tu equipo ya está inscrito")).to_be_visible()
    assert await Team.filter(division_id=division.id, status="confirmed").count() == 1
