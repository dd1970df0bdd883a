"""A house whose clock a journey may move: the same address and data, another day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from socket import socket

from playwright.async_api import Page
from tortoise.context import TortoiseContext

from events_app.accounts.models import User
from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.middleware import session_cookie
from events_app.core.settings import configure, settings
from events_app.tests.support.live_server import (
    SECRET,
    answering,
    child,
    environment_of,
    listening,
    reaching,
    twin_words,
    web,
)


@dataclass
class Season:
    """`data` reaches the database, for whoever enters it with `with`."""

    base_url: str
    twin_url: str
    database_url: str
    folder: Path
    data: TortoiseContext
    listener: socket
    running: ExitStack = field(default_factory=ExitStack)

    async def later(self, **more: float) -> None:
        """So much time passes: web and worker stop, and start again with the later clock; so does the test's own."""
        self.running.close()
        seconds = settings().clock_offset + timedelta(**more).total_seconds()
        configure(replace(settings(), clock_offset=seconds))
        environment = environment_of(self.database_url, self.folder, base_url=self.base_url, twin_url=self.twin_url)
        self.running.enter_context(web(self.listener, environment))
        self.running.enter_context(child(("events_app.cli", "work"), environment))
        await answering(f"{self.base_url}/healthz")

    async def enter(self, page: Page, user: User) -> None:
        """Signs somebody in on this page's device, as of now."""
        token = await open_session(user, clock.now(), "test")
        await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": self.base_url}])


@asynccontextmanager
async def season(database_url: str, folder: Path) -> AsyncIterator[Season]:
    """The processes are gone afterwards; the test shares the house's keys and files."""
    with ExitStack() as held:
        listener = held.enter_context(listening())
        twin = held.enter_context(listening())
        base_url, twin_url = (f"http://127.0.0.1:{each.getsockname()[1]}" for each in (listener, twin))
        twin.close()
        held.enter_context(
            child(twin_words(twin_url, base_url), environment_of(database_url, folder, base_url=base_url))
        )
        configure(replace(settings(), data_dir=folder, secret_key=SECRET, base_url=base_url))
        async with reaching(database_url) as data:
            house = Season(base_url, twin_url, database_url, folder, data, listener)
            try:
                with data:
                    await house.later()
                    yield house
            finally:
                await asyncio.to_thread(house.running.close)
