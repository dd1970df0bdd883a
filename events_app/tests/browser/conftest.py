"""A real Chromium before a real house. Ask for `server`, and for `phone`, `desktop`, `phone_without_js` or `open_page`.

Inside a test the factories write to the server's own database, which is emptied after it. A page that logs an error,
misses a piece, meets a 500 or asks another host fails the test that opened it.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright
from tortoise.exceptions import OperationalError

from events_app.commands.browser import chromium
from events_app.core.settings import Settings, configure, settings
from events_app.tests.support import day
from events_app.tests.support.database import Cleaner
from events_app.tests.support.device import switched_on
from events_app.tests.support.eyes import watch
from events_app.tests.support.live_server import LiveServer, serving
from events_app.tests.support.template import copied

OpenPage = Callable[..., Awaitable[Page]]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 760}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 860}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest_asyncio.fixture(scope="session")
async def _house(
    server_url: str, data_dir: Path, app_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[LiveServer, Cleaner]]:
    """One house for all browser tests of this worker, on a database of its own."""
    folder = tmp_path_factory.mktemp("house")
    keys = app_settings.data_dir / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    (folder / "keys").symlink_to(keys)  # what a factory seals, the house opens
    day.begin(known=app_settings)
    async with copied(server_url, data_dir, f"browser_{os.getpid()}") as url, serving(url, folder) as server:
        cleaner = Cleaner()
        with server.data:
            await cleaner.learn()
        yield server, cleaner


@pytest_asyncio.fixture
async def server(_house: tuple[LiveServer, Cleaner]) -> AsyncIterator[LiveServer]:
    """`server.base_url`, `server.url(path)`; the test's factories and queries reach its database, at its hour."""
    server, cleaner = _house
    configure(replace(settings(), clock_offset=server.clock_offset))
    with server.data:
        yield server
        await _forget(server.twin_url)
        await _clean(cleaner)


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = await asyncio.to_thread(chromium)
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=[*alone, "--disable-gpu"])
        yield opened
        await opened.close()


@pytest_asyncio.fixture
async def open_page(server: LiveServer, browser: Browser) -> AsyncIterator[OpenPage]:
    """`await open_page(**options)` opens a page in a context of its own; `page.context` is that context."""
    watched: list[list[str]] = []
    contexts = []

    async def opened(**options: Any) -> Page:
        context = await switched_on(browser, base_url=server.base_url, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        context.on("page", lambda each: watched.append(watch(each, server.base_url)))
        return await context.new_page()

    yield opened
    for each in contexts:
        await each.close()
    assert [objection for seen in watched for objection in seen] == []


@pytest_asyncio.fixture
async def phone(open_page: OpenPage) -> Page:
    """A cheap phone in Spanish."""
    return await open_page(**PHONE)


@pytest_asyncio.fixture
async def desktop(open_page: OpenPage) -> Page:
    return await open_page(**DESKTOP)


@pytest_asyncio.fixture
async def phone_without_js(open_page: OpenPage) -> Page:
    return await open_page(**PHONE, java_script_enabled=False)


async def _forget(twin_url: str) -> None:
    """Ids begin again in the next test: what Stripe still has to tell would be told of its orders."""
    async with httpx.AsyncClient() as bank:
        (await bank.post(f"{twin_url}/_twin/reset")).raise_for_status()


async def _clean(cleaner: Cleaner) -> None:
    """The worker may be in the middle of something: PostgreSQL then lets one of us go, and we try again."""
    for _turn in range(2):
        with suppress(OperationalError):
            await cleaner.clean()
            return
    await cleaner.clean()
