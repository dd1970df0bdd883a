"""Reminders, the way out of them, and the calendar entry that follows every change of an event."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from events_app.core import jobs, mail_letter, unsubscribing
from events_app.core.settings import configure, settings
from events_app.core.tables import OutboxMessage
from events_app.events.kinds import EventStatus
from events_app.events.models import Event
from events_app.registration import emails, event_news, reminders
from events_app.registration import jobs as room
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.support import day
from events_app.tests.support.browser import TestClient
from events_app.tests.support.live_server import listening

# Thursday 26 November 2026, 9 in the morning in Nogales.
STARTS = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


class Server:
    """A mail server on this machine that keeps what it gets."""

    def __init__(self) -> None:
        self.kept: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.kept.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest_asyncio.fixture
async def server(db: str) -> AsyncIterator[Server]:
    box = Server()
    with listening() as door:
        serving = await asyncio.get_running_loop().create_server(lambda: SMTP(box), sock=door)
        configure(replace(settings(), smtp_url=f"smtp://127.0.0.1:{door.getsockname()[1]}"))
        yield box
        serving.close()


@pytest.fixture(autouse=True)
def _worker(db: str) -> None:
    jobs.register(room.JOBS)
    for kind, maker in emails.ATTACHMENTS.items():
        mail_letter.attach(kind, maker)


async def somebody(event: Event, ticket_type: Any, number: str = "1") -> str:
    address = f"persona{number}@correo.example"
    await make_registration(
        event, ticket_type, await make_employee(await make_plant(f"Planta {number}"), email=address)
    )
    return address


async def pass_by(*moments: datetime) -> list[tuple[str, str]]:
    """The worker looks at each of these moments; whom it has reminded so far, and of how many days."""
    for moment in moments:
        await reminders.remind({}, moment)
        await jobs.work_once(moment)
    sent = await OutboxMessage.filter(message="event_reminder").order_by("id")
    return [(each.address, each.reason.rpartition(":")[2]) for each in sent]


async def coming() -> tuple[Event, Any]:
    return await make_event_with_seats(starts_at=STARTS, ends_at=STARTS + timedelta(hours=3))


async def test_people_are_reminded_three_days_and_one_day_before_and_once_each(now: datetime) -> None:
    event, ticket_type = await coming()
    address = await somebody(event, ticket_type)

    day = timedelta(days=1)
    before = await pass_by(MORNING - day, MORNING - timedelta(hours=4))
    told = await pass_by(MORNING, MORNING + timedelta(hours=1), MORNING + day, MORNING + 2 * day, MORNING + 3 * day)

    assert before == []
    assert told == [(address, "3"), (address, "1")]


async def test_an_event_chooses_its_days_or_none(now: datetime) -> None:
    event, ticket_type = await coming()
    await somebody(event, ticket_type)

    await Event.filter(id=event.id).update(reminder_days=[])
    silent = await pass_by(MORNING, MORNING + timedelta(days=2))
    await Event.filter(id=event.id).update(reminder_days=[2])
    told = await pass_by(MORNING, MORNING + timedelta(days=1))

    assert silent == []
    assert [days for _address, days in told] == ["2"]


async def test_one_click_of_the_mail_program_ends_the_reminders_and_the_page_brings_them_back(
    client: TestClient, server: Server, now: datetime
) -> None:
    event, ticket_type = await coming()
    address = await somebody(event, ticket_type)
    await pass_by(MORNING)
    await jobs.work_once(MORNING)
    day.begin(MORNING)
    letter = next(each for each in server.kept if each["List-Unsubscribe"])
    path = str(letter["List-Unsubscribe"]).strip("<>").replace(settings().base_url, "")

    seen = await client.get(path)
    untouched = await unsubscribing.is_out(address, "reminders")
    clicked = await client.post(path, data={"List-Unsubscribe": "One-Click"})
    told = await pass_by(MORNING + timedelta(days=2))
    again = await client.post(path, data={"answer": "back"})

    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (seen.status_code, untouched, clicked.status_code) == (200, False, 200)
    assert [days for _address, days in told] == ["3"]
    assert again.status_code == 200
    assert not await unsubscribing.is_out(address, "reminders")


async def test_a_link_that_nobody_signed_is_no_way_out(client: TestClient, now: datetime) -> None:
    forged = unsubscribing.link("ana@planta.example", "reminders", now=now).rpartition("/")[2]

    answers = [
        (await client.post(f"/correo/baja/{token}")).status_code for token in (forged[:-1] + "!", "x.y", f"a{forged}")
    ]

    assert answers == [404, 404, 404]


async def test_a_cancelled_event_takes_its_entry_out_of_the_calendar(server: Server, now: datetime) -> None:
    event, ticket_type = await coming()
    await somebody(event, ticket_type)
    await jobs.work_once(now)
    await jobs.work_once(now)
    await Event.filter(id=event.id).update(status=EventStatus.CANCELLED, revision=event.revision + 1)

    await event_news.on_event_changed(event.id, "cancelled", "Lluvia", event.revision + 1, now)
    for _ in range(3):
        await jobs.work_once(now)

    first, second = [_calendar(each) for each in server.kept]
    assert first[0] == "PUBLISH"
    assert second[0] == "CANCEL"
    assert first[1]["UID"] == second[1]["UID"]
    assert second[1]["SEQUENCE"] > first[1]["SEQUENCE"]
    assert second[1]["STATUS"] == "CANCELLED"
    assert "ORGANIZER" in second[1]


def _calendar(letter: EmailMessage) -> tuple[str, Any]:
    part = next(each for each in letter.walk() if each.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))  # type: ignore[arg-type]
    assert part.get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]
