"""The small rules beside the pages: need bands, ages, CURPs, sealed words, the scanner's hook, drafts that lapse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from events_app.core import sealed
from events_app.core.errors import Unavailable
from events_app.core.forms import Mistake
from events_app.core.settings import configure, settings
from events_app.tests.factories.scholarships import link_code, make_application, make_call
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW
from scholarships.applications import curp, jobs, scanner
from scholarships.applications.models import Application
from scholarships.applications.states import ApplicationStatus, ScanStatus
from scholarships.calls.models import CallStatus
from scholarships.engine.need import band
from scholarships.engine.steps import age


@pytest.mark.parametrize(
    ("income", "people", "expected"),
    [(2_400_001, 4, 0), (2_400_000, 4, 1), (1_600_000, 4, 2), (1_000_000, 4, 3), (0, 1, 3), (750_001, 3, 2)],
)
def test_the_need_is_what_is_left_for_each_and_a_boundary_counts(income: int, people: int, expected: int) -> None:
    assert band(income, people, (600_000, 400_000, 250_000)) == expected


def test_nobody_to_share_an_income_is_refused() -> None:
    with pytest.raises(ValueError, match="somebody lives on it"):
        band(100, 0, (1,))


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [((2008, 11, 21), (2026, 11, 20), 17), ((2008, 11, 21), (2026, 11, 21), 18), ((2008, 2, 29), (2026, 2, 28), 17)],
)
def test_eighteen_begins_on_the_birthday(born: tuple[int, int, int], today: tuple[int, int, int], years: int) -> None:
    assert age(date(*born), date(*today)) == years


def test_the_curp_that_the_population_registry_prints_as_its_example_is_read() -> None:
    """HEGG560427MVZRRL04: the specimen of the registry's own instructions for the key."""
    assert curp.read("hegg 560427-MVZRRL04") == curp.Curp("HEGG560427MVZRRL04", date(1956, 4, 27), "M")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("HEGG560427MVZRRL05", curp.WRONG_DIGIT),
        ("HEGG561327MVZRRL04", curp.WRONG_DAY),
        ("HEGG560427MXXRRL04", curp.WRONG_DAY),
        ("HEGG560427MVZRRL0", curp.WRONG_FORM),
        ("", curp.WRONG_FORM),
    ],
)
def test_a_wrong_curp_says_what_to_look_at(text: str, words: str) -> None:
    with pytest.raises(Mistake) as found:
        curp.read(text)

    assert found.value.message == words


def test_what_is_sealed_for_one_place_opens_in_no_other() -> None:
    text = sealed.seal("12000.00", place="application:1:need")

    assert sealed.unseal(text, place="application:1:need") == "12000.00"
    for wrong, place in ((text, "application:2:need"), (text[:-4] + "AAA=", "application:1:need"), ("x", "x")):
        with pytest.raises(sealed.Unreadable):
            sealed.unseal(wrong, place=place)


@asynccontextmanager
async def clamd(says: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A daemon that takes an INSTREAM and answers one line, as clamd's manual describes it."""
    heard: list[bytes] = []

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\0"))
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            heard.append(await reader.readexactly(size))
        writer.write(says)
        writer.close()

    server = await asyncio.start_server(attend, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


@pytest.mark.parametrize(
    ("says", "verdict"),
    [(b"stream: OK\0", ScanStatus.CLEAN), (b"stream: Eicar-Test-Signature FOUND\0", ScanStatus.INFECTED)],
)
async def test_the_scanner_is_asked_with_the_whole_paper(says: bytes, verdict: ScanStatus) -> None:
    paper = bytes(range(256)) * 600
    async with clamd(says) as (url, heard):
        configure(replace(settings(), scanner_url=url))
        found = await scanner.look(paper)

    assert (found, heard[0], b"".join(heard[1:])) == (verdict, b"zINSTREAM\0", paper)


async def test_a_scanner_that_is_away_keeps_nothing_and_says_so() -> None:
    configure(replace(settings(), scanner_url="tcp://127.0.0.1:1"))

    with pytest.raises(Unavailable):
        await scanner.look(b"paper")


async def test_a_draft_lapses_with_its_call_and_lives_again_with_an_extension(client: TestClient) -> None:
    call = await make_call(
        status=CallStatus.CLOSED, opens_at=NOW - timedelta(days=9), closes_at=NOW - timedelta(days=1)
    )
    draft = await make_application(call, status=ApplicationStatus.DRAFT)
    sent = await make_application(call, status=ApplicationStatus.SUBMITTED)
    await jobs.lapse_drafts({}, NOW)
    lapsed = [(await Application.get(id=each.id)).status for each in (draft, sent)]

    call.status, call.extended_until = CallStatus.OPEN, NOW + timedelta(days=3)
    await call.save(update_fields=["status", "extended_until"])
    page = await client.get(f"/solicitud/{link_code(draft)}")

    assert lapsed == [ApplicationStatus.LAPSED, ApplicationStatus.SUBMITTED]
    assert (await Application.get(id=draft.id)).status is ApplicationStatus.DRAFT
    assert "Te quedan 3 días para enviarla" in page.text
