"""The outbox against a real SMTP server: once per reason and address, again after "not now", never after a doubt."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from events_app.core import files, jobs, mail, mail_letter
from events_app.core.database import rows
from events_app.core.errors import IllegalMove
from events_app.core.settings import configure, settings
from events_app.core.tables import MailStatus, OutboxMessage
from events_app.core.templates import TEMPLATES_DIR
from events_app.tests.support.live_server import listening

FOLDER = TEMPLATES_DIR / "emails" / "only_in_tests"


class Server:
    """A mail server on this machine that does what `mood` says and keeps what it accepts."""

    def __init__(self) -> None:
        self.mood = "kind"
        self.kept: list[EmailMessage] = []
        self.readers: list[list[str]] = []

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.mood == "cut":
            self.kept.append(message_from_bytes(envelope.content, policy=policy.default))
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            await asyncio.Event().wait()
        if self.mood != "kind":
            return self.mood
        self.kept.append(message_from_bytes(envelope.content, policy=policy.default))
        self.readers.append(envelope.rcpt_tos)
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
def folder() -> Any:
    """A message of its own, so that no office text matters here."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "subject.txt").write_text("Hola {{ name }}\n")
    (FOLDER / "body.txt").write_text("Hola, {{ name }}: ábrelo en {{ base_url }}.\n")
    (FOLDER / "body.html").write_text("<p>Hola, {{ name }}: <img src='cid:qr'></p>\n")
    yield
    shutil.rmtree(FOLDER)


async def send(now: datetime, *, to: str = "ana@plant.example", name: str = "Ana", **more: Any) -> bool:
    context = {"name": name}
    return await mail.send_later(
        "only_in_tests", to=to, locale="es-MX", context=context, reason="registration:412", now=now, **more
    )


async def states() -> list[tuple[str, int]]:
    found = await rows("SELECT status, attempts FROM outbox_messages ORDER BY id")
    return [(each["status"], each["attempts"]) for each in found]


async def test_a_message_leaves_once_for_each_reason_and_address(server: Server, now: datetime) -> None:
    queued = [await send(now), await send(now, to="ANA@plant.example "), await send(now, to="eva@plant.example")]
    await jobs.work_once(now)
    await jobs.work_once(now)

    assert queued == [True, False, True]
    assert sorted(server.readers) == [["ana@plant.example"], ["eva@plant.example"]]
    assert await states() == [("sent", 1), ("sent", 1)]
    assert await rows("SELECT DISTINCT context::text FROM outbox_messages") == [{"context": "{}"}]


async def test_what_travels_is_text_and_html_with_its_attachments(server: Server, now: datetime) -> None:
    async def ticket(key: str, locale: str) -> mail.Attachment:
        return mail.Attachment("boleto.png", "image/png", f"{key} {locale}".encode(), cid="qr")

    mail.attach("ticket", ticket)
    stored = await files.put("feed", "foro.ics", b"BEGIN:VCALENDAR", "text/calendar")
    await send(now, name="Íñigo <b>", attachments=("ticket:412", f"file:{stored.id}"))
    await jobs.work_once(now)

    [seen] = server.kept
    parts = {part.get_content_type(): part for part in seen.walk() if not part.is_multipart()}
    assert (seen["Subject"], seen["To"], seen["List-Unsubscribe"]) == ("Hola Íñigo <b>", "ana@plant.example", None)
    assert list(parts) == ["text/plain", "text/html", "image/png", "text/calendar"]
    assert "Íñigo <b>: ábrelo en http" in parts["text/plain"].get_content()
    page = parts["text/html"].get_content()
    assert "<p>Hola, Íñigo &lt;b&gt;: <img src='cid:qr'></p>" in page
    assert '<html lang="es-MX">' in page
    assert 'name="viewport"' in page
    assert (parts["image/png"].get_content(), parts["image/png"]["Content-ID"]) == (b"412 es-MX", "<qr>")


async def test_not_now_is_tried_again_and_arrives_once(server: Server, now: datetime) -> None:
    server.mood = "451 busy"
    await send(now)
    await jobs.work_once(now)
    assert await states() == [("queued", 1)]

    server.mood = "kind"
    await jobs.work_once(now + timedelta(minutes=1))

    assert (await states(), len(server.kept)) == ([("sent", 2)], 1)


async def test_never_is_final(server: Server, now: datetime) -> None:
    server.mood = "550 no such reader ana@plant.example"
    await send(now)
    await jobs.work_once(now)
    await jobs.work_once(now + timedelta(days=1))

    [found] = await rows("SELECT status, last_error FROM outbox_messages")
    assert found == {"status": "failed", "last_error": "550 no such reader <email>"}


async def test_a_line_cut_after_the_content_is_a_doubt_that_only_a_person_ends(server: Server, now: datetime) -> None:
    server.mood = "cut"
    await send(now)
    await jobs.work_once(now)
    await jobs.work_once(now + timedelta(days=1))
    assert (await states(), len(server.kept)) == ([("unknown", 1)], 1)

    server.mood = "kind"
    await mail.send_again(1, actor="user:3", reason="no le llegó", now=now)
    await jobs.work_once(now)

    assert (await states(), len(server.kept)) == ([("sent", 1)], 2)
    assert server.kept[0]["Message-ID"] == server.kept[1]["Message-ID"]


async def test_a_sender_that_dies_half_way_leaves_a_doubt(server: Server, now: datetime) -> None:
    await send(now)
    await rows("UPDATE outbox_messages SET status = 'sending', moved_at = $1 RETURNING id", now)

    await mail.deliver(1, now + timedelta(minutes=6))
    young = await mail.doubt_the_unfinished(now + timedelta(minutes=14))
    old = await mail.doubt_the_unfinished(now + timedelta(minutes=15))

    assert (young, old, server.kept, await states()) == (0, 1, [], [("unknown", 0)])


async def test_an_unreachable_server_keeps_everything_in_the_queue(server: Server, now: datetime) -> None:
    configure(replace(settings(), smtp_url="smtp://127.0.0.1:9"))
    await send(now)

    await jobs.work_once(now)

    assert await states() == [("queued", 1)]


async def test_without_a_server_the_message_is_kept_and_can_be_read(db: str, now: datetime) -> None:
    await send(now)
    await jobs.work_once(now)

    [kept] = await OutboxMessage.all()
    letter = mail.preview(kept)
    assert kept.status is MailStatus.KEPT
    assert letter is not None
    assert letter.subject == "Hola Ana"


async def test_a_sent_message_moves_nowhere(server: Server, now: datetime) -> None:
    await send(now)
    await jobs.work_once(now)

    with pytest.raises(IllegalMove):
        await mail.send_again(1, actor="user:3", reason="otra vez", now=now)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "ana@plant",
        "a@b.mx\r\nBcc: x@y.mx",
        "a@b.mx, x@y.mx",
        "Ana <a@b.mx>",
        "a b@c.mx",
        "a@b..mx",
        "ñ@b.mx",
    ],
)
async def test_an_address_that_could_reach_somebody_else_is_refused(db: str, now: datetime, address: str) -> None:
    with pytest.raises(mail_letter.BadAddress):
        await send(now, to=address)

    assert await states() == []


async def test_a_name_cannot_add_a_header(server: Server, now: datetime) -> None:
    await send(now, name="Ana\r\nBcc: spy@evil.example\r\n\r\nboo")
    await jobs.work_once(now)

    [seen] = server.kept
    assert (seen["Bcc"], seen["Subject"]) == (None, "Hola Ana Bcc: spy@evil.example boo")
    assert server.readers == [["ana@plant.example"]]
