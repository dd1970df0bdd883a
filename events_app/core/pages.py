"""A page is a path, a handler and who may open it; this module routes, renders and answers."""

import gzip
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from events_app.core import tokens
from events_app.core.access import ANONYMOUS, Access, Actor
from events_app.core.clock import now as clock_now
from events_app.core.errors import Conflict, NotFound
from events_app.core.settings import settings
from events_app.core.templates import render

Handler = Callable[[Request], Awaitable[Response]]
FLASH_COOKIE = "aviso"
SIGN_IN_PATH = "/entrar"
SMALL = 1_000
MOST_ID = 2**63 - 1
_FLASH_AGE = timedelta(minutes=2)


class Undeclared(TypeError):
    """A page was declared without saying who may open it, or an API page without its schema."""


@dataclass(frozen=True)
class Notice:
    """What the next page says once; `tone` colours it: good (done) or warn (refused)."""

    text: str
    tone: str = "good"


@dataclass(frozen=True)
class Page:
    """`access` has no default on purpose: an app with an undeclared page does not start."""

    path: str
    handler: Handler
    access: Access
    methods: tuple[str, ...] = ("GET",)

    def __post_init__(self) -> None:
        if not isinstance(self.access, Access):
            raise Undeclared(f"{self.path}: say who may open it with access=Access.…")
        if not inspect.iscoroutinefunction(self.handler):
            raise Undeclared(f"{self.path}: the handler must be async")

    @property
    def room(self) -> str:
        return self.handler.__module__.split(".")[-2]

    @property
    def name(self) -> str:
        return f"{self.room}.{self.handler.__name__}"

    @property
    def template(self) -> str:
        package = self.handler.__module__.split(".")[0]
        return f"{package}/{self.room}/{self.handler.__name__}.html"

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    def route(self) -> Route:
        return Route(self.path, _guarded(self), methods=list(self.methods), name=self.name)


@dataclass(frozen=True)
class ApiPage(Page):
    """A page of the JSON API: its models and examples fill /openapi.json."""

    request_model: type[BaseModel] | None = None
    response_model: type[BaseModel] | None = None
    summary: str = ""
    success: int = 200


def _guarded(declared: Page) -> Handler:
    async def endpoint(request: Request) -> Response:
        request.scope["page"] = declared
        who = actor(request)
        if not declared.access.admits(who):
            if not who.signed_in and not declared.is_api:
                return sign_in_first(request)
            raise NotFound()
        if declared.access is not Access.DEVICE and _beyond_records(request):
            raise NotFound()
        answer = await declared.handler(request)
        if declared.access is not Access.PUBLIC:
            answer.headers.setdefault("Cache-Control", "no-store")
        else:
            answer.headers.setdefault("Cache-Control", "private, no-store" if who.signed_in else "private, no-cache")
        if declared.access is Access.LINK:
            answer.headers["Referrer-Policy"] = "no-referrer"
            answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    endpoint.__name__ = declared.handler.__name__
    return endpoint


def _beyond_records(request: Request) -> bool:
    """An id in the path that no record can have; a door's device is told so by its own handler."""
    return any(isinstance(value, int) and value > MOST_ID for value in request.path_params.values())


def sign_in_first(request: Request) -> Response:
    """The sign-in page with a way back; the same for private paths that exist and that do not."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = back if request.method in ("GET", "HEAD") else "/"
    return RedirectResponse(f"{SIGN_IN_PATH}?next={quote(back, safe='/')}", status_code=303)


def actor(request: Request) -> Actor:
    """Who is asking; ANONYMOUS before the session middleware has spoken."""
    return getattr(request.state, "actor", ANONYMOUS)


def locale(request: Request) -> str:
    return getattr(request.state, "locale", settings().default_locale)


def page(
    request: Request,
    *,
    status: int = 200,
    template: str | None = None,
    headers: dict[str, str] | None = None,
    csp: str = "",
    **context: Any,
) -> HTMLResponse:
    """Renders the handler's own template; `csp="wasm"` lets this page alone run WebAssembly (the scanner)."""
    declared: Page | None = request.scope.get("page")
    name = template or (declared.template if declared else "errors/500.html")
    notice = _read_flash(request)
    html = render(name, request=request, flash=notice, **context)
    answer = compressed(request, html, status=status, headers=headers)
    request.state.csp = csp
    if notice:
        answer.delete_cookie(FLASH_COOKIE)
        answer.headers["Cache-Control"] = "no-store"
    return answer


def fragment(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A piece of a page for htmx: `_rows` of the same room."""
    declared: Page = request.scope["page"]
    folder = declared.template.rsplit("/", 1)[0]
    return HTMLResponse(render(f"{folder}/{name}.html", request=request, **context), status_code=status)


def redirect(request: Request, name: str, *, query: str = "", **params: Any) -> RedirectResponse:
    """Sees the person to another page after a change (303, so that reloading repeats nothing)."""
    path = url_for(request, name, **params)
    return RedirectResponse(f"{path}?{query}" if query else path, status_code=303)


def url_for(request: Request, name: str, **params: Any) -> str:
    """The path of a page by its name, such as `events.event`."""
    return str(request.app.url_path_for(name, **{key: str(value) for key, value in params.items()}))


def absolute(path: str) -> str:
    """A path as the full address that goes into messages and QR codes."""
    return f"{settings().base_url}{path}"


def flash(response: Response, text: str) -> Response:
    """Shows `text` once, on the next page this person opens: what was done."""
    return _told_once(response, Notice(text))


def refuse(response: Response, text: str) -> Response:
    """Shows `text` once, in the colour of a warning: what was not done, or what to look at."""
    return _told_once(response, Notice(text, tone="warn"))


def by(request: Request) -> dict[str, Any]:
    """Who does it and when, as the keyword arguments `actor` and `now` that every act takes."""
    return {"actor": actor(request).label, "now": request.state.now}


async def answered(back: Response, act: Awaitable[Any], said: str = "") -> Response:
    """Goes `back` saying that it was done, or why it was refused; a refusal changes nothing."""
    try:
        await act
    except Conflict as error:
        return refuse(back, error.text)
    return flash(back, said) if said else back


def json_page(content: BaseModel | dict[str, Any] | list[Any], *, status: int = 200) -> JSONResponse:
    body = content.model_dump(mode="json") if isinstance(content, BaseModel) else content
    return JSONResponse(body, status_code=status)


def compressed(
    request: Request, html: str, *, status: int = 200, headers: dict[str, str] | None = None
) -> HTMLResponse:
    """Only whole pages are compressed; files are compressed once, and event streams never."""
    if len(html) < SMALL or "gzip" not in request.headers.get("accept-encoding", ""):
        return HTMLResponse(html, status_code=status, headers={"Vary": "Accept-Encoding"} | (headers or {}))
    packed = gzip.compress(html.encode(), compresslevel=5, mtime=0)
    extra = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return HTMLResponse(packed, status_code=status, headers=extra | (headers or {}))


def _told_once(response: Response, notice: Notice) -> Response:
    value = tokens.sign({"text": notice.text, "tone": notice.tone}, "flash", now=clock_now())
    response.set_cookie(FLASH_COOKIE, value, max_age=120, httponly=True, samesite="lax", secure=settings().secure)
    return response


def _read_flash(request: Request) -> Notice | None:
    raw = request.cookies.get(FLASH_COOKIE)
    found = tokens.unsign(raw, "flash", now=clock_now(), max_age=_FLASH_AGE) if raw else None
    return Notice(str(found["text"]), str(found.get("tone", "good"))) if found else None
