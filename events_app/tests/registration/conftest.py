"""The callbacks between payments and registration, as the composition root wires them."""

import pytest

from events_app.payments import callbacks
from events_app.registration import lifecycle
from events_app.tests.payments.conftest import twin as twin
from events_app.tests.payments.conftest import twin_url as twin_url


@pytest.fixture(autouse=True)
def _wired() -> None:
    callbacks.register(
        "registration",
        on_paid=lifecycle.on_paid,
        on_released=lifecycle.on_released,
        on_refunded=lifecycle.on_refunded,
        link=lifecycle.ticket_path,
    )
