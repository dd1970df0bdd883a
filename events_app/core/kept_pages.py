"""Draws a public page once for all strangers who ask for the same thing in the same minute.

Whoever declares such a page says what it depends on (`facts`): while they are equal, the page is the same but for the
nonce and the clock, which every answer gets anew. What is not among the facts may be up to a minute old. Each process
draws its own copy, so nothing is missed by a second one.
"""

import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.pages import FLASH_COOKIE, actor, compressed, locale

MOST_KEPT = 200
NONCE, MOMENT = "\x00nonce\x00", "\x00moment\x00"
Draw = Callable[[], Awaitable[Response]]
_kept: OrderedDict[tuple[object, ...], str] = OrderedDict()


def is_everybodys(request: Request) -> bool:
    """A stranger's plain look at a page: nobody signed in, nothing asked in the address, no message waiting."""
    plain = request.method == "GET" and not request.url.query
    return plain and not actor(request).signed_in and FLASH_COOKIE not in request.cookies


async def kept_page(request: Request, facts: tuple[object, ...], draw: Draw) -> Response:
    """The page for these facts, drawn now if this process has not drawn it this minute; call it for strangers only."""
    minute = request.state.now.replace(second=0, microsecond=0)
    key = (request.url.path, locale(request), minute, *facts)
    html = _kept.get(key)
    if html is None:
        answer = await draw()
        if answer.status_code != 200 or "set-cookie" in answer.headers:
            return answer
        html = _text(answer).replace(request.state.nonce, NONCE).replace(request.state.now.isoformat(), MOMENT)
        _keep(key, html)
    return compressed(request, html.replace(NONCE, request.state.nonce).replace(MOMENT, request.state.now.isoformat()))


def _keep(key: tuple[object, ...], html: str) -> None:
    _kept[key] = html
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)


def _text(answer: Response) -> str:
    body = bytes(answer.body)
    return (gzip.decompress(body) if answer.headers.get("content-encoding") == "gzip" else body).decode()
