"""The waiting list in a real browser: full, in the line, offered, accepted; and the office beside it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.access import Role
from events_app.core.middleware import session_cookie
from events_app.registration import lifecycle, waitlist
from events_app.registration.waiting_records import SeatOffer
from events_app.registration.waitlist import Joining
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.factories.waiting import make_benefit
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer

LONG_NAME = "Componentes Electromecánicos y Arneses Automotrices del Noroeste de la Frontera"
WORDS = {
    "es-MX": ("Entrar a la lista de espera", "Continuar", "Aceptar y continuar", "Sigues tú"),
    "en": ("Join the waiting list", "Continue", "Accept and continue", "You are next"),
}


async def seen(page: Page, name: str) -> None:
    """Fits and is accessible; kept as a picture when somebody wants to look (SHOTS names a folder)."""
    await assert_fits(page)
    await assert_accessible(page)
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["es-MX", "en"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_from_a_full_event_through_the_line_to_the_seat(
    server: LiveServer, open_page: OpenPage, language: str, size: str
) -> None:
    page = await open_page(**(PHONE if size == "phone" else DESKTOP), locale=language)
    join, go_on, accept, next_one = WORDS[language]
    starts = clock.now() + timedelta(days=30)
    event, ticket_type = await make_event_with_seats(
        1, starts_at=starts, ends_at=starts + timedelta(hours=4), net=65_000, most_per_company=5
    )
    plant = await make_plant(LONG_NAME, slug="componentes")
    await make_employee(plant)
    await make_benefit(1, year=starts.year)
    other = await make_employee(await make_plant("Otra"), "7")
    seated = await make_registration(event, ticket_type, other, now=clock.now())
    shot = f"{language}-{size}"

    await page.goto(f"/eventos/{event.slug}?empresa=componentes")
    await seen(page, f"{shot}-1-event")
    await page.get_by_role("link", name=join).click()
    await page.fill("#employee_number", "4821")
    await page.fill("#surname", "yanez")
    await seen(page, f"{shot}-2-who")
    await page.get_by_role("button", name=go_on).click()
    await page.fill("#email", "lupita@correo.example")
    await seen(page, f"{shot}-3-wait")
    await page.get_by_role("button", name=join).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(next_one)
    await seen(page, f"{shot}-4-place")
    await lifecycle.cancel(seated.registration_id, actor="office", reason="x", now=clock.now())
    await page.reload()
    await seen(page, f"{shot}-5-held")
    offer = await SeatOffer.get(event_id=event.id)
    await page.goto(f"/oferta/{offer.token}")
    await seen(page, f"{shot}-6-offer")
    await page.get_by_role("button", name=accept).click()
    await expect(page.locator("button[form=register]")).to_be_visible()
    await seen(page, f"{shot}-7-confirm")
    await page.locator("button[form=register]").click()
    await expect(page.locator(".ticket-status")).to_be_visible()
    await page.goto(f"/oferta/{offer.token}")
    await seen(page, f"{shot}-8-after")


@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_the_office_looks_after_the_line_and_the_free_seats(
    server: LiveServer, open_page: OpenPage, size: str
) -> None:
    page = await open_page(**(PHONE if size == "phone" else DESKTOP))
    user = await make_user(roles=[Role.OFFICE])
    starts = clock.now() + timedelta(days=30)
    event, ticket_type = await make_event_with_seats(2, starts_at=starts, ends_at=starts + timedelta(hours=4))
    await make_benefit(3, year=starts.year)
    plant = await make_plant(LONG_NAME, slug="componentes")
    seats = [
        await make_registration(event, ticket_type, await make_employee(plant, str(each)), now=clock.now())
        for each in range(2)
    ]
    for place, (name, size_of_party) in enumerate((("Guadalupe de los Ángeles", 2), ("Ñico", 1), ("Rosa", 1))):
        person = await make_employee(plant, str(50 + place), given=name, email=f"persona{place}@correo.example")
        asked = Joining(
            event.id, ticket_type.id, person.full_name, person.id, company_id=plant.id, size=size_of_party,
            phone="+526311234567",
        )  # fmt: skip
        await waitlist.join(asked, actor="anonymous", now=clock.now())
    await lifecycle.cancel(seats[0].registration_id, actor="office", reason="x", now=clock.now())
    token = await open_session(user, clock.now(), "browser")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])

    await page.goto(f"/oficina/eventos/{event.id}/espera")
    await seen(page, f"office-{size}-line")
    await page.goto(f"/oficina/lugares-sin-costo?anio={starts.year}")
    await seen(page, f"office-{size}-free")
    await page.goto(f"/oficina/eventos/{event.id}/editar")
    await seen(page, f"office-{size}-event")
