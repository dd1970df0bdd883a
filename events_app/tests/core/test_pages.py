"""Default deny, one refusal for strangers, guards against other sites, and headers on every answer."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from events_app.app import pages
from events_app.core.database import row, tx
from events_app.core.error_pages import unexpected
from events_app.core.pages import Page, Undeclared
from events_app.tests.conftest import BASE_URL
from events_app.tests.factories.accounts import make_grant, make_user
from events_app.tests.support.browser import TestClient
from events_app.tests.support.overtaking import CANCEL_WAITING, overtaken


async def handler(request: Request) -> Response:
    return PlainTextResponse("")


def test_a_page_without_access_cannot_be_declared() -> None:
    with pytest.raises((TypeError, Undeclared)):
        Page("/x", handler)  # type: ignore[call-arg]
    with pytest.raises(Undeclared):
        Page("/x", handler, access="public")  # type: ignore[arg-type]


def test_every_route_of_the_app_was_declared(app: Starlette) -> None:
    declared = {page.path for page in pages()}

    assert {route.path for route in app.routes} - declared == {"/static"}  # type: ignore[attr-defined]


def test_no_two_pages_share_a_name_or_an_address() -> None:
    names = [page.name for page in pages()]
    doors = [(page.path, method) for page in pages() for method in page.methods]

    assert len(set(names)) == len(names)
    assert len(set(doors)) == len(doors)


@pytest.mark.parametrize("path", ["/oficina", "/oficina/no-existe", "/oficina/usuarios?q=a", "/cuenta"])
async def test_a_stranger_on_a_private_path_is_asked_to_sign_in_with_a_way_back(client: TestClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/entrar?next=/")


@pytest.mark.parametrize("path", ["/healthz", "/", "/no-existe", "/oficina"])
async def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-request-id"]


async def test_a_nonce_is_never_used_twice(client: TestClient) -> None:
    first, second = [(await client.get("/")).headers["content-security-policy"] for _ in range(2)]

    assert first != second


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://malo.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": BASE_URL},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
async def test_a_form_from_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = await client.post("/entrar", data={"email": "a@b.example"}, headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize("cookie", ["sesion=x", "[x]=1; sesion=x", "sesion=x; {y}=1", 'sesion="x', "=;sesion=x"])
async def test_a_cookie_without_an_origin_is_refused_however_it_is_written(app: Starlette, cookie: str) -> None:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as bare:
        answer = await bare.post("/entrar", data={"email": "a@b.example"}, headers={"Cookie": cookie})

    assert answer.status_code == 403


async def test_a_body_beyond_any_form_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = await client.post("/entrar", content=b"x", headers={"Content-Length": "99999999999"})

    assert answer.status_code == 413


async def test_a_body_sent_in_pieces_is_refused_as_soon_as_it_is_too_large(client: TestClient) -> None:
    sent = 0

    async def file() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--B\r\nContent-Disposition: form-data; name="x"; filename="a"\r\n\r\n'
        while sent < 30:
            sent += 1
            yield b"a" * 1_000_000

    answer = await client.post("/entrar", content=file(), headers={"Content-Type": "multipart/form-data; boundary=B"})

    assert (answer.status_code, sent) == (413, 12)


@pytest.mark.parametrize("path", ["/becas", "/privacidad", "/boleto", "/entrar"])
async def test_no_cache_in_between_keeps_a_page_that_says_nothing_else(client: TestClient, path: str) -> None:
    stranger = await client.get(path)
    await client.sign_in(await make_user())
    somebody = await client.get(path)

    assert stranger.headers["cache-control"] == "private, no-cache"
    assert somebody.headers["cache-control"] == "private, no-store"


async def test_an_unknown_page_is_a_designed_one_in_both_languages(client: TestClient) -> None:
    spanish = await client.get("/no-existe")
    english = await client.get("/no-existe?lang=en")

    assert (spanish.status_code, english.status_code) == (404, 404)
    assert '<html lang="es-MX"' in spanish.text
    assert '<html lang="en"' in english.text


async def test_the_chosen_language_stays(client: TestClient) -> None:
    await client.get("/?lang=en")
    answer = await client.get("/no-existe")

    assert '<html lang="en"' in answer.text


async def test_health_readiness_and_version_answer(client: TestClient) -> None:
    health, ready, version = [await client.get(path) for path in ("/healthz", "/readyz", "/version")]

    assert health.text == "ok\n"
    assert ready.json() == {"ready": True, "pending_migrations": [], "oldest_job_seconds": 0.0}
    assert version.json()["name"] == "convoca"


async def test_the_api_is_described_with_every_path_of_it(client: TestClient) -> None:
    document = (await client.get("/openapi.json")).json()

    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {page.path.replace(":int", "") for page in pages() if page.is_api}


@pytest.mark.parametrize(
    "path",
    [
        "/oficina/mensajes/9999999999999999999",
        "/oficina/personas/9999999999999999999",
        "/oficina/personas/" + "9" * 5_000,
        "/api/v1/matches/" + "9" * 5_000,
        "/oficina/dinero/pedidos/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "/pagar/" + "x" * 200,
        "/oficina/eventos/" + "x" * 300,
    ],
)
async def test_what_no_record_could_be_called_is_not_found(client: TestClient, path: str) -> None:
    office = await make_user()
    await make_grant(office)
    await client.sign_in(office)

    answer = await client.get(path)

    assert answer.status_code == 404


async def test_whoever_waited_in_vain_for_the_database_is_asked_to_come_again(db: str, client: TestClient) -> None:
    [told] = await overtaken(
        db,
        client.get("/eventos"),
        locks=("LOCK TABLE events IN ACCESS EXCLUSIVE MODE",),
        written=(CANCEL_WAITING,),
    )

    assert (told.status_code, told.headers["retry-after"]) == (503, "5")


async def test_one_of_two_that_wait_for_each_other_is_asked_to_come_again(db: str, client: TestClient) -> None:
    both_have_one = asyncio.Barrier(2)

    async def take(first: int, second: int) -> None:
        await row("SELECT pg_advisory_xact_lock($1)", first)
        await both_have_one.wait()
        await row("SELECT pg_advisory_xact_lock($1)", second)

    ended = await asyncio.gather(tx(take, 1, 2), tx(take, 2, 1), return_exceptions=True)

    [error] = [each for each in ended if isinstance(each, Exception)]
    asked = Request({"type": "http", "path": "/api/v1/events", "headers": []})
    assert (await unexpected(asked, error)).status_code == 503
