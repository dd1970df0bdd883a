"""Everybody's own page: name, language, password, sessions."""

import pytest

from events_app.accounts import passwords
from events_app.accounts.models import Session, User
from events_app.accounts.services import open_session
from events_app.core.access import Role
from events_app.core.clock import now
from events_app.core.tables import AuditEntry
from events_app.tests.factories.accounts import make_user
from events_app.tests.support.browser import TestClient

GOOD = "tres nopales azules"
BETTER = "cuatro sillas en fila"


async def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: TestClient) -> None:
    answer = await client.get("/cuenta?x=1")

    assert (answer.status_code, answer.headers["location"]) == (303, "/entrar?next=/cuenta%3Fx%3D1")


async def test_name_and_language_are_saved_and_the_page_speaks_that_language(client: TestClient) -> None:
    user = await make_user("Mariana Borquez")
    await client.sign_in(user)

    saved = await client.post("/cuenta/datos", data={"name": "  Mariana   Bórquez Ñúñez ", "locale": "en"})
    shown = await client.get(saved.headers["location"])

    kept = await User.get(id=user.id)
    assert (kept.name, kept.locale, kept.search_key) == (
        "Mariana Bórquez Ñúñez",
        "en",
        f"mariana borquez nunez {kept.email}",
    )
    assert "My account" in shown.text
    assert "We saved your details." in shown.text


async def test_a_mistake_keeps_what_was_typed(client: TestClient) -> None:
    await client.sign_in(await make_user("Mariana"))

    answer = await client.post("/cuenta/datos", data={"name": "123", "locale": "fr"})

    assert answer.status_code == 422
    assert 'value="123"' in answer.text
    assert "Escribe el nombre con letras." in answer.text
    assert "Elige una de las opciones." in answer.text


async def test_setting_a_password_ends_the_other_sessions_and_opens_with_it(client: TestClient) -> None:
    user = await make_user(email="mariana@correo.example")
    await client.sign_in(user)
    await open_session(user, now(), "otro")

    answer = await client.post("/cuenta/contrasena", data={"password": GOOD})

    kept = await User.get(id=user.id)
    assert answer.status_code == 303
    assert await passwords.matches(kept.password_hash, GOOD)
    assert await Session.all().count() == 1
    assert (await client.get("/cuenta")).status_code == 200
    assert await AuditEntry.filter(action="accounts.password_set", actor=f"user:{user.id}").count() == 1


async def test_changing_a_password_needs_the_present_one(client: TestClient) -> None:
    user = await make_user(password=GOOD)
    await client.sign_in(user)

    wrong = [
        await client.post("/cuenta/contrasena", data={"password": BETTER}),
        await client.post("/cuenta/contrasena", data={"password": BETTER, "current": "otra cosa larga"}),
    ]
    right = await client.post("/cuenta/contrasena", data={"password": BETTER, "current": GOOD})

    assert [each.status_code for each in wrong] == [422, 422]
    assert all("Esa no es tu contraseña actual." in each.text for each in wrong)
    assert right.status_code == 303
    assert await passwords.matches((await User.get(id=user.id)).password_hash, BETTER)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("breve", "Usa al menos 10 caracteres."),
        ("password123", "Es de las primeras que prueba"),
        ("qwertyuiop", "Sigue el orden del teclado"),
        ("marianaborquez", "Se parece a tu nombre"),
        ("x" * 201, "Es demasiado largo"),
    ],
)
async def test_a_bad_new_password_is_refused_with_its_reason(client: TestClient, password: str, reason: str) -> None:
    user = await make_user("Mariana Bórquez")
    await client.sign_in(user)

    answer = await client.post("/cuenta/contrasena", data={"password": password})

    assert answer.status_code == 422
    assert reason in answer.text
    assert password not in answer.text
    assert (await User.get(id=user.id)).password_hash is None


async def test_removing_the_password_needs_it_and_leaves_the_way_by_mail(client: TestClient) -> None:
    user = await make_user(password=GOOD)
    await client.sign_in(user)

    wrong = await client.post("/cuenta/contrasena/quitar", data={"present": "otra cosa larga"})
    right = await client.post("/cuenta/contrasena/quitar", data={"present": GOOD})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert (await User.get(id=user.id)).password_hash is None


async def test_guessing_the_present_password_on_an_unlocked_phone_is_stopped(client: TestClient) -> None:
    await client.sign_in(await make_user(password=GOOD))

    answers = [
        (await client.post("/cuenta/contrasena/quitar", data={"present": f"intento {n}"})).status_code
        for n in range(11)
    ]

    assert answers == [422] * 10 + [429]


async def test_the_sessions_of_somebody_else_are_not_there(client: TestClient) -> None:
    other = await make_user("Óscar")
    await open_session(other, now(), "")
    theirs = await Session.get()
    await client.sign_in(await make_user("Mariana", roles=[Role.ADMIN]))

    answers = [
        (await client.post(f"/cuenta/sesiones/{each}/cerrar")).status_code
        for each in (theirs.id, 999_999, 0, 2**63 - 1, 2**63, 10**40)
    ]

    assert answers == [404] * 6
    assert await Session.filter(id=theirs.id).exists()


async def test_closing_everything_signs_out_here_too(client: TestClient) -> None:
    user = await make_user()
    await client.sign_in(user)
    await open_session(user, now(), "")

    answer = await client.post("/cuenta/sesiones/cerrar")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await Session.all().count() == 0
