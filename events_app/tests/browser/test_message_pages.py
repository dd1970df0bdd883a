"""The texts of the messages, the lists of people without an address and the way out of reminders, on small screens."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page

from events_app.accounts.services import open_session
from events_app.core import clock, unsubscribing
from events_app.core.access import Role
from events_app.core.middleware import session_cookie
from events_app.core.settings import settings
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer

TEXTS = ("ticket", "payment_short", "voucher_spei", "event_changed")


async def seen(page: Page, name: str) -> None:
    await assert_fits(page)
    await assert_accessible(page)
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["es-MX", "en"])
async def test_the_office_reads_texts_and_lists_on_any_screen(
    server: LiveServer, open_page: OpenPage, size: str, language: str
) -> None:
    starts = clock.now() + timedelta(days=20)
    event, kind = await make_event_with_seats(starts_at=starts, ends_at=starts + timedelta(hours=3))
    await make_registration(event, kind, await make_employee(await make_plant(), email=None), now=clock.now())
    user = await make_user(roles=[Role.OFFICE], locale=language)
    token = await open_session(user.id, clock.now(), "test")
    page = await open_page(**(PHONE if size == "phone" else DESKTOP), locale=language)
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])
    way_out = unsubscribing.link("ana@planta.example", unsubscribing.REMINDERS, now=clock.now())

    await page.goto(f"{server.base_url}/oficina/mensajes/textos?lang={language}")
    await seen(page, f"textos-{size}-{language}")
    for each in TEXTS:
        await page.goto(f"{server.base_url}/oficina/mensajes/textos/{each}")
        await seen(page, f"texto-{each}-{size}-{language}")
    await page.goto(f"{server.base_url}/oficina/avisos")
    assert await page.locator("a[href^='https://wa.me/']").count() == 1
    await seen(page, f"avisos-{size}-{language}")
    await page.goto(way_out.replace(settings().base_url, server.base_url))
    await seen(page, f"baja-{size}-{language}")
