"""Whatever is thrown at the sign-in and account pages gets a designed answer, never a 500."""

import httpx
import pytest

from events_app.accounts.models import Session
from events_app.core.access import Role
from events_app.tests.factories.accounts import make_user
from events_app.tests.support.browser import TestClient

NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b@correo.example",
    "\u202enada@correo.example",
    "🎉@correo.example",
    "ñandú@correo.example",
    "a" * 70_000,
    "a@b",
    "a@correo.example\r\nBcc: otro@correo.example",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\ud800",
]
PAGES = ["/entrar", "/entrar/contrasena", "/cuenta/datos", "/cuenta/contrasena", "/cuenta/contrasena/quitar"]
OFFICE_PAGES = ["/oficina/usuarios/nuevo", "/oficina/usuarios/1/papeles"]
FIELDS = (
    "email",
    "account",
    "password",
    "next",
    "name",
    "locale",
    "current",
    "present",
    "role",
    "roles",
    "scope",
    "starts_on",
    "ends_on",
)


@pytest.mark.parametrize("path", PAGES + OFFICE_PAGES)
async def test_nasty_text_in_every_field_is_answered_kindly(client: TestClient, path: str) -> None:
    await client.sign_in(await make_user(roles=[Role.ADMIN]))
    answers = set()

    for text in NASTY:
        body = "&".join(f"{field}={_encoded(text)}" for field in FIELDS)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answers.add((await client.post(path, content=body, headers=headers)).status_code)

    assert answers <= {303, 400, 409, 413, 422, 429}
    assert answers & {422, 429}


@pytest.mark.parametrize("path", PAGES + OFFICE_PAGES)
async def test_a_form_of_a_megabyte_and_one_of_two_thousand_fields_are_refused(client: TestClient, path: str) -> None:
    await client.sign_in(await make_user(roles=[Role.ADMIN]))

    heavy = await client.post(path, data={"email": "a" * 1_000_001})
    many = await client.post(path, data={f"campo{n}": "x" for n in range(2_000)})
    odd = await client.post(
        path, content=b"\xff\xfe%zz=&&&=", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    empty = await client.post(path)

    assert heavy.status_code == 413
    assert {many.status_code, odd.status_code, empty.status_code} <= {400, 413, 422}


async def test_of_a_repeated_field_the_last_one_counts(client: TestClient) -> None:
    await make_user(email="dos@correo.example")

    answer = await client.post("/entrar", data={"email": ["uno@correo.example", "dos@correo.example"]})
    shown = await client.get(answer.headers["location"])

    assert "dos@correo.example" in shown.text
    assert "uno@correo.example" not in shown.text


@pytest.mark.parametrize("secret", ["x", "a" * 5_000, "%00", "%E2%80%AE", "🎉", "..%2F..%2Fetc", "' OR 1=1 --"])
async def test_made_up_links_and_handles_are_gone(client: TestClient, secret: str) -> None:
    answers = [
        (await client.get(f"/entrar/enlace/{secret}")).status_code,
        (await client.post(f"/entrar/enlace/{secret}")).status_code,
        (await client.get(f"/entrar/correo/{secret}")).status_code,
        (await client.post(f"/entrar/correo/{secret}", data={"code": "123456"})).status_code,
    ]

    assert set(answers) <= {303, 400, 404, 405, 410}
    assert await Session.all().count() == 0


@pytest.mark.parametrize("cookie", ["", "x", "ñ", "a" * 3_000, '"\\000"', "a; b"])
async def test_a_made_up_cookie_is_nobody(client: TestClient, cookie: str) -> None:
    raw = f"sesion={cookie}; navegador={cookie}; aviso={cookie}".encode()
    headers = httpx.Headers([(b"cookie", raw)])

    answers = [
        await client.get("/entrar", headers=headers),
        await client.get("/cuenta", headers=headers),
    ]

    assert [each.status_code for each in answers] == [200, 303]


@pytest.mark.parametrize("next_path", ["%00", "//x", "a" * 3_000, "%F0%9F%8E%89", "/%0d%0aSet-Cookie:a=b"])
async def test_a_nasty_way_back_is_dropped(client: TestClient, next_path: str) -> None:
    answer = await client.get(f"/entrar?next={next_path}")

    assert answer.status_code in (200, 400)
    assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]


def _encoded(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
