"""Seats that remember who was given one, so that orders can be paid without a room that sells."""

import pytest

from events_app.payments import callbacks
from events_app.tests.payments.conftest import Seats


@pytest.fixture(autouse=True)
def seats() -> Seats:
    made = Seats()
    callbacks.register(
        "seat", on_paid=made.on_paid, on_released=made.on_released, on_refunded=made.on_refunded, link=made.link
    )
    return made
