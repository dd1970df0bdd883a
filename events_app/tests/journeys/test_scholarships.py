"""A scholarship from the first evening on a phone to the first payment, over two weeks of the house's own clock."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from events_app.commands.browser import chromium
from events_app.core import clock, files
from events_app.core.tables import StoredFile
from events_app.tests.journeys import bursary_committee as committee
from events_app.tests.journeys import bursary_family as family
from events_app.tests.journeys import bursary_office as office
from events_app.tests.journeys.bursary import AWARD, Bursary, make_bursary
from events_app.tests.journeys.people import DESK, PHONE
from events_app.tests.journeys.season import Season, season
from events_app.tests.ops.house import call as command
from events_app.tests.support import day
from events_app.tests.support.device import page_of
from events_app.tests.support.eyes import watch
from events_app.tests.support.template import copied
from events_app.tests.support.waiting import eventually
from scholarships.applications.links import letter_code
from scholarships.applications.models import Application
from scholarships.awards import lottery
from scholarships.awards.grants import Award, AwardStatus
from scholarships.calls.models import Call, CallStatus
from scholarships.review.readings import Assignment

PROJECTOR: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
MINUTE = 70.0  # seconds for what the timetable does every minute
DISSENT = "Prefiero esperar una boleta más."


@dataclass
class Stage:
    """A browser, the house and the story; `seen` is what a careful eye objected to."""

    browser: Browser
    house: Season
    story: Bursary
    folder: Path
    seen: list[list[str]]

    async def page(self, user: Any = None, **device: Any) -> Page:
        page = await page_of(self.browser, base_url=self.house.base_url, **device)
        self.seen.append(watch(page, self.house.base_url))
        if user is not None:
            await self.house.enter(page, user)
        return page


@pytest_asyncio.fixture
async def stage(server_url: str, data_dir: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    async with (
        copied(server_url, data_dir, f"bursary_{os.getpid()}") as url,
        season(url, tmp_path) as house,
        async_playwright() as playwright,
    ):
        alone = ["--no-sandbox"] if os.geteuid() == 0 else []
        path = await asyncio.to_thread(chromium)
        browser = await playwright.chromium.launch(executable_path=path, args=[*alone, "--disable-gpu"])
        yield Stage(browser, house, await make_bursary(), tmp_path, [])
        await browser.close()


async def test_a_scholarship_from_the_first_evening_to_the_first_payment(stage: Stage) -> None:
    call = stage.story.call
    folio = await apply_over_two_days(stage)
    await stage.house.later(days=9)
    await read_and_disagree(stage, folio)
    await meet_and_sign(stage)
    await stage.house.later(days=1, hours=2)
    await eventually(lambda: Call.exists(id=call.id, status=CallStatus.PUBLISHED), what="published", seconds=MINUTE)
    await answer_letters(stage)
    order = await pay(stage)

    assert [line[1:4] + line[6:8] for line in order[1:]] == [[folio, 1.0, "Rosario Yáñez Sáenz", AWARD / 200, "MXN"]]
    assert [each for seen in stage.seen for each in seen] == []
    assert await violations(stage) == []


async def apply_over_two_days(stage: Stage) -> str:
    """The mother in two evenings, then her company with one answer, then the office; gives the folio."""
    story = stage.story
    first = await stage.page(**PHONE)
    link = await family.begin(first, story.call.slug)
    await first.close()
    await stage.house.later(days=1)
    folio = await family.finish(await stage.page(**PHONE), link, stage.folder)
    for kept in await StoredFile.filter(scholarship_documents__application__folio=folio):
        with Image.open(BytesIO(await files.read(kept))) as picture:
            assert (dict(picture.getexif()), "Emiliano" in kept.name) == ({}, False)
    await office.confirm_employment(await stage.page(story.coordinator, **PHONE))
    await office.verify(await stage.page(story.office, **DESK), story.call, folio)
    return folio


async def read_and_disagree(stage: Stage, folio: str) -> None:
    """Closed in the meantime; one reader knows the family, two lie apart on another file, a third one reads it."""
    story, call = stage.story, stage.story.call
    await eventually(lambda: Call.exists(id=call.id, status=CallStatus.CLOSED), what="closed", seconds=MINUTE)
    await office.examine(await stage.page(story.office, **DESK), call)
    pages = {user.id: await stage.page(user, **DESK) for user in story.readers}
    chair = pages[story.chair.id]
    await committee.share_out(chair, call)
    known = await Assignment.filter(application__folio=folio).exclude(reviewer__user_id=story.chair.id).first()
    assert known is not None
    await known.fetch_related("reviewer")
    await committee.step_aside(pages[known.reviewer.user_id], known.id, stage.folder)
    live = await Assignment.filter(application__folio=folio).exclude(status="returned").select_related("reviewer")
    assert (len(live), known.reviewer.user_id in {each.reviewer.user_id for each in live}) == (2, False)

    hidden = ("Emiliano", "Rosario", "Arneses del Pitic", *(each.child_name for each in story.neighbours))
    first, torn, last = (each.folio for each in story.neighbours)
    opinions = committee.Opinions({folio: 5, first: 4, last: 2}, torn)
    for page in pages.values():
        await committee.read_all(page, opinions.of_a_reader(), hidden)
    await committee.ask_again(chair, call, torn, stage.folder)
    third = await Assignment.get(application__folio=torn, status="assigned").select_related("reviewer")
    read = await committee.read_all(pages[third.reviewer.user_id], opinions.of_a_reader(), hidden)
    assert read == [torn]
    await committee.end_reading(chair, call)


async def meet_and_sign(stage: Stage) -> None:
    """Before the projector, voted on two phones, signed by the second; the minutes reveal the lottery's secret."""
    story, call = stage.story, stage.story.call
    projector = await stage.page(story.chair, **PROJECTOR)
    meeting = await committee.make_list(projector, call, clock.now() + timedelta(minutes=5))
    await committee.gather(projector, [user.name for user in story.readers])
    phones = {
        choice: await stage.page(user, **PHONE)
        for choice, user in zip(("A favor", "En contra"), story.readers[1:], strict=True)
    }
    for phone in phones.values():
        await phone.goto(meeting)
    await committee.adopt(projector, phones, DISSENT, stage.folder)
    minutes = await phones["A favor"].request.get(await committee.sign(phones["A favor"], meeting))
    said = _text(await minutes.body())
    assert [each in said for each in (DISSENT, "48213", lottery.secret_of(call)[:20])] == [True] * 3
    await committee.publish_at(projector, call, clock.now() + timedelta(days=1))
    early = await projector.request.get(f"/becas/{call.slug}/resultados")
    assert early.status == 404


async def answer_letters(stage: Stage) -> None:
    """The family we follow accepts, another leaves its place, and the next of the list has it a moment later."""
    story = stage.story
    mother = await Application.get(call_id=story.call.id, company_id=story.company.id)
    awarded, waiting = story.neighbours[0], story.neighbours[1]
    results = await stage.page(**PHONE)
    await results.goto(f"/becas/{story.call.slug}/resultados")
    shown = await results.locator("main").inner_text()
    assert all(each.folio in shown for each in (mother, awarded, waiting))
    await results.screenshot(path=stage.folder / "results.png", full_page=True)
    await family.accept(await stage.page(**PHONE), f"/carta/{letter_code(mother.id)}", stage.folder)
    await family.decline(await stage.page(**PHONE), f"/carta/{letter_code(awarded.id)}")
    await eventually(lambda: Award.exists(application_id=waiting.id), what="promoted")
    await family.accept(await stage.page(**PHONE), f"/carta/{letter_code(waiting.id)}", stage.folder)
    statuses = {each.application_id: each.status for each in await Award.filter(call_id=story.call.id)}
    accepted, declined = AwardStatus.ACCEPTED, AwardStatus.DECLINED
    assert statuses == {mother.id: accepted, awarded.id: declined, waiting.id: accepted}


async def pay(stage: Stage) -> list[list[Any]]:
    """The proof of enrolment from the phone, and the office's order of payment."""
    mother = await Application.get(call_id=stage.story.call.id, company_id=stage.story.company.id)
    await family.prove_enrolment(await stage.page(**PHONE), f"/carta/{letter_code(mother.id)}", stage.folder)
    return await office.pay_first_part(await stage.page(stage.story.office, **DESK), stage.story.call, stage.folder)


async def violations(stage: Stage) -> list[Any]:
    house = stage.house
    said = await asyncio.to_thread(
        command, "doctor", "--json", data_dir=house.folder, DATABASE_URL=house.database_url, **day.told()
    )
    report = json.loads(said.stdout)
    assert {"P01", "P07", "A01", "A05", "X02"} <= set(report["checked"]), said.stdout
    return list(report["violations"])


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", " ")
