"""Coming in by mail: the link, the code, once each, for ten minutes, and no word to strangers."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest

from events_app.accounts import links
from events_app.accounts.engine.next_path import safe_next
from events_app.accounts.links import Entered, Refused
from events_app.accounts.models import Session, SignInLink, SignInMethod
from events_app.core import clock
from events_app.core.access import Role
from events_app.core.errors import Gone
from events_app.core.middleware import session_cookie
from events_app.core.tables import OutboxMessage
from events_app.tests.accounts.support import delivered, delivered_if_known, path_of, wait
from events_app.tests.factories.accounts import make_user
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Statements


async def test_the_link_in_the_mail_opens_the_account_after_a_button(client: TestClient) -> None:
    user = await make_user("Mariana Bórquez", email="mariana@correo.example")
    asked = await client.post("/entrar", data={"email": " Mariana@Correo.example ", "next": "/cuenta"})
    mail = await delivered()

    opened = await client.get(path_of(mail["link"]))
    entered = await client.post(path_of(mail["link"]))

    assert asked.status_code == 303
    assert "Hola, Mariana Bórquez" in opened.text
    assert (entered.status_code, entered.headers["location"]) == (303, "/cuenta")
    assert "Mariana Bórquez" in (await client.get("/cuenta")).text
    assert await Session.filter(user_id=user.id).count() == 1


async def test_opening_the_link_twenty_times_uses_nothing_up(client: TestClient) -> None:
    await make_user(email="mariana@correo.example")
    await client.post("/entrar", data={"email": "mariana@correo.example"})
    mail = await delivered()

    answers = [(await client.get(path_of(mail["link"]))).status_code for _each in range(20)]

    assert answers == [200] * 20
    assert await Session.all().count() == 0
    assert (await client.post(path_of(mail["link"]))).status_code == 303


async def test_a_used_link_is_gone_and_offers_another(client: TestClient) -> None:
    await make_user(email="mariana@correo.example")
    await client.post("/entrar", data={"email": "mariana@correo.example"})
    mail = await delivered()
    await client.post(path_of(mail["link"]))
    client.sign_out()

    again = [await client.get(path_of(mail["link"])), await client.post(path_of(mail["link"]))]

    assert [each.status_code for each in again] == [410, 410]
    assert all("Este enlace ya no sirve" in each.text for each in again)
    assert await Session.all().count() == 1


async def test_a_link_and_a_code_run_out_after_ten_minutes(client: TestClient) -> None:
    await make_user(email="mariana@correo.example")
    asked = await client.post("/entrar", data={"email": "mariana@correo.example"})
    mail = await delivered()
    wait(timedelta(minutes=10, seconds=1))

    late = [
        await client.get(path_of(mail["link"])),
        await client.post(path_of(mail["link"])),
        await client.get(asked.headers["location"]),
        await client.post(asked.headers["location"], data={"code": mail["code"]}),
    ]

    assert [each.status_code for each in late] == [410] * 4
    assert await Session.all().count() == 0


async def test_the_code_opens_the_account_in_the_browser_that_asked(client: TestClient) -> None:
    user = await make_user(email="mariana@correo.example")
    asked = await client.post("/entrar", data={"email": "mariana@correo.example", "next": "/cuenta?x=1"})
    mail = await delivered()

    entered = await client.post(asked.headers["location"], data={"code": mail["code"]})

    assert re.fullmatch(r"\d{3} \d{3}", mail["code"])
    assert (entered.status_code, entered.headers["location"]) == (303, "/cuenta?x=1")
    assert [each.user_id for each in await Session.all()] == [user.id]
    assert (await client.post(path_of(mail["link"]))).status_code == 410


async def test_the_fifth_wrong_code_closes_the_request_even_for_the_right_one(client: TestClient) -> None:
    await make_user(email="mariana@correo.example")
    asked = await client.post("/entrar", data={"email": "mariana@correo.example"})
    mail = await delivered()
    right = mail["code"].replace(" ", "")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    answers = [(await client.post(asked.headers["location"], data={"code": wrong})).status_code for _each in range(5)]
    after = await client.post(asked.headers["location"], data={"code": right})

    assert answers == [422, 422, 422, 422, 410]
    assert after.status_code == 410
    assert await Session.all().count() == 0


async def test_a_code_belongs_to_the_request_that_it_was_made_for(client: TestClient) -> None:
    await make_user(email="mariana@correo.example")
    first = await client.post("/entrar", data={"email": "mariana@correo.example"})
    await delivered()
    await client.post("/entrar", data={"email": "mariana@correo.example"})
    second_mail = await delivered()

    crossed = await client.post(first.headers["location"], data={"code": second_mail["code"]})

    assert crossed.status_code == 422
    assert await Session.all().count() == 0


async def test_the_same_link_posted_eight_times_at_once_opens_one_session(db: str) -> None:
    await make_user(email="mariana@correo.example")
    await links.ask("mariana@correo.example", next_path="", locale="es-MX", now=clock.now())
    secret = path_of((await delivered())["link"]).rsplit("/", 1)[1]

    async def enter() -> Entered:
        return await links.enter_by_link(secret, user_agent="", replaces=None, now=clock.now())

    found = await asyncio.gather(*(enter() for _each in range(8)), return_exceptions=True)

    assert sorted(type(each).__name__ for each in found) == ["Entered", *["Gone"] * 7]
    assert await Session.all().count() == 1


async def test_the_same_code_posted_eight_times_at_once_opens_one_session(db: str) -> None:
    await make_user(email="mariana@correo.example")
    handle = await links.ask("mariana@correo.example", next_path="", locale="es-MX", now=clock.now())
    code = (await delivered())["code"].replace(" ", "")

    async def enter() -> Entered | Refused:
        return await links.enter_by_code(handle, code, user_agent="", replaces=None, now=clock.now())

    found = await asyncio.gather(*(enter() for _each in range(8)))

    assert [type(each) for each in found].count(Entered) == 1
    assert await Session.all().count() == 1


async def test_forty_wrong_codes_at_once_count_as_five_attempts(db: str) -> None:
    await make_user(email="mariana@correo.example")
    handle = await links.ask("mariana@correo.example", next_path="", locale="es-MX", now=clock.now())
    code = (await delivered())["code"].replace(" ", "")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    await asyncio.gather(
        *(links.enter_by_code(handle, wrong, user_agent="", replaces=None, now=clock.now()) for _each in range(40))
    )

    assert [each.attempts for each in await SignInLink.all()] == [5]
    assert (
        await links.enter_by_code(handle, code, user_agent="", replaces=None, now=clock.now()) is Refused.NO_LONGER_GOOD
    )


async def test_a_stranger_gets_the_same_answer_by_the_same_statements(
    client: TestClient, statements: type[Statements]
) -> None:
    await make_user(email="alguien@correo.example")
    await make_user(email="cerrada@correo.example", is_active=False)
    seen, pages = [], []

    for email in ("alguien@correo.example", "nadie@correo.example", "cerrada@correo.example"):
        async with statements() as heard:
            asked = await client.post("/entrar", data={"email": email})
            shown = await client.get(asked.headers["location"])
        seen.append(heard.sql)
        mail = await delivered_if_known()
        wrong = _other(mail["code"]) if mail else "000000"
        tried = await client.post(asked.headers["location"], data={"code": wrong})
        texts = [_without(each.text, email, asked.headers["location"], wrong) for each in (shown, tried)]
        pages.append([asked.status_code, shown.status_code, tried.status_code, *texts])

    assert seen[0] == seen[1] == seen[2]
    assert not any("FROM users" in each for each in seen[0])
    assert pages[0] == pages[1] == pages[2]
    assert [each.address for each in await OutboxMessage.all()] == ["alguien@correo.example"]


async def test_asking_too_often_is_stopped_alike_for_members_and_strangers(client: TestClient) -> None:
    await make_user(email="alguien@correo.example")

    answers = {
        email: [(await client.post("/entrar", data={"email": email})).status_code for _each in range(6)]
        for email in ("alguien@correo.example", "nadie@correo.example")
    }

    assert set(map(tuple, answers.values())) == {(303, 303, 303, 303, 303, 429)}


async def test_whoever_is_deactivated_after_asking_does_not_come_in(client: TestClient) -> None:
    user = await make_user(email="mariana@correo.example")
    await client.post("/entrar", data={"email": "mariana@correo.example"})
    mail = await delivered()
    user.is_active = False
    await user.save()

    answers = [await client.get(path_of(mail["link"])), await client.post(path_of(mail["link"]))]

    assert [each.status_code for each in answers] == [410, 410]
    assert await Session.all().count() == 0


async def test_doing_the_mail_job_twice_sends_one_mail(db: str) -> None:
    await make_user(email="mariana@correo.example")
    await links.ask("mariana@correo.example", next_path="", locale="es-MX", now=clock.now())
    first = await delivered()

    again = await delivered_if_known()

    assert again is None
    assert first["code"]
    assert await OutboxMessage.all().count() == 1


async def test_signing_in_gives_a_new_session_and_ends_the_one_before(client: TestClient) -> None:
    user = await make_user(email="mariana@correo.example", roles=[Role.OFFICE])
    await client.sign_in(user)
    before = client.cookies[session_cookie()]
    await client.post("/entrar", data={"email": "mariana@correo.example"})
    mail = await delivered()

    entered = await client.post(path_of(mail["link"]))

    cookie = next(each for each in entered.headers.get_list("set-cookie") if each.startswith("sesion="))
    assert before not in cookie
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=5184000"} <= set(cookie.split("; "))
    assert await Session.all().count() == 1


@pytest.mark.parametrize("wished", ["//malo.example", "https://malo.example", "/\\malo.example"])
async def test_a_link_never_leads_to_another_site(client: TestClient, wished: str) -> None:
    await make_user(email="mariana@correo.example")
    await client.post("/entrar", data={"email": "mariana@correo.example", "next": wished})
    mail = await delivered()

    entered = await client.post(path_of(mail["link"]))

    assert entered.headers["location"] == "/entrar" == safe_next(wished, "/entrar")
    assert (await client.get("/entrar")).headers["location"] == "/cuenta"


async def test_old_requests_and_dead_sessions_are_forgotten_and_live_ones_stay(db: str) -> None:
    user = await make_user(email="mariana@correo.example")
    start = clock.now()
    await links.ask("mariana@correo.example", next_path="", locale="es-MX", now=start)
    await delivered()
    await make_session(user.id, seen=start)
    await make_session(user.id, seen=start + timedelta(days=10))

    await links.forget_old(start + timedelta(days=15))

    assert await SignInLink.all().count() == 0
    assert [each.last_seen_at for each in await Session.all()] == [start + timedelta(days=10)]
    with pytest.raises(Gone):
        await links.enter_by_link("nada", user_agent="", replaces=None, now=start)


async def make_session(user_id: int, *, seen: datetime) -> None:
    number = await Session.all().count()
    await Session.create(
        user_id=user_id,
        token_hash=f"{number:064d}",
        method=SignInMethod.LINK,
        opened_at=seen,
        last_seen_at=seen,
        expires_at=seen + timedelta(days=60),
    )


def _without(text: str, *own: str) -> str:
    """The page without what differs at every visit: its nonce, its moment, and what this visitor typed."""
    for each in own:
        text = text.replace(each, "…")
    return re.sub(r'nonce="[^"]*"|name="written-at" content="[^"]*"', "", text)


def _other(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06d}"
