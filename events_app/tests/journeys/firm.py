"""The world of the companies' journeys: a house whose clock moves, people with devices, and what `doctor` says."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Page

from events_app.accounts.models import User
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.settings import settings
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.desk import HEADERS, World, make_desk, people
from events_app.tests.factories.events import make_price
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
)
from events_app.tests.journeys.conftest import PASSWORD
from events_app.tests.journeys.season import Season
from events_app.tests.ops.house import call
from events_app.tests.support import day
from events_app.tests.support.device import page_of
from events_app.tests.support.eyes import watch

LISTED = 35
WANT = (
    ("101", "Íngrid", "Acosta"),
    ("102", "Ulises", "Bacasegua"),
    ("103", "Noé", "Cárdenas"),
    ("104", "Zoé", "Durón"),
)


@dataclass
class Stage:
    """A browser and the house; `seen` is what a careful eye objected to."""

    browser: Browser
    house: Season
    folder: Path
    seen: list[list[str]]

    async def page(self, user: User | None = None, *, locale: str = "es-MX", **device: Any) -> Page:
        """A watched page of somebody's own device, signed in when it is somebody with an account."""
        page = await page_of(self.browser, base_url=self.house.base_url, locale=locale, **device)
        page.set_default_timeout(20_000)
        self.seen.append(watch(page, self.house.base_url))
        if user is not None:
            await self.house.enter(page, user)
        return page

    async def twin(self, path: str, **asked: Any) -> Any:
        """What happens outside of the house: at a counter, at a bank, or on Stripe's clock."""
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"{self.house.twin_url}/_twin/{path}", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def later(self, **more: float) -> None:
        """So much time passes, at Stripe too."""
        await self.house.later(**more)
        await self.twin("clock", offset=settings().clock_offset)

    async def objections(self) -> list[str]:
        """All of them, but for the visits to Stripe's own pages."""
        at_stripe = f"a request to somebody else: {self.house.twin_url}/"
        return [each for seen in self.seen for each in seen if not each.startswith(at_stripe)]

    async def violations(self) -> list[Any]:
        """The truths that do not hold; fails when `doctor` could not look or looked at nothing."""
        house = self.house
        told = {"DATABASE_URL": house.database_url, **day.told()}
        said = await asyncio.to_thread(partial(call, "doctor", "--json", data_dir=house.folder, **told))
        report = json.loads(said.stdout)
        assert {"M01", "M10", "M15", "S01", "S08", "C01"} <= set(report["checked"]), said.stdout
        return list(report["violations"])


async def make_firm() -> World:
    """A plant with its people in the directory, one of them registered already, and a coordinator with a password."""
    world = await make_desk(name="Arneses Ñuñoa de Hermosillo")
    starts = clock.now() + timedelta(days=45)
    await Event.filter(id=world.event.id).update(starts_at=starts, ends_at=starts + timedelta(hours=5))
    for number, paternal, maternal, given, _phone in _lines():
        await make_employee(world.company, number, given, paternal, maternal)
    await make_employee(world.company, "31207", "Yadira Guadalupe", "Bustamante", "Cota")
    await make_employee(world.company, "30977", "Iván", "Othón", "Cota")
    rosa = await make_employee(world.company, "18833", "Rosa Elvira", "Grijalva", "Munguía")
    await make_registration(world.event, world.kind, rosa, now=clock.now())
    grant = Grant(Role.COORDINATOR, f"company:{world.company.id}")
    ramona = await make_user("Ramona Valenzuela", email="ramona@arneses.example", roles=[grant], password=PASSWORD)
    return replace(world, coordinator=ramona)


async def make_scarce() -> tuple[Company, Event]:
    """Two seats at 5,800.00 with tax, in a month, and four employees who want them."""
    company = await make_plant("Fundición del Yaqui")
    starts = clock.now() + timedelta(days=30)
    event, kind = await make_event_with_seats(
        2, net=500_000, kind="seminar", title_es="Taller de nóminas", starts_at=starts,
        ends_at=starts + timedelta(hours=5),
    )  # fmt: skip
    await make_price(kind, "regular", 500_000)
    for number, given, surname in WANT:
        await make_employee(company, number, given, surname, "Murrieta")
    return company, event


async def make_associate() -> World:
    """A company of Arizona that belongs as an associate, its clerk in English, and an event in dollars."""
    company = await make_plant("Santa Cruz Harness", legal_name="Santa Cruz Harness LLC", country="US",
                               company_class="associate")  # fmt: skip
    starts = clock.now() + timedelta(days=40)
    event, kind = await make_event_with_seats(
        50, net=20_000, kind="seminar", title_es="Foro binacional", title_en="Cross-border forum", currency="USD",
        starts_at=starts, ends_at=starts + timedelta(hours=6),
    )  # fmt: skip
    await make_price(kind, "associate", 15_000)
    grant = Grant(Role.COORDINATOR, f"company:{company.id}")
    clerk = await make_user("Dorothy O'Neill", email="ap@santacruz.example", roles=[grant], locale="en")
    return World(company, event, kind, clerk)


def sheet_of_forty() -> tuple[list[str], list[list[str]]]:
    """Thirty-five of the directory, and one row each: registered, without surname, wrong number, repeated, unknown."""
    lines = _lines()
    lines.insert(3, ["18833", "Grijalva", "Munguía", "Rosa Elvira", ""])
    lines.insert(9, ["31207", "", "Cota", "Yadira Guadalupe", ""])
    lines.insert(17, ["30977", "Salcido", "Ruelas", "Ángel Adrián", ""])
    lines.insert(30, list(lines[0]))
    lines.append(["41555", "Güereña", "Íñiguez", "Begoña", "662 555 0199"])
    return HEADERS.strip().split(","), lines


async def make_office(name: str) -> User:
    return await make_user(name, roles=[Role.OFFICE])


def _lines() -> list[list[str]]:
    return [line.split(",") for line in people(LISTED).decode().splitlines()[1:]]
