"""What this machine can do at all: Starlette with nothing in it, served exactly as our own application is."""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from events_app.core.database import orm_config

CREDENTIALS = ("host", "port", "user", "password", "database")
UPDATE = "UPDATE yardstick SET taken = taken + 1 WHERE id = $1 RETURNING taken"
PAGE = Environment(autoescape=True).from_string(
    "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><table>{% for row in rows %}"
    '<tr><td>{{ row.n }}</td><td><a href="/{{ row.n }}">{{ row.name }}</a></td><td>{{ row.place }}</td></tr>'
    "{% endfor %}</table>"
)
ROWS = [{"n": n, "name": f"Núñez & Yáñez {n}", "place": "Parque Industrial de Nogales"} for n in range(100)]


def application(url: str, *, pool: int = 10) -> Starlette:
    credentials = orm_config(url)["connections"]["default"]["credentials"]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        known = {key: credentials[key] for key in CREDENTIALS}
        async with asyncpg.create_pool(**known, min_size=pool, max_size=pool) as opened:
            app.state.pool = opened
            yield

    async def static(request: Request) -> Response:
        return JSONResponse({"name": "convoca", "ok": True})

    async def page(request: Request) -> Response:
        return HTMLResponse(PAGE.render(title="Eventos", rows=ROWS))

    async def update(request: Request) -> Response:
        taken = await request.app.state.pool.fetchval(UPDATE, request.path_params["id"])
        return JSONResponse({"taken": taken})

    routes = [Route("/json", static), Route("/page", page), Route("/update/{id:int}", update, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


def main(descriptor: int, url: str) -> None:
    configuration = uvicorn.Config(application(url), log_config=None, access_log=False, timeout_keep_alive=20)
    uvicorn.Server(configuration).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
