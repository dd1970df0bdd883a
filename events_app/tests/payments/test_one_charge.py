"""Whatever happens on the line, every way of paying ends in exactly one charge."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.errors import Unavailable
from events_app.payments import arrivals
from events_app.payments.errors import StripeRefused
from events_app.payments.methods import card, oxxo, spei, stripe_api
from events_app.payments.models import Order
from events_app.tests.factories.directory import make_company
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_spei import TOTAL, order_of, status

FAULTS: dict[str, dict[str, Any]] = {
    "429": {"kind": "429", "times": 2},
    "5xx": {"kind": "500", "times": 4},
    "5xx that its key repeats": {"kind": "stuck"},
    "charged but the line was cut": {"kind": "cut", "times": 3},
    "timeout": {"kind": "timeout", "seconds": 0.6, "times": 3},
}
ASKS: dict[str, Callable[[Order], Awaitable[Any]]] = {
    "card": lambda order: card.checkout_url(order.id, now=clock.now()),
    "oxxo": lambda order: oxxo.voucher(order, email="", now=clock.now()),
    "spei": lambda order: spei.transfer(order, now=clock.now()),
}


async def press_until_it_works(order: Order, way: str) -> None:
    for _ in range(6):
        try:
            await ASKS[way](order)
        except (Unavailable, StripeRefused):
            continue
        return


def pay(twin: Twin, way: str) -> None:
    if way == "card":
        twin.pay(str(twin.things("session")[-1]["url"]))
    elif way == "oxxo":
        twin.http.post(f"/_twin/oxxo/{twin.things('payment_intent')[-1]['id']}", json={"act": "pay"})
    else:
        clabe = twin.things("customer")[0]["twin"]["clabe"]
        twin.http.post("/_twin/spei", json={"clabe": clabe, "amount": TOTAL})


@pytest.mark.parametrize("way", sorted(ASKS))
@pytest.mark.parametrize("fault", sorted(FAULTS))
async def test_trouble_of_any_kind_ends_in_one_charge_and_one_payment(
    db: str, twin: Twin, seats: Seats, monkeypatch: pytest.MonkeyPatch, way: str, fault: str
) -> None:
    monkeypatch.setattr(stripe_api, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(stripe_api, "_clients", {})
    order = await order_of(await make_company("Levis"))
    twin.faults({"route": "POST /v1/", **FAULTS[fault]})

    await press_until_it_works(order, way)
    twin.faults()
    pay(twin, way)
    for minutes in (0, 3):
        await arrivals.refresh_order(order.id, now=clock.now() + timedelta(minutes=minutes))

    assert await status(order) == "paid"
    assert len(twin.things("charge")) == 1
    assert len(twin.things("customer")) == (1 if way == "spei" else 0)
    assert await rows("SELECT method, amount FROM payments") == [{"method": way, "amount": TOTAL}]
    assert seats.given == [1]
