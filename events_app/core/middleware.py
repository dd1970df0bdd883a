"""What happens around every request, as plain ASGI: its id, its actor, its language, its guards and its headers."""

import secrets
import time
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from events_app.core import logs, metrics
from events_app.core.access import ANONYMOUS
from events_app.core.clock import now
from events_app.core.errors import BadRequest, CrossSite, TooLarge
from events_app.core.forms import MOST_UPLOAD_BYTES
from events_app.core.i18n import best_locale, set_locale
from events_app.core.settings import LOCALES, settings

SAFE = ("GET", "HEAD", "OPTIONS")
LANGUAGE_COOKIE = "idioma"
YEAR = 365 * 24 * 3600
CSP = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'{wasm}; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
    "media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'{pay}; base-uri 'none'; frame-ancestors 'none'"
)


def session_cookie() -> str:
    """`__Host-` binds the cookie to this very host over https; plain http in development needs a plain name."""
    return "__Host-sesion" if settings().secure else "sesion"


class RequestLog:
    """One line and one observation for every request, with an id that its other lines share."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = logs.new_request_id(Headers(scope=scope).get("x-request-id"))
        started, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).append("x-request-id", number)
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            page = scope.get("page")
            handler = page.name if page else ("static" if scope["path"].startswith("/static/") else "none")
            seconds = time.perf_counter() - started
            metrics.request_done(handler, status, seconds)
            if handler != "static":
                logs.log_request(
                    method=scope["method"], path=scope["path"], handler=handler, status=status, seconds=seconds
                )


class RequestContext:
    """Gives the request its state: moment, actor, language, nonce; refuses bodies that are too large at once."""

    def __init__(self, app: ASGIApp, actor_for_token: Any) -> None:
        self.app = app
        self.actor_for_token = actor_for_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        state = request.state
        state.now, state.nonce, state.csp, state.actor = now(), secrets.token_urlsafe(16), "", ANONYMOUS
        state.locale = best_locale(request.cookies.get(LANGUAGE_COOKIE)) or settings().default_locale
        set_locale(state.locale)
        token = request.cookies.get(session_cookie())
        if token and not request.url.path.startswith("/static/"):
            state.actor = await self.actor_for_token(token, state.now) or ANONYMOUS
        chosen = _language(request)
        state.locale = chosen or settings().default_locale
        set_locale(state.locale)
        asked = request.query_params.get("lang")
        await self.app(scope, receive, _with_language(send, asked) if asked in LOCALES else send)


class Guards:
    """Refuses what no honest browser sends: other sites' posts, other hosts' names, bodies beyond any form."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            length = headers.get("content-length", "0")
            if not length.isdigit() or int(length) > MOST_UPLOAD_BYTES:
                raise TooLarge()
            if b"\x00" in scope.get("raw_path", b"") or "\x00" in scope["path"]:
                raise BadRequest()
            if (
                settings().production
                and headers.get("host") != settings().host
                and scope["path"] not in ("/healthz", "/readyz")
            ):
                raise BadRequest()
            if scope["method"] not in SAFE and not same_origin(headers):
                raise CrossSite()
            receive = _counted(receive)
        await self.app(scope, receive, send)


class SecurityHeaders:
    """A strict content policy with a nonce for each page, and the headers that go with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                _secure(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, secured)


def same_origin(headers: Headers) -> bool:
    """True for a form of our own, and for programs that carry no cookie (they have no borrowed authority)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        return _place_of(origin) in (headers.get("host"), settings().host)
    # Whatever the header says: one that this parser cannot read may still carry a session for another.
    return not any(each.strip() for each in headers.getlist("cookie"))


def _place_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _counted(receive: Receive) -> Receive:
    """A body sent in pieces tells no length: it is refused as soon as it passes what any form may weigh."""
    size = 0

    async def counting() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_UPLOAD_BYTES:
            raise TooLarge()
        return message

    return counting


def _language(request: Request) -> str | None:
    asked = request.query_params.get("lang")
    if asked in LOCALES:
        return asked
    known = request.state.actor.locale
    return best_locale(request.cookies.get(LANGUAGE_COOKIE), known, request.headers.get("accept-language"))


def _with_language(send: Send, locale: str | None) -> Send:
    secure = "; Secure" if settings().secure else ""
    cookie = f"{LANGUAGE_COOKIE}={locale}; Path=/; Max-Age={YEAR}; SameSite=Lax{secure}"

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return wrapped


def _secure(headers: MutableHeaders, scope: Scope) -> None:
    state = scope.get("state", {})
    if "content-security-policy" not in headers:
        wasm = " 'wasm-unsafe-eval'" if state.get("csp") == "wasm" else ""
        pay = f" {state['pay_origin']}" if state.get("pay_origin") else ""
        headers["Content-Security-Policy"] = CSP.format(nonce=state.get("nonce", ""), wasm=wasm, pay=pay)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(self)")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if "frame-ancestors *" not in headers["Content-Security-Policy"]:
        headers.setdefault("X-Frame-Options", "DENY")
    if settings().secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
