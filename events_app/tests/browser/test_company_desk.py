"""A coordinator in a real browser: her own sheet of forty with bad rows of five kinds, mended and confirmed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.middleware import session_cookie
from events_app.core.sheets import write_xlsx
from events_app.events.models import Event, TicketType
from events_app.registration import group_lifecycle
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.models import Registration
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.desk import World, make_desk, people
from events_app.tests.factories.registration import make_employee, make_registration
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer

LONG_NAME = "Componentes Electromecánicos y Arneses Automotrices del Noroeste de la Frontera"
HEADERS = ("NO EMP", "AP PAT", "AP MAT", "NOMBRES", "TALLA", "PUESTO")
BY_HAND = {"es-MX": "Cópialo tú: ya está marcado", "en": "Copy it yourself: it is selected"}
COPIED = {"es-MX": "Copiado", "en": "Copied"}
WORDS = {
    "es-MX": ("Revisar la lista", "guardar", "Confirmar 34 y dejar 3 en espera", "34 lugares apartados"),
    "en": ("Check the list", "save", "Confirm 34 and leave 3 waiting", "34 seats held"),
}


async def seen(page: Page, name: str) -> None:
    """Fits and is accessible; kept as a picture when somebody wants to look (SHOTS names a folder)."""
    await assert_fits(page)
    # At the end of the page the bar stands below everything: above, it covers whatever is being scrolled past.
    await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    await assert_accessible(page)
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def make_supervisors() -> tuple[World, bytes]:
    """An event with seats for 34 more, and a sheet of 41 rows: two registered, two to mend, three without a seat."""
    world = await make_desk(name=LONG_NAME)
    starts = clock.now() + timedelta(days=60)
    seats = {"capacity": 36, "starts_at": starts, "ends_at": starts + timedelta(hours=4), "title_en": "NOM-035"}
    await Event.filter(id=world.event.id).update(**seats)
    await TicketType.filter(id=world.kind.id).update(group_from=20, group_percent=10)
    for number, given, surname in (("18833", "Rosa Elvira", "Grijalva"), ("22051", "Héctor", "Bojórquez")):
        person = await make_employee(world.company, number, given, surname, "Munguía")
        await make_registration(world.event, world.kind, person, now=clock.now())
    await make_employee(world.company, "31207", "Yadira Guadalupe", "Bustamante", "Cota")
    lines = [line.split(",") for line in people(36).decode().splitlines()[1:]]
    rows = [[*line[:4], "M", "Supervisora de corte"] for line in lines]
    rows.insert(3, ["18833", "Grijalva", "Munguía", "Rosa Elvira", "S", ""])
    rows.insert(9, ["22051", "Bojórquez", "Munguía", "Héctor", "L", ""])
    rows.insert(20, ["31207", "", "Cota", "Yadira Guadalupe", "M", "Supervisora de empaque"])
    rows.insert(25, ["20003", "Ochoa", "León", "María Fernanda", "M", ""])
    rows.append(["31188", "Ñáñez", "Sotomayor", "José Ignacio", "M", ""])
    return world, write_xlsx(HEADERS, rows, title="FEB")


@pytest.mark.parametrize("language", ["es-MX", "en"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_forty_people_from_the_sheet_to_the_order(
    server: LiveServer, open_page: OpenPage, language: str, size: str, tmp_path: Path
) -> None:
    page = await open_page(**(PHONE if size == "phone" else DESKTOP), locale=language)
    world, sheet = await make_supervisors()
    token = await open_session(world.coordinator.id, clock.now(), "test")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])
    file = tmp_path / "supervisores NOM035 turno A y B.xlsx"
    file.write_bytes(sheet)
    check, save, confirm, held = WORDS[language]
    shot = f"desk-{language}-{size}"

    await page.goto(f"{world.home}?lang={language}")
    await seen(page, f"{shot}-1-home")
    await page.goto(f"{world.register}?lang={language}")
    await seen(page, f"{shot}-2-drop")
    await page.set_input_files("#file", str(file))
    await page.get_by_role("button", name=check).click()
    await page.wait_for_url("**/registrar/*/*")
    await seen(page, f"{shot}-3-rows")
    before = await page.locator("h1").inner_text()
    surname = page.locator("tr.bad input[name$='.paternal_surname']").first
    await surname.fill("Bustamante")
    await surname.press("Enter")
    await expect(page.locator("h1")).not_to_have_text(before)
    await page.locator("tr.bad input").first.press("Escape")
    await page.wait_for_load_state()
    await seen(page, f"{shot}-4-mended")
    await page.locator(".actionbar form button").click()
    await page.wait_for_url("**/grupos/*")
    await seen(page, f"{shot}-5-order")

    assert held in await page.locator("h1").inner_text()
    # A page over plain http has no clipboard, and some browsers refuse the old way too.
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', {}), document.execCommand = () => false")
    copies = page.locator("[data-copies]").first
    link = await copies.get_attribute("data-copies")
    await copies.click()
    await expect(copies).to_have_text(BY_HAND[language])
    assert await page.evaluate("document.activeElement.value.slice(0, document.activeElement.selectionEnd)") == link
    await seen(page, f"{shot}-5-copied-by-hand")
    await page.evaluate("document.execCommand = () => true")
    await copies.click()
    await expect(copies).to_have_text(COPIED[language])
    assert await page.locator(".copied-text").count() == 0
    group = await RegistrationGroup.get(company_id=world.company.id)
    assert await group_lifecycle.on_paid(group.id, int(group.order_id or 0), clock.now())
    await page.reload()
    chat = page.get_by_role("link", name="WhatsApp").first
    await expect(chat).to_be_visible()
    beside = "a => a.children[1].getBoundingClientRect().left - a.children[0].getBoundingClientRect().right"
    assert await chat.evaluate(beside) > 4
    await seen(page, f"{shot}-6-tickets")
    first = await Registration.filter(group_id=group.id).first()
    await page.goto(f"{world.home}/grupos/{group.id}/lugares/{first.id if first else 0}")
    await seen(page, f"{shot}-7-seat")
    for place in ("registros", "personas", "pedidos", "cuenta", "coordinadores", "registrar", "personas/nueva"):
        await page.goto(f"{world.home}/{place}")
        await seen(page, f"{shot}-8-{place.replace('/', '-')}")
