"""Live pages: told after the commit, joined within a blink, and told to look again when news were lost."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import pytest
from starlette.requests import Request

from events_app.core import live, live_hub, metrics
from events_app.core.database import row, tx
from events_app.core.live import Event, Notice
from events_app.tests.support.database import Statements


async def test_what_is_announced_twice_in_a_blink_is_heard_once(db: str) -> None:
    with live.listening("gate:7") as listener:
        await live.ready()
        listener.drain()
        await live.announce("gate:7", {"inside": 3, "left": 1})
        await live.announce("gate:8", {"inside": 9})
        await live.announce("gate:7", {"inside": 4})
        heard = [await listener.next(10), await listener.next(0.2)]

    assert heard == [Notice("gate:7", {"inside": 4, "left": 1}), None]


async def test_nothing_is_said_before_the_commit_nor_after_a_rollback(db: str) -> None:
    async def change(*, fail: bool) -> None:
        await live.announce("gate:7", {"fail": fail})
        if fail:
            raise LookupError

    with live.listening("gate:7") as listener:
        await live.ready()
        listener.drain()
        with pytest.raises(LookupError):
            await tx(change, fail=True)
        async with Statements() as seen:
            await tx(change, fail=False)
        heard = await listener.next(10)

    assert heard == Notice("gate:7", {"fail": False})
    assert [sql for sql in seen.sql if "notify" in sql.lower()] == []


async def test_a_listener_that_cannot_keep_up_is_told_to_look_again() -> None:
    listener = live_hub.Listener(("a", "b"))

    for number in range(live_hub.QUEUE_LENGTH + 1):
        listener.tell(Notice("a", {"n": number}))

    heard = [await listener.next(0), await listener.next(0), await listener.next(0)]
    assert heard == [Notice("a", resync=True), Notice("b", resync=True), None]


async def test_a_cut_connection_comes_back_and_every_listener_looks_again(db: str) -> None:
    with live.listening("gate:7") as listener:
        await live.ready()
        listener.drain()
        await row("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'live'")
        first = await listener.next(10)
        await live.announce("gate:7", {"inside": 5})
        second = await listener.next(10)

    assert (first, second) == (Notice("gate:7", resync=True), Notice("gate:7", {"inside": 5}))


async def test_a_stream_begins_with_the_present_state_and_goes_on_with_news(db: str) -> None:
    async def render(notice: Notice) -> Event | str | None:
        return Event("count", "now\n<b>3</b>") if notice.resync else str(notice.data["inside"])

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []}, receive)
    answer = live.stream(request, ["gate:7"], render)
    async with aclosing(cast(AsyncGenerator[bytes, None], answer.body_iterator)) as events:
        opened = [await anext(events), await anext(events)]
        counted = [_open_streams()]
        await live.ready()
        await live.announce("gate:7", {"inside": 4})
        later = [await anext(events)]
        while b"message" not in later[-1]:
            later.append(await anext(events))

    assert opened == [b"retry: 3000\n\n", b"event: count\ndata: now\ndata: <b>3</b>\n\n"]
    assert later[-1] == b"event: message\ndata: 4\n\n"
    assert [*counted, _open_streams()] == [1, 0]


def _open_streams() -> float | None:
    return metrics.REGISTRY.get_sample_value("convoca_streams")


async def test_news_too_long_for_a_notification_ask_to_look_again(db: str) -> None:
    with live.listening("gate:7") as listener:
        await live.ready()
        listener.drain()
        await live.announce("gate:7", {"text": "ñ" * 8000})

        assert await listener.next(10) == Notice("gate:7", resync=True)
