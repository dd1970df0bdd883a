"""The composition root: every room's pages, jobs and invariants become one application."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

from events_app import wiring
from events_app.accounts.queries import actor_for_token
from events_app.core import error_pages, jobs, live
from events_app.core.database import ROOMS, opened
from events_app.core.error_pages import Errors
from events_app.core.errors import ConvocaError
from events_app.core.middleware import Guards, RequestContext, RequestLog, SecurityHeaders
from events_app.core.pages import Page
from events_app.core.routing import SwiftRouter, vagueness
from events_app.core.static import StaticFiles

PLACES = tuple(f"events_app.{room}" for room in ("core", *ROOMS, "teams", "scoring", "desk", "finance", "office"))
ROOMS_OF_SCHOLARSHIPS = ("calls", "applications", "review", "awards", "fund", "privacy")
SCHOLARSHIP_PLACES = tuple(f"scholarships.{room}" for room in ROOMS_OF_SCHOLARSHIPS)
JobHandler = Callable[..., Awaitable[None]]


def furniture(name: str) -> list[ModuleType]:
    """The modules of this name (routes, jobs, invariants …) of the rooms that have one."""
    paths = (f"{place}.{name}" for place in (*SCHOLARSHIP_PLACES, *PLACES) if find_spec(place))
    return [import_module(path) for path in paths if find_spec(path)]


def pages() -> list[Page]:
    """Every page of the house, in the router's order: what is written out comes before what varies."""
    found = [page for name in ("routes", "api", "office") for module in furniture(name) for page in module.ROUTES]
    return sorted(found, key=lambda page: vagueness(page.path))


def job_handlers() -> dict[str, JobHandler]:
    """What the worker can do, by kind."""
    return {kind: handler for module in furniture("jobs") for kind, handler in getattr(module, "JOBS", {}).items()}


def timetable() -> list[tuple[str, Any]]:
    """What the worker does by the clock: (kind, every)."""
    return [entry for module in furniture("jobs") for entry in getattr(module, "TIMETABLE", ())]


def invariants() -> list[Any]:
    """What `doctor` checks."""
    return [each for module in furniture("invariants") for each in module.INVARIANTS]


def create_app(database_url: str, *, pool: int = 10) -> Starlette:
    """The whole web application on one database."""
    wire()
    declared = pages()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(opened(database_url, pool=pool))
            stack.push_async_callback(live.close)
            yield

    app = Starlette(
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders),
            Middleware(Errors),
            Middleware(RequestContext, actor_for_token=actor_for_token),
            Middleware(Guards),
        ],
        exception_handlers={ConvocaError: error_pages.known, HTTPException: error_pages.starlette_error},
    )
    routes = [*(page.route() for page in declared), Mount("/static", StaticFiles(), name="static")]
    app.router = SwiftRouter(routes, lifespan=lifespan)
    app.state.pages = declared
    app.state.private_prefixes = private_prefixes(declared)
    return app


def private_prefixes(declared: list[Page]) -> frozenset[str]:
    """First path segments under which nothing is open to strangers."""
    public = {page.path.split("/")[1] for page in declared if page.access.open_to_strangers}
    return frozenset(page.path.split("/")[1] for page in declared) - public


def wire() -> None:
    """Makes the rooms know what they may not import: the jobs of all, and what each hands to the others."""
    jobs.register(job_handlers(), timetable())
    wiring.connect()
