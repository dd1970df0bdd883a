"""Our files are kept by browsers for ever under an address that changes with their content."""

import gzip

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from events_app.core.static import STATIC_DIR, StaticFiles, asset_url

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


async def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
    app = Starlette(routes=[Mount("/static", StaticFiles())])
    transport = httpx.ASGITransport(app)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=transport, base_url="http://convoca.test") as client:
        return await client.request(method, path, headers={"accept-encoding": "identity"} | names)


async def test_the_address_with_the_digest_of_the_content_may_be_kept_for_ever() -> None:
    address = asset_url("css/app.css")

    current, stale, bare = await ask(address), await ask("/static/css/app.css?v=0000"), await ask("/static/css/app.css")

    caching = [each.headers["cache-control"] for each in (current, stale, bare)]
    assert caching == [FOR_EVER, ASK_AGAIN, ASK_AGAIN]
    assert current.content == (STATIC_DIR / "css/app.css").read_bytes()


async def test_a_browser_that_has_the_file_is_told_so_and_sent_nothing() -> None:
    first = await ask("/static/js/app.js")

    again = await ask("/static/js/app.js", if_none_match=first.headers["etag"])
    other = await ask("/static/js/app.js", if_none_match='"0123"')

    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


async def test_text_travels_compressed_only_to_whoever_accepts_it() -> None:
    plain = await ask("/static/css/app.css")

    packed = await ask("/static/css/app.css", accept_encoding="gzip")

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.content == plain.content == gzip.decompress(gzip.compress(plain.content))


async def test_the_decoder_of_the_door_is_served_as_webassembly() -> None:
    address = "/static/vendor/zxing-wasm-3.1.4/reader/zxing_reader.wasm"

    answer = await ask(address)

    kept = (answer.headers["content-type"], answer.headers["cache-control"], answer.content[:4])
    assert kept == ("application/wasm", FOR_EVER, b"\0asm")


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing.css",
        "/static/css",
        "/static/",
        "/static/..%2fapp.py",
        "/static/..%2fstatic%2fcss%2fapp.css",
        "/static/%2e%2e/core/settings.py",
        "/static/css/..%2f..%2fcore%2fstatic.py",
        "/static/%2fetc%2fpasswd.txt",
        "/static/css/app.css%00.css",
        "/static/fonts/Inter-Bold.ttf",
    ],
)
async def test_what_we_do_not_hand_out_is_simply_not_there(path: str) -> None:
    answer = await ask(path)

    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


async def test_a_file_can_only_be_read() -> None:
    head = await ask("/static/css/app.css", "HEAD")
    posted = await ask("/static/css/app.css", "POST")

    assert (head.status_code, head.content) == (200, b"")
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD")
