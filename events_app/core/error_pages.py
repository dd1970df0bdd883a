"""Turns what went wrong into a designed page, or into JSON for the API; nothing a person sends gives a bare 500."""

import asyncio
import logging
from typing import Any

import asyncpg
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError, TransactionManagementError

from events_app.core.access import ANONYMOUS
from events_app.core.clock import now
from events_app.core.errors import (
    BadRequest,
    Conflict,
    ConvocaError,
    Gone,
    Invalid,
    MethodNotAllowed,
    NotFound,
    SignInNeeded,
    TooLarge,
    TooMany,
    Unavailable,
)
from events_app.core.i18n import _
from events_app.core.pages import page, sign_in_first
from events_app.core.settings import settings

DESIGNED = (400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)
BY_STATUS: dict[int, type[ConvocaError]] = {
    400: BadRequest,
    404: NotFound,
    405: MethodNotAllowed,
    410: Gone,
    413: TooLarge,
    429: TooMany,
}
BUSY = (
    DBConnectionError,
    OperationalError,
    TransactionManagementError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.TransactionRollbackError,  # two that waited for each other: one of them has to ask again
    asyncpg.ObjectNotInPrerequisiteStateError,  # a lock that did not come in time
    asyncpg.OperatorInterventionError,  # a statement that took too long, a server that is going down
    asyncpg.InsufficientResourcesError,
    ConnectionError,
)
log = logging.getLogger("convoca.errors")


async def known(request: Request, error: Exception) -> Response:
    """A ConvocaError speaks for itself."""
    if not isinstance(error, ConvocaError):
        raise error
    if isinstance(error, SignInNeeded) and not is_api(request):
        return sign_in_first(request)
    return answer(request, error)


async def starlette_error(request: Request, error: Exception) -> Response:
    """What the router itself refuses: unknown paths, wrong methods."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404 and _private(request) and not getattr(request.state, "actor", ANONYMOUS).signed_in:
        return sign_in_first(request)
    kind = BY_STATUS.get(status, BadRequest if status < 500 else ConvocaError)
    refused = answer(request, kind())
    if isinstance(error, HTTPException) and error.headers:
        refused.headers.update(error.headers)
    return refused


class Errors:
    """Catches what the router did not: a guard's refusal, a lost database, a fault of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if started:
                raise
            request = Request(scope, receive)
            answered = await (known if isinstance(error, ConvocaError) else unexpected)(request, error)
            await answered(scope, receive, send)


async def unexpected(request: Request, error: Exception) -> Response:
    """A sender who hung up or what no column holds (400), a race that a constraint caught (409), a lost database (503),
    our fault (500)."""
    if isinstance(error, ClientDisconnect):
        return answer(request, BadRequest())
    if _holds_nowhere(error):
        log.warning("no such value", exc_info=error)
        return answer(request, BadRequest())
    if isinstance(error, IntegrityError):
        log.warning("constraint", exc_info=error)
        return answer(request, Conflict())
    if isinstance(error, (*BUSY, asyncio.TimeoutError)):
        log.warning("unavailable", exc_info=error)
        return answer(request, Unavailable())
    log.error("unexpected", exc_info=error)
    return answer(request, ConvocaError())


def answer(request: Request, error: ConvocaError) -> Response:
    """The error as JSON for programs, else as its page."""
    if is_api(request):
        body: dict[str, Any] = {"code": error.code, "message": error.text}
        if isinstance(error, Invalid) and error.fields:
            body["fields"] = {name: _(text) for name, text in error.fields.items()}
        return JSONResponse({"error": body}, status_code=error.status, headers=error.headers)
    _prepare(request)
    status = error.status if error.status in DESIGNED else 500
    return page(request, status=error.status, template=f"errors/{status}.html", headers=error.headers, error=error)


def is_api(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/webhooks/", "/openapi.json"))


def _holds_nowhere(error: Exception) -> bool:
    """True of a number beyond PostgreSQL's, a NUL in a text and their like: asking again would not help."""
    return isinstance(error, asyncpg.DataError) or isinstance(error.__cause__, asyncpg.DataError)


def _private(request: Request) -> bool:
    """True under a first path segment that is never public, such as /oficina."""
    first = request.url.path.split("/", 2)[1] if request.url.path.count("/") else ""
    return first in request.app.state.private_prefixes


def _prepare(request: Request) -> None:
    """An error before the middleware spoke still needs a page."""
    state = request.state
    for name, value in (("actor", ANONYMOUS), ("locale", settings().default_locale), ("now", now()), ("nonce", "")):
        if not hasattr(state, name):
            setattr(state, name, value)
