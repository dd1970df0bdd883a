"""Open pages hear of a score at once: only what changed is sent, and it is drawn once however many look."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from events_app.core import live
from events_app.tests.factories.tournaments import make_division, make_team
from events_app.tests.support.live_server import listening
from events_app.tests.tournaments.public_world import playing
from events_app.tournaments import live_parts
from events_app.tournaments.engine import brackets
from events_app.tournaments.engine.groups import groups_then_knockout
from events_app.tournaments.engine.log import Drawn
from events_app.tournaments.engine.plan import as_json
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.live_parts import Watch
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division
from events_app.tournaments.record import record

VIEWERS = 300
PATIENCE = 20.0


class Viewer:
    """A browser's event stream over a plain socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, base_url: str, path: str, cookie: str = "") -> "Viewer":
        at = urlsplit(base_url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        asked = f"GET {path} HTTP/1.1\r\nHost: {at.netloc}\r\nAccept-Language: es\r\nCookie: {cookie}\r\n\r\n"
        writer.write(asked.encode())
        await reader.readuntil(b"retry: 3000\n\n")
        return cls(reader, writer)

    async def parts(self) -> tuple[dict[str, str], float]:
        """The next parts that are sent, and when they arrived."""
        while True:
            line = await asyncio.wait_for(self.reader.readline(), PATIENCE)
            if line.startswith(b"data: "):
                return json.loads(line[6:]), time.perf_counter()

    def close(self) -> None:
        self.writer.close()


@pytest_asyncio.fixture
async def base_url(db: str, app: Starlette) -> AsyncIterator[str]:
    """The application behind a real socket, in this process."""
    with listening() as listener:
        async with serving(app, listener):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def serving(app: Starlette, listener: socket.socket) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await live.ready()
        yield
    finally:
        server.should_exit = True
        await running


async def test_a_page_that_is_not_fresh_gets_every_part_and_then_only_what_changes(
    base_url: str, now: datetime
) -> None:
    world = await playing(groups_then_knockout([4, 4], advancing=2), now, format=Format.GROUPS)
    viewer = await Viewer.open(base_url, f"{world.path}/vivo?pagina=hoy&v=nothing")

    whole, _ = await viewer.parts()
    await world.settle(1, (4, 1))
    changed, _ = await viewer.parts()
    viewer.close()

    assert set(whole) == {"champion", "live", "follow", "today", "bracket", "tables"}
    assert "tables" in changed
    assert "4:1" in changed["tables"]
    assert "champion" not in changed


async def test_a_fresh_page_hears_nothing_until_something_happens(base_url: str, now: datetime) -> None:
    world = await playing(brackets.single(4), now)
    stale = await Viewer.open(base_url, f"{world.path}/vivo?pagina=hoy&v=nothing")
    await stale.parts()
    async with await _fresh(base_url, world.path) as viewer:
        await world.start(1, (1, 0))
        await live.announce(f"division:{world.division.id}", {"live": 1})
        parts, _ = await viewer.parts()
    stale.close()

    assert "now-card" in parts["live"]
    assert "follow" not in parts


async def test_a_page_before_the_draw_hears_of_a_team_and_of_the_draw(base_url: str, now: datetime) -> None:
    plan = brackets.single(4)
    division = await make_division(status=DivisionStatus.CLOSED, plan=as_json(plan), format=Format.SINGLE)
    teams = [await make_team(division, name=f"Equipo {number}") for number in range(3)]
    path = f"/torneos/{division.tournament.event.slug}/{division.slug}"
    async with await _fresh(base_url, path) as viewer:
        teams.append(await make_team(division, name="Cíbuta"))
        await live.announce(f"division:{division.id}", {"team": 1})
        joined, _ = await viewer.parts()
        await Division.filter(id=division.id).update(status=DivisionStatus.DRAWN, drawn_at=now)
        seeds = tuple(str(each.id) for each in teams)
        await record(division.id, lambda _, sequence: Drawn(seeds, sequence=sequence), actor="user:1", now=now)
        drawn, _ = await viewer.parts()

    assert [set(joined), set(drawn)] == [{"before"}, {"before"}]
    assert "Todavía no se sortea" in joined["before"]
    assert "Cíbuta" in joined["before"]
    assert "Ya se hizo el sorteo" in drawn["before"]
    assert f'href="{path}"' in drawn["before"]


async def test_a_change_while_the_stream_opens_is_not_lost(db: str) -> None:
    versions = iter([("before",), ("after",)])

    async def facts() -> live_parts.Facts:
        return next(versions)

    async def draw() -> dict[str, str]:
        return {"live": "2"}

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []}, receive)
    watch = Watch(["division:0"], ("opening",), facts, draw, seen=live_parts.version(("before",)))
    answer = live_parts.stream(request, watch)
    async with aclosing(cast(AsyncGenerator[bytes, None], answer.body_iterator)) as events:
        heard = [await anext(events), await asyncio.wait_for(anext(events), PATIENCE)]

    assert heard[1] == b'event: parts\ndata: {"live": "2"}\n\n'


async def test_whoever_follows_a_team_gets_its_own_way(base_url: str, now: datetime) -> None:
    world = await playing(brackets.single(4), now)
    mine = await Viewer.open(base_url, f"{world.path}/vivo?pagina=hoy&v=x", f"sigo={world.teams[0].id}")
    other = await Viewer.open(base_url, f"{world.path}/vivo?pagina=hoy&v=x")

    (own, _), (plain, _) = await mine.parts(), await other.parts()
    mine.close()
    other.close()

    assert "Sigues a" in own["follow"]
    assert "Sigues a" not in plain["follow"]


async def test_three_hundred_viewers_see_a_score_within_a_second(base_url: str, now: datetime, statements: Any) -> None:
    world = await playing(brackets.single(8), now)
    await world.start(1, (0, 0))
    path = f"{world.path}/vivo?pagina=hoy&v=nothing"
    viewers = await asyncio.gather(*(Viewer.open(base_url, path) for _ in range(VIEWERS)))
    await asyncio.gather(*(viewer.parts() for viewer in viewers))

    await Match.filter(division_id=world.division.id, number=1).update(live={"score": [7, 0], "period": 1})
    async with statements() as seen:
        begun = time.perf_counter()
        await live.announce(f"division:{world.division.id}", {"live": 1})
        heard = await asyncio.gather(*(viewer.parts() for viewer in viewers))
    for viewer in viewers:
        viewer.close()

    assert all('data-spoken="Equipo Pimería 7' in parts["live"] for parts, _ in heard)
    assert max(moment for _, moment in heard) - begun <= 1.0
    assert seen.count <= 12, seen.sql


@asynccontextmanager
async def _opened(viewer: Viewer) -> AsyncIterator[Viewer]:
    try:
        yield viewer
    finally:
        viewer.close()


async def _fresh(base_url: str, path: str) -> Any:
    """A viewer whose page was drawn from what is now in the tables, once the stream has found that it was."""
    at = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {at.netloc}\r\nConnection: close\r\n\r\n".encode())
    html = (await reader.read()).decode()
    writer.close()
    source = html.split('<tournament-live src="')[1].split('"')[0].replace("&amp;", "&")
    viewer = await Viewer.open(base_url, source)
    await asyncio.wait_for(viewer.reader.readuntil(b": up to date\n\n"), PATIENCE)
    return _opened(viewer)
