"""What a hostile or unlucky phone sends to golf: the same queue in two orders at once, numbers that nobody writes."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from events_app.core.forms import parse
from events_app.golf.forms import MarkForm, TeamForm
from events_app.golf.models import GolfScore
from events_app.tests.golf.test_golf_play import a_pair, batch, send
from events_app.tests.support.browser import TestClient


async def test_the_same_queue_in_two_orders_at_once_is_said_once(client: TestClient, now: datetime) -> None:
    _, pimeria, _ = await a_pair()
    body = batch(*[(pimeria, 1 + place % 18, 4) for place in range(100)], now=now)
    turned = {"statements": body["statements"][::-1]}

    answers = await asyncio.gather(*[send(client, pimeria, each) for each in (body, turned) * 6])

    assert answers == [200] * 12
    assert await GolfScore.all().count() == 100


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("index_1", "+sNaN"),
        ("index_1", "NaN"),
        ("index_1", "-Infinity"),
        ("index_1", "1e1"),
        ("metres", "1e999999"),
        ("metres", "9e99999"),
        ("metres", "Infinity"),
        ("metres", "-0.01"),
    ],
)
def test_numbers_that_only_computers_write_are_mistakes(field: str, typed: str) -> None:
    form: Any = TeamForm if field == "index_1" else MarkForm

    filled = parse(form, {field: typed})

    assert field in filled.errors
    assert filled.typed[field] == typed
