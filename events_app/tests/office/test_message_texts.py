"""Every message can be read by the office before anybody gets it, in both languages."""

import re
from datetime import datetime

import pytest

from events_app.core.access import Role
from events_app.core.templates import TEMPLATES_DIR
from events_app.office import message_samples
from events_app.office.message_kinds import KINDS
from events_app.tests.factories.accounts import make_user
from events_app.tests.support.browser import TestClient

FOLDERS = sorted(
    each.name for each in (TEMPLATES_DIR / "emails").iterdir() if each.is_dir() and each.name != "only_in_tests"
)
ENGLISH_ONLY = re.compile(r"\b(the|your|you|this)\b", re.I)
SPANISH_ONLY = re.compile(r"\b(el|la|tu|su|los|para)\b", re.I)


def test_every_folder_has_a_title_and_every_title_a_folder() -> None:
    assert sorted(KINDS) == FOLDERS
    for each in FOLDERS:
        for language in ("", "en/"):
            for part in ("subject.txt", "body.txt", "body.html"):
                assert (TEMPLATES_DIR / "emails" / each / f"{language}{part}").is_file(), (each, language, part)


@pytest.mark.parametrize("message", FOLDERS)
def test_each_message_reads_whole_in_its_own_language(message: str) -> None:
    spanish = message_samples.letter(message, "es-MX")
    english = message_samples.letter(message, "en")

    assert SPANISH_ONLY.search(spanish.text), spanish.text
    assert not ENGLISH_ONLY.search(spanish.text), spanish.text
    assert ENGLISH_ONLY.search(english.text), english.text
    for each in (spanish, english):
        assert each.subject
        assert not re.search(r"\n\n\n|[{}]", each.text), each.text
        assert each.html.count("<p>") == each.html.count("</p>")


async def test_the_office_reads_each_text_side_by_side_and_nobody_else_does(
    db: str, client: TestClient, now: datetime
) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    shown = await client.get("/oficina/mensajes/textos")
    one = await client.get("/oficina/mensajes/textos/payment_short")
    wrong = await client.get("/oficina/mensajes/textos/nothing_such")
    await client.sign_in(await make_user(roles=[]))
    closed = await client.get("/oficina/mensajes/textos/payment_short")

    assert [each for each in FOLDERS if f"/textos/{each}" not in shown.text] == []
    assert "Faltan $60.00" in one.text
    assert "is still missing" in one.text
    assert (wrong.status_code, closed.status_code) == (404, 404)


def test_the_preview_draws_the_qr_and_leads_nowhere() -> None:
    shown = message_samples.shown(message_samples.letter("ticket", "es-MX").html)

    assert "data:image/png;base64," in shown
    assert re.search("cid:|href=", shown) is None
