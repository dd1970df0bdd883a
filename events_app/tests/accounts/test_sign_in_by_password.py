"""Coming in with a password, and being stopped when guessing, without shutting anybody out."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette

from events_app.accounts import passwords, services
from events_app.accounts.models import Session, SignInMethod, User
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.errors import Gone
from events_app.core.settings import configure, settings
from events_app.tests.accounts.support import wait
from events_app.tests.factories.accounts import actor_of, make_user
from events_app.tests.support.browser import TestClient

GOOD = "tres nopales azules"


async def enter(client: TestClient, email: str, password: str, **more: str) -> httpx.Response:
    return await client.post("/entrar/contrasena", data={"account": email, "password": password, **more})


async def test_the_right_password_opens_the_account_and_goes_where_the_person_was_going(client: TestClient) -> None:
    await make_user("Mariana Bórquez", email="mariana@correo.example", password=GOOD)

    entered = await enter(client, "MARIANA@correo.example", GOOD, next="/cuenta?x=1")

    assert (entered.status_code, entered.headers["location"]) == (303, "/cuenta?x=1")
    assert [each.method for each in await Session.all()] == [SignInMethod.PASSWORD]
    assert "Mariana Bórquez" in (await client.get("/cuenta")).text


@pytest.mark.parametrize(
    ("role", "desk"),
    [
        (Role.ADMIN, "/oficina"),
        (Role.OFFICE, "/oficina"),
        (Role.FINANCE, "/oficina/dinero"),
        (Grant(Role.GATE_SUPERVISOR, "event:1"), "/oficina/puertas"),
    ],
)
async def test_each_role_comes_in_at_a_page_it_may_open_and_finds_it_again(
    client: TestClient, role: Role | Grant, desk: str
) -> None:
    await client.sign_in(await make_user(roles=[role]))

    inside = await client.get("/entrar")
    page = await client.get(desk)
    account = await client.get("/cuenta")

    assert (inside.status_code, inside.headers["location"], page.status_code) == (303, desk, 200)
    assert f'<a href="{desk}">' in account.text
    assert desk == "/oficina" or 'href="/oficina"' not in page.text


async def test_wrong_unknown_closed_and_without_password_get_the_same_answer(client: TestClient) -> None:
    await make_user(email="conclave@correo.example", password=GOOD)
    await make_user(email="sinclave@correo.example")
    await make_user(email="cerrada@correo.example", password=GOOD, is_active=False)
    tries = {"conclave": "otra frase larga", "sinclave": GOOD, "cerrada": GOOD, "nadie": GOOD}

    answers = {name: await enter(client, f"{name}@correo.example", word) for name, word in tries.items()}

    words = "Ese correo y esa contraseña no coinciden."
    assert {name: (each.status_code, words in each.text) for name, each in answers.items()} == dict.fromkeys(
        tries, (422, True)
    )
    assert all(GOOD not in each.text and "otra frase larga" not in each.text for each in answers.values())
    assert await Session.all().count() == 0


async def test_a_stranger_costs_one_hash_like_everybody(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await make_user(email="conclave@correo.example", password=GOOD)
    verified: list[str] = []
    real = passwords._verified

    def heard(stored: str, password: str) -> bool:
        verified.append(stored)
        return real(stored, password)

    monkeypatch.setattr(passwords, "_verified", heard)

    for name in ("conclave", "nadie"):
        await services.user_for_password(f"{name}@correo.example", "otra frase larga")

    assert [each.split("$")[3] for each in verified] == ["m=32768,t=3,p=1"] * 2
    assert verified[1] == passwords.NOBODY


async def test_a_hash_with_old_parameters_is_made_anew_at_the_next_sign_in(client: TestClient) -> None:
    user = await make_user(email="mariana@correo.example")
    user.password_hash = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(GOOD)
    await user.save()

    first = await enter(client, "mariana@correo.example", GOOD)
    client.sign_out()
    second = await enter(client, "mariana@correo.example", GOOD)

    renewed = await User.get(id=user.id)
    assert [first.status_code, second.status_code] == [303, 303]
    assert (renewed.password_hash or "").startswith("$argon2id$v=19$m=32768,t=3,p=1$")


async def test_guessing_is_stopped_for_one_network_and_one_address(client: TestClient) -> None:
    await make_user(email="mariana@correo.example", password=GOOD)

    answers = [(await enter(client, "mariana@correo.example", f"intento {n} de entrar")).status_code for n in range(11)]
    right = await enter(client, "mariana@correo.example", GOOD)

    assert answers == [422] * 10 + [429]
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0


async def test_a_stranger_who_guesses_does_not_shut_the_owner_out(app: Starlette, client: TestClient) -> None:
    await make_user(email="mariana@correo.example", password=GOOD)
    await enter(client, "mariana@correo.example", GOOD)
    client.cookies.delete("sesion")
    configure(replace(settings(), rate_limit_factor=0.2))
    for n in range(12):
        async with _from(app, f"10.9.{n}.1") as stranger:
            await enter(stranger, "mariana@correo.example", "intento de entrar")

    async with _from(app, "10.8.0.1") as elsewhere:
        unknown_browser = await enter(elsewhere, "mariana@correo.example", GOOD)
        by_mail = await elsewhere.post("/entrar", data={"email": "mariana@correo.example"})
    own_browser = await enter(client, "mariana@correo.example", GOOD)

    assert unknown_browser.status_code == 429
    assert by_mail.status_code == 303
    assert own_browser.status_code == 303


async def test_the_lock_opens_again_by_itself(client: TestClient) -> None:
    await make_user(email="mariana@correo.example", password=GOOD)
    for n in range(11):
        await enter(client, "mariana@correo.example", f"intento {n} de entrar")

    wait(timedelta(minutes=31))
    answer = await enter(client, "mariana@correo.example", GOOD)

    assert answer.status_code == 303


async def test_a_password_that_changes_while_somebody_comes_in_with_the_old_one_lets_nobody_in(db: str) -> None:
    user = await make_user(email="mariana@correo.example", password=GOOD)
    known = await services.user_for_password("mariana@correo.example", GOOD)
    assert known is not None
    await services.set_password("cuatro sillas en fila", by=actor_of(user), now=clock.now())

    with pytest.raises(Gone):
        await services.open_session(known[0], clock.now(), "", password_hash=known[1])

    assert await Session.all().count() == 0


async def test_more_sign_ins_at_once_than_the_pool_holds_are_told_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_pool", passwords.Pool(threads=2, most_waiting=2))
    await make_user(email="mariana@correo.example", password=GOOD)

    answers = await asyncio.gather(*(enter(client, f"nadie{n}@correo.example", GOOD) for n in range(20)))

    assert {each.status_code for each in answers} == {422, 503}
    assert all("retry-after" in each.headers for each in answers if each.status_code == 503)
    assert (await enter(client, "mariana@correo.example", GOOD)).status_code == 303


def _from(app: Starlette, address: str) -> TestClient:
    """A browser without cookies on another network."""
    transport = httpx.ASGITransport(app=app, client=(address, 1234))
    return TestClient(transport=transport, base_url="http://convoca.test", headers={"Origin": "http://convoca.test"})
