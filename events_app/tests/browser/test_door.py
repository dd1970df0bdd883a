"""The gate in a real browser: a film of the very QR, a scanner that types, a name by hand, a network that goes."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page, Route, async_playwright, expect

from events_app.checkin import services
from events_app.checkin.models import Gate, Scan
from events_app.commands.browser import chromium
from events_app.core import clock, qr
from events_app.core.access import Role
from events_app.events.models import Event
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.checkin import make_gate
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.support.device import page_of
from events_app.tests.support.eyes import assert_accessible, assert_fits, watch
from events_app.tests.support.film import camera, shoot
from events_app.tests.support.live_server import LiveServer

PASSWORD = "nopal-cardon-saguaro-81"


# How light the ink and the ground of an element are, 0 to 255, on the gate's black; axe leaves equal colours undecided.
COLOURS = """(each) => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    const light = (...colours) => {
        for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
        return pen.getImageData(0, 0, 1, 1).data[1];
    };
    const { color, backgroundColor } = getComputedStyle(each);
    return [light("black", color), light("black", backgroundColor)];
}"""


@dataclass(frozen=True)
class Door:
    event: Event
    gate: Gate
    code: str
    server: LiveServer

    @property
    def link(self) -> str:
        return f"HTTPS://CONVOCA.TEST/T/{self.code}"


@pytest_asyncio.fixture
async def door(server: LiveServer) -> Door:
    starts = clock.now() + timedelta(hours=2)
    event, kind = await make_event_with_seats(starts_at=starts, ends_at=starts + timedelta(hours=4))
    plant = await make_plant()
    guadalupe = await make_registration(event, kind, await make_employee(plant))
    await make_registration(
        event, kind, await make_employee(plant, "7", "María de los Ángeles", "Covarrubias", "Bojórquez")
    )
    return Door(event, await make_gate(event, "Puerta 2 · Norte"), guadalupe.code, server)


async def enrol(page: Page, door: Door, *, supervisor: bool = False) -> None:
    made = await services.invite(door.gate, supervisor=supervisor, actor="user:1", now=clock.now())
    await page.goto(door.server.url(f"/puerta/alta/{made.token}"))
    await page.fill("#pin", made.pin)
    await page.fill("#label", "Lupita")
    await page.get_by_role("button", name="Empezar en esta puerta").click()
    await expect(page.locator("[data-gate]").first).to_have_text("Puerta 2 · Norte")
    await expect(page.locator(".door-panel [data-counts]")).to_contain_text("de 2 esperados")
    await ready(page)


async def ready(page: Page) -> None:
    """The page hears keys and clicks only once its script runs."""
    await expect(page.locator("door-scanner[data-ready]")).to_be_attached(timeout=20_000)


@asynccontextmanager
async def phone_with_camera(door: Door, film: Path) -> AsyncIterator[Page]:
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = await asyncio.to_thread(chromium)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*alone, "--disable-gpu", *camera(film)])
        page = await page_of(browser, **PHONE)
        seen = watch(page, door.server.base_url)
        yield page
        await browser.close()
    assert seen == []


async def wedge(page: Page, text: str) -> None:
    """A scanner that types: no pause between keys, Enter at the end."""
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def shown(page: Page, tone: str) -> list[str]:
    verdict = page.locator(f".verdict.{tone}")
    await expect(verdict).to_be_visible(timeout=40_000)
    return (await verdict.locator(".verdict-body").inner_text()).split("\n")


async def test_the_camera_admits_the_qr_once_and_then_says_who_is_inside(door: Door, tmp_path: Path) -> None:
    film = await asyncio.to_thread(shoot, tmp_path / "ticket.mjpeg", qr.png(door.link, module=12))

    async with phone_with_camera(door, film) as page:
        await enrol(page, door)
        first = await shown(page, "good")
        await expect(page.locator(".verdict")).to_be_hidden()
        second = await shown(page, "warn")
        await expect(page.locator(".door-panel [data-inside]")).to_have_text("1")
        await page.get_by_role("button", name="Entendido, leer siguiente").tap()
        await expect(page.locator(".verdict")).to_be_hidden()

    assert [each for each in first if each] == ["ADELANTE", "Guadalupe Yáñez Peñúñuri", "General"]
    assert second[0] == "YA ENTRÓ"
    assert "por Puerta 2 · Norte" in "".join(second)
    assert [each.verdict for each in await Scan.all().order_by("id")][:2] == ["admitted", "already_inside"]


async def test_a_scanner_that_types_reads_links_codes_and_refuses_a_folio_kindly(
    door: Door, open_page: OpenPage
) -> None:
    page = await open_page(**PHONE)
    await enrol(page, door)

    await wedge(page, "C5K 0318")
    folio = await shown(page, "bad")
    await assert_accessible(page)
    await assert_fits(page)
    await page.get_by_role("button", name="Entendido, leer siguiente").click()
    await page.locator("input[type=search]").focus()
    await wedge(page, door.link)
    admitted = await shown(page, "good")
    await assert_accessible(page)
    await assert_fits(page)
    await wedge(page, door.code.lower())
    again = await shown(page, "warn")
    await assert_accessible(page)

    assert "Eso es un folio" in " ".join(folio)
    assert (admitted[0], again[0]) == ("ADELANTE", "YA ENTRÓ")
    assert await page.locator("input[type=search]").input_value() == ""


async def test_somebody_without_a_ticket_is_found_by_name_and_let_in_by_hand(door: Door, open_page: OpenPage) -> None:
    page = await open_page(**PHONE)
    await enrol(page, door)

    await page.locator("input[type=search]").fill("bojorquez")
    await expect(page.locator(".door-result")).to_have_count(1)
    await assert_accessible(page)
    await assert_fits(page)
    await page.locator(".door-result").tap()
    told = await shown(page, "good")
    await expect(page.locator(".door-panel [data-inside]")).to_have_text("1")
    await page.locator("input[type=search]").fill("zzzz")
    await expect(page.get_by_text("Nadie con esos datos")).to_be_visible()

    assert "María de los Ángeles Covarrubias Bojórquez" in told
    assert (await Scan.get()).method == "hand"


async def test_many_people_of_one_surname_are_listed_whole(door: Door, open_page: OpenPage) -> None:
    page = await open_page(**PHONE)
    await enrol(page, door)
    plant, kind = await make_plant(slug="otra"), await door.event.ticket_types.all().get()
    for number in range(8):
        person = await make_employee(plant, f"90{number}", "María del Rosario", "Covarrubias", "Bojórquez")
        await make_registration(door.event, kind, person)

    await page.locator("input[type=search]").fill("bojorquez")
    await expect(page.locator(".door-result")).to_have_count(9)

    sizes = "all => all.map(each => each.scrollHeight <= each.clientHeight)"
    assert await page.locator(".door-result").evaluate_all(sizes) == [True] * 9


async def test_a_supervisors_phone_undoes_an_entry_from_the_list(door: Door, open_page: OpenPage) -> None:
    page = await open_page(**PHONE)
    await enrol(page, door, supervisor=True)
    await wedge(page, door.code)
    await shown(page, "good")
    await page.locator("input[type=search]").fill("yanez")
    undo = page.get_by_role("link", name="Deshacer la entrada de Guadalupe")
    await expect(undo).to_be_visible()
    await assert_accessible(page)
    ink, ground = await undo.evaluate(COLOURS)
    assert abs(ink - ground) > 150

    await undo.tap()
    await page.get_by_label("Motivo").fill("Era otra persona")
    await page.get_by_role("button", name="Deshacer esta entrada").tap()

    await expect(page.get_by_text("Entrada deshecha.")).to_be_visible()
    await expect(page.locator(".door-panel [data-inside]")).to_have_text("0")


async def test_a_scan_that_finds_no_network_is_kept_and_sent_with_the_same_id(door: Door, open_page: OpenPage) -> None:
    page = await open_page(**PHONE)
    await enrol(page, door)
    tried: list[str] = []

    async def cut(route: Route) -> None:
        tried.append(json.loads(route.request.post_data or "")["scans"][0]["id"])
        await route.abort()

    await page.route("**/scans", cut)
    await wedge(page, door.link)
    away = await shown(page, "warn")
    await page.get_by_role("button", name="Entendido, leer siguiente").click()
    await expect(page.locator("[data-queue]")).to_contain_text("lecturas por enviar")
    await assert_accessible(page)
    await page.unroute("**/scans")
    await expect(page.locator("[data-last]")).to_have_text("Adelante · Guadalupe Yáñez Peñúñuri", timeout=30_000)

    assert away[0] == "SIN RESPUESTA"
    assert {str((await Scan.get()).client_id)} == set(tried)


async def test_a_reading_survives_a_browser_that_dies(door: Door, open_page: OpenPage) -> None:
    page = await open_page(**PHONE)
    await enrol(page, door)
    await page.route("**/scans", lambda route: route.abort())
    await wedge(page, door.link)
    await shown(page, "warn")

    await page.unroute("**/scans")
    await page.reload()
    await expect(page.locator("[data-last]")).to_have_text("Adelante · Guadalupe Yáñez Peñúñuri", timeout=30_000)

    assert await Scan.all().count() == 1


async def test_without_a_camera_the_page_says_what_to_do(door: Door, open_page: OpenPage) -> None:
    page = await open_page(**PHONE)

    await enrol(page, door)

    await expect(page.get_by_text("Este aparato no tiene cámara disponible")).to_be_visible()
    await assert_accessible(page)
    await assert_fits(page)
    await wedge(page, door.code)
    await shown(page, "good")
    assert not await page.get_by_text("La cámara ya está leyendo").is_visible()


async def test_the_supervisor_sees_people_come_in(door: Door, open_page: OpenPage) -> None:
    supervisor, gate = await open_page(**DESKTOP), await open_page(**PHONE)
    await make_user("Marta Soto", email="marta@correo.example", roles=[Role.GATE_SUPERVISOR], password=PASSWORD)
    await supervisor.goto(door.server.url(f"/entrar?next=/oficina/puertas/{door.event.id}"))
    await supervisor.get_by_text("Entrar con contraseña").first.click()
    await supervisor.get_by_label("Correo de tu cuenta").fill("marta@correo.example")
    await supervisor.get_by_label("Contraseña").fill(PASSWORD)
    await supervisor.get_by_role("button", name="Entrar con contraseña").click()
    await expect(supervisor.locator(".stat-value").first).to_have_text("0")
    await assert_accessible(supervisor)

    await enrol(gate, door)
    await wedge(gate, door.link)

    await expect(supervisor.locator(".stat-value").first).to_have_text("1")
    for path in ("lecturas", "conflictos", "nueva"):
        await supervisor.goto(door.server.url(f"/oficina/puertas/{door.event.id}/{path}"))
        await assert_accessible(supervisor)
        await assert_fits(supervisor)
