"""The router that asks few routes finds what Starlette's own finds by asking all of them."""

import re
from itertools import product

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound, Route, Router
from starlette.types import Message, Scope

from events_app import app
from events_app.core.routing import SwiftRouter, vagueness

STEPS = ("1", "77", "carrera-5k", "", "eventos", "api", "static", "99999999999999999999")


async def say(request: Request) -> Response:
    return PlainTextResponse("here")


ROUTES: list[BaseRoute] = [
    Route("/eventos/nuevo", say, name="new"),
    Route("/eventos/{slug}", say, name="event"),
    Route("/{anything}/nuevo", say, name="anything"),
    Route("/eventos/{slug}/boletos", say, methods=["POST"], name="tickets"),
    Mount("/static", PlainTextResponse("file"), name="static"),
]


async def statuses(router: Router, method: str, path: str) -> list[int]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "scheme": "http", "server": ("localhost", 80), "method": method, "path": path}
    await router({**scope, "headers": [], "query_string": b""}, receive, send)
    return [each["status"] for each in sent if "status" in each]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/eventos/nuevo", 200),
        ("GET", "/eventos/carrera", 200),
        ("GET", "/otra/nuevo", 200),
        ("GET", "/static/a/b.css", 200),
        ("GET", "/eventos/carrera/boletos", 405),
        ("POST", "/eventos/carrera/boletos", 200),
        ("GET", "/eventos/carrera/", 307),
        ("GET", "/eventos/a/b/c/d/e", 404),
        ("GET", "/", 404),
    ],
)
async def test_a_path_gets_the_answer_of_starlettes_own_router(method: str, path: str, status: int) -> None:
    told = [await statuses(router, method, path) for router in (SwiftRouter(ROUTES), Router(ROUTES))]

    assert told == [[status], [status]]


def test_every_page_of_the_house_is_found_where_the_first_match_of_all_routes_is() -> None:
    router = app.create_app("postgres:///none").router
    assert isinstance(router, SwiftRouter)
    filled = {re.sub(r"{[^}]*}", step, route.path) for route, step in product(router.routes, STEPS)}  # type: ignore[attr-defined]
    paths = filled | {f"{path}/{step}" for path in filled for step in ("", "1")}

    differing = [
        (method, path)
        for path, method in product(paths, ("GET", "POST"))
        if _first(router.routes, path, method) is not _first(router._candidates(path), path, method)
    ]

    assert differing == []


def test_what_is_written_out_is_found_before_what_varies_whatever_room_comes_first() -> None:
    paths = ["/a/{rest:path}", "/a/{slug}", "/a/{slug}.pdf", "/a/{id:int}", "/a/becas", "/{any}/becas"]

    found = sorted(paths, key=vagueness)
    declared = [page.path for page in app.pages()]

    assert found == [
        "/a/becas",
        "/a/{slug}.pdf",
        "/a/{id:int}",
        "/a/{slug}",
        "/a/{rest:path}",
        "/{any}/becas",
    ]
    assert declared == sorted(declared, key=vagueness)
    assert declared.index("/empresa/becas") < declared.index("/empresa/{slug}")


def test_a_name_gives_its_path_and_an_unknown_one_is_an_error() -> None:
    router = SwiftRouter(ROUTES)

    found = (router.url_path_for("event", slug="carrera"), router.url_path_for("static", path="a.css"))

    assert found == ("/eventos/carrera", "/static/a.css")
    for name, values in (("event", {"id": "1"}), ("nowhere", {})):
        with pytest.raises(NoMatchFound):
            router.url_path_for(name, **values)


def _first(routes: list[BaseRoute], path: str, method: str) -> BaseRoute | None:
    scope: Scope = {"type": "http", "path": path, "method": method, "root_path": ""}
    return next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)
