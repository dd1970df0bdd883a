"""Sessions: how long they last, what they know, and how they end."""

from datetime import date, timedelta

import pytest

from events_app.accounts.models import Session
from events_app.accounts.queries import actor_for_token
from events_app.accounts.services import close_all_sessions, ensure_user, open_session
from events_app.core.access import Actor, Grant, Role
from events_app.core.clock import now as clock_now
from events_app.core.middleware import session_cookie
from events_app.core.tables import AuditEntry
from events_app.core.tokens import digest
from events_app.tests.factories.accounts import actor_of, at, make_grant, make_user
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Statements

START = at("2026-11-20 16:00")


async def test_a_token_gives_the_person_with_the_roles_of_today_in_one_statement(
    db: str, statements: type[Statements]
) -> None:
    user = await make_user("Mariana Bórquez", email="mariana@correo.example", locale="en")
    await make_grant(
        user, Role.COORDINATOR, scope="company:5", starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 20)
    )
    await make_grant(user, Role.GATE_VOLUNTEER, scope="event:7", starts_on=date(2026, 1, 1))
    await make_grant(user, Role.ADMIN, starts_on=date(2026, 11, 21))
    await make_grant(user, Role.FINANCE, starts_on=date(2026, 1, 1), ends_on=date(2026, 11, 19))
    await make_grant(user, Role.OFFICE, ended_at=START)
    token = await open_session(user, START, "Firefox/132.0")
    session = await Session.get(token_hash=digest(token))

    async with statements() as seen:
        actor = await actor_for_token(token, START)
        count = seen.count

    assert count == 1
    assert actor == Actor(
        user_id=user.id,
        name="Mariana Bórquez",
        email="mariana@correo.example",
        locale="en",
        grants=(Grant(Role.COORDINATOR, "company:5"), Grant(Role.GATE_VOLUNTEER, "event:7")),
        session_id=session.id,
    )


async def test_a_term_is_counted_in_the_days_of_the_association(db: str) -> None:
    user = await make_user()
    await make_grant(user, Role.OFFICE, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 20))
    token = await open_session(user, at("2026-11-20 06:00"), "")

    found = {text: await actor_for_token(token, at(text)) for text in (
        "2026-11-20 06:59", "2026-11-20 07:00", "2026-11-21 06:59", "2026-11-21 07:00",
    )}  # fmt: skip

    assert {text: bool(actor and actor.roles) for text, actor in found.items()} == {
        "2026-11-20 06:59": False,
        "2026-11-20 07:00": True,
        "2026-11-21 06:59": True,
        "2026-11-21 07:00": False,
    }


async def test_a_session_ends_after_fourteen_idle_days_and_after_sixty_in_any_case(db: str) -> None:
    user = await make_user()
    idle, busy = await open_session(user, START, ""), await open_session(user, START, "")

    for days in range(10, 60, 10):
        assert await actor_for_token(busy, START + timedelta(days=days))

    assert await actor_for_token(idle, START + timedelta(days=13, hours=23)) is not None
    assert await actor_for_token(idle, START + timedelta(days=28)) is None
    assert await actor_for_token(busy, START + timedelta(days=59, hours=23)) is not None
    assert await actor_for_token(busy, START + timedelta(days=60)) is None


async def test_the_last_visit_is_written_at_most_every_five_minutes(db: str) -> None:
    token = await open_session(await make_user(), START, "")
    seen = []

    for minutes in (1, 4, 5, 7, 10):
        await actor_for_token(token, START + timedelta(minutes=minutes))
        seen.append((await Session.get()).last_seen_at - START)

    assert seen == [timedelta(minutes=each) for each in (0, 0, 5, 5, 10)]


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "ñ\u202e", "' OR 1=1 --"])
async def test_a_made_up_token_is_nobody(db: str, token: str) -> None:
    await open_session(await make_user(), START, "")

    assert await actor_for_token(token, START) is None


async def test_the_token_itself_is_not_in_the_database(db: str) -> None:
    token = await open_session(await make_user(), START, "Chrome\x00\u202e" + "x" * 1000)

    session = await Session.get()

    assert session.token_hash == digest(token) != token
    assert session.user_agent == "Chrome" + "x" * 294


async def test_a_deactivated_person_is_nobody_at_once(db: str) -> None:
    user = await make_user()
    token = await open_session(user, START, "")
    user.is_active = False
    await user.save()

    assert await actor_for_token(token, START) is None


async def test_signing_out_everywhere_ends_every_session_of_the_person_and_nobody_elses(db: str) -> None:
    mine, other = await make_user("Mariana"), await make_user("Óscar")
    tokens = [await open_session(mine, START, "") for _each in range(3)]
    kept = await open_session(other, START, "")

    count = await close_all_sessions(by=actor_of(mine), now=START)

    assert count == 3
    assert [await actor_for_token(each, START) for each in tokens] == [None] * 3
    assert await actor_for_token(kept, START) is not None
    assert await AuditEntry.filter(action="accounts.signed_out_everywhere", subject=f"user:{mine.id}").count() == 1


async def test_signing_out_ends_the_session_and_takes_the_cookie_back(client: TestClient) -> None:
    await client.sign_in(await make_user())

    answer = await client.post("/salir")
    again = await client.post("/salir")

    assert (answer.status_code, again.status_code) == (303, 303)
    assert any("sesion=" in each and "Max-Age=0" in each for each in answer.headers.get_list("set-cookie"))
    assert await Session.all().count() == 0
    assert (await client.get("/cuenta")).headers["location"] == "/entrar?next=/cuenta"


async def test_a_form_of_another_site_cannot_sign_anybody_out(client: TestClient) -> None:
    await client.sign_in(await make_user())

    answers = [
        (await client.post("/salir", headers={"Origin": "https://malo.example"})).status_code,
        (await client.post("/cuenta/sesiones/cerrar", headers={"Sec-Fetch-Site": "cross-site"})).status_code,
    ]

    assert answers == [403, 403]
    assert await Session.all().count() == 1


async def test_ensuring_a_user_twice_changes_nothing(db: str) -> None:
    wanted = [Grant(Role.ADMIN), Grant(Role.COORDINATOR, "company:5")]

    first = await ensure_user("Demo@Correo.example", "Demo", wanted, "convoca", START)
    second = await ensure_user("demo@correo.example", "Demo", wanted, "convoca", START + timedelta(days=3))
    token = await open_session(second, START + timedelta(days=3), "")

    actor = await actor_for_token(token, START + timedelta(days=3))
    assert (first.id, first.password_hash) == (second.id, second.password_hash)
    assert actor is not None
    assert actor.grants == tuple(wanted)


async def test_a_revoked_session_is_out_at_the_next_click(client: TestClient) -> None:
    user = await make_user()
    await client.sign_in(user)
    phone = await open_session(user, clock_now(), "Mozilla/5.0 (Linux; Android 14) Chrome/130.0")
    other = await Session.get(token_hash=digest(phone))

    shown = await client.get("/cuenta")
    closed = await client.post(f"/cuenta/sesiones/{other.id}/cerrar")

    assert "Chrome en Android" in shown.text
    assert closed.status_code == 303
    assert await actor_for_token(phone, clock_now()) is None
    assert await actor_for_token(client.cookies[session_cookie()], clock_now()) is not None
