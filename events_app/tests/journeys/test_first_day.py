"""The first day in a real browser: poster, two fields, card, ticket, and a gate whose camera reads that very QR."""

import asyncio
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from events_app.checkin.models import Scan
from events_app.tests.journeys.checkup import healthy
from events_app.tests.journeys.conftest import Town
from events_app.tests.journeys.people import DESK, PHONE, people, sign_in
from events_app.tests.support.device import page_of
from events_app.tests.support.eyes import watch
from events_app.tests.support.film import camera, shoot

SHARP: dict[str, Any] = {"device_scale_factor": 2}
NAME = "Guadalupe Yáñez Peñúñuri"
PRICE = "$1,392.00"


async def test_from_the_poster_to_the_gate_and_the_office_sees_it_all(town: Town, tmp_path: Path) -> None:
    async with people(town) as (browser, objections):
        employee = await page_of(browser, **PHONE, **SHARP)
        office = await page_of(browser, **DESK)
        objections += [watch(each, town.house.base_url) for each in (employee, office)]

        folio = await buy_a_ticket(employee, town)
        screen = await employee.screenshot()
        await sign_in(office, town)
        link, pin = await invite_a_phone(office, town)
        film = await asyncio.to_thread(shoot, tmp_path / "ticket.mjpeg", screen)
        async with people(town, *camera(film)) as (door, noticed):
            gate = await page_of(door, **PHONE)
            noticed.append(watch(gate, town.house.base_url))
            await enrol(gate, link, pin)
            first = await verdict(gate, "good")
            second = await verdict(gate, "warn")

        assert first == ["ADELANTE", NAME, "Arneses del Desierto", "General"]
        assert second == ["YA ENTRÓ", NAME, "Arneses del Desierto", "General"]
        assert await seen_by_the_office(office, town, folio)
    readings = await Scan.all().order_by("id")
    assert [each.verdict for each in readings[:2]] == ["admitted", "already_inside"]
    assert await healthy(town) == []


async def buy_a_ticket(page: Page, town: Town) -> str:
    """From the poster's link to the ticket on the screen; gives its folio."""
    await page.goto(town.house.url(town.poster))
    await page.get_by_role("link", name="Registrarme").tap()
    await expect(page.locator("input:visible, select:visible, textarea:visible")).to_have_count(2)
    await page.get_by_label("Número de empleado").fill("04821")
    await page.get_by_label("Primer apellido").fill("yanez")
    await page.get_by_role("button", name="Continuar").tap()
    await page.get_by_role("button", name=f"Apartar y pagar {PRICE}").tap()
    await page.get_by_role("button", name=f"Pagar {PRICE} con tarjeta").tap()
    await page.wait_for_url(f"{town.house.twin_url}/**")
    await page.get_by_label("Número de tarjeta").fill("4242 4242 4242 4242")
    await page.get_by_role("button", name="Pagar").tap()
    await page.get_by_role("link", name="Ver mi boleto").tap()
    await expect(page.locator(".ticket-status")).to_contain_text("Confirmado")
    await expect(page.locator(".ticket-name")).to_have_text(NAME)
    await expect(page.locator(".ticket-qr svg")).to_be_in_viewport(ratio=1)
    return await page.locator(".ticket-folio b").inner_text()


async def invite_a_phone(page: Page, town: Town) -> tuple[str, str]:
    """The office makes the gate; gives the link and the PIN for the phone that will stand at it."""
    await page.get_by_role("link", name="Puertas").click()
    await page.get_by_role("link", name="Foro de talento").click()
    await page.get_by_role("link", name="Nueva puerta").click()
    await page.get_by_label("Nombre de la puerta").fill("Puerta Norte")
    await page.locator("main form button:not([name])").last.click()
    await page.get_by_role("button", name="Dar de alta un teléfono").click()
    await page.get_by_text("Mostrar el PIN").click()
    return await page.locator("[data-link]").input_value(), await page.locator("[data-pin]").inner_text()


async def enrol(page: Page, link: str, pin: str) -> None:
    await page.goto(link)
    await page.get_by_label("PIN de 6 cifras").fill(pin)
    await page.get_by_label("¿De quién es este teléfono?").fill("Lupita, voluntaria")
    await page.get_by_role("button", name="Empezar en esta puerta").tap()


async def verdict(page: Page, tone: str) -> list[str]:
    """What the gate's phone shows full-screen: word, name, company and ticket type."""
    shown = page.locator(f".verdict.{tone}")
    await expect(shown).to_be_visible(timeout=60_000)
    told = [
        shown.locator(each) for each in (".verdict-word", ".verdict-name", "#verdict-who p >> nth=1", ".verdict-type")
    ]
    return [(await each.inner_text()).strip() for each in told]


async def seen_by_the_office(page: Page, town: Town, folio: str) -> bool:
    """The registration, the money and the readings, each on its own page."""
    await page.goto(town.house.url("/oficina/registros"))
    seat = page.get_by_role("row").filter(has_text=folio)
    await expect(seat).to_contain_text("Yáñez Peñúñuri")
    await expect(seat).to_contain_text("Confirmado")
    await page.goto(town.house.url("/oficina/dinero"))
    order = page.get_by_role("row").filter(has_text=NAME)
    await expect(order).to_contain_text(PRICE)
    await expect(order).to_contain_text("Pagado")
    await page.goto(town.house.url(f"/oficina/puertas/{town.event.id}/lecturas"))
    read = page.get_by_role("row").filter(has_text=folio)
    await expect(read.filter(has_text="Adelante")).to_have_count(1)
    await expect(read.filter(has_text="Ya entró").first).to_contain_text("Lupita, voluntaria")
    return True
