"""Who walks through the journeys: a Chromium of their own, a phone or a desk, and signing in."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

from events_app.accounts.models import User
from events_app.accounts.services import open_session
from events_app.commands.browser import chromium
from events_app.core import clock
from events_app.core.middleware import session_cookie
from events_app.tests.journeys.conftest import PASSWORD, Town
from events_app.tests.support.device import page_of
from events_app.tests.support.eyes import watch

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 760}, "is_mobile": True, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1366, "height": 860}}


@asynccontextmanager
async def people(town: Town, *arguments: str) -> AsyncIterator[tuple[Browser, list[list[str]]]]:
    """A Chromium of their own; what a careful eye objected to on the watched pages fails at the end."""
    objections: list[list[str]] = []
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = await asyncio.to_thread(chromium)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*alone, "--disable-gpu", *arguments])
        yield browser, objections
        await browser.close()
    at_stripe = f"a request to somebody else: {town.house.twin_url}/"
    assert [each for seen in objections for each in seen if not each.startswith(at_stripe)] == []


async def sign_in(page: Page, town: Town) -> None:
    await page.goto(town.house.url("/entrar"))
    await page.get_by_text("Entrar con contraseña").first.click()
    await page.get_by_label("Correo de tu cuenta").fill(town.office.email or "")
    await page.get_by_label("Contraseña").fill(PASSWORD)
    await page.get_by_role("button", name="Entrar con contraseña").click()
    await expect(page.get_by_role("link", name="Puertas")).to_be_visible()


async def somebody(
    browser: Browser, town: Town, seen: list[list[str]], user: User | None = None, **device: Any
) -> Page:
    """A watched page of somebody's own device, already signed in when it is somebody with an account."""
    page = await page_of(browser, base_url=town.house.base_url, **device)
    seen.append(watch(page, town.house.base_url))
    if user is not None:
        token = await open_session(user, clock.now(), "test")
        await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": town.house.base_url}])
    return page
