"""Cash at an OXXO: the voucher, the seat that waits for it, late money, lost answers and lost webhooks."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.errors import Unavailable
from events_app.payments import arrivals, jobs, queries, services
from events_app.payments.engine.business_days import hold_after
from events_app.payments.errors import HoldEnded, MethodNotOffered, StripeRefused
from events_app.payments.methods import card, oxxo
from events_app.payments.models import Order
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.processes import House
from events_app.tests.payments.test_deliveries import work
from events_app.tests.support.browser import TestClient

INTENTS = "POST /v1/payment_intents"


async def with_voucher(**over: Any) -> tuple[Order, dict[str, Any]]:
    now = clock.now()
    order = await make_order(now=now, **over)
    return order, await oxxo.voucher(order, email="", now=now)


async def stands(order: Order) -> tuple[str, list[str]]:
    """The order's status and its slips'."""
    slips = await rows("SELECT status FROM vouchers WHERE order_id = $1 ORDER BY id", order.id)
    return str((await queries.order_by_folio(order.folio)).status), [each["status"] for each in slips]


async def test_a_voucher_holds_the_seat_a_business_day_longer_than_itself(db: str, twin: Twin, seats: Seats) -> None:
    order, slip = await with_voucher()

    held = (await queries.order_by_folio(order.folio)).hold_expires_at
    end = slip["expires_at"].astimezone(ZoneInfo("America/Mexico_City"))
    assert (end.strftime("%H:%M"), len(slip["reference"])) == ("23:59", 14)
    assert held == slip["hold_until"] == hold_after(slip["expires_at"])
    assert seats.held == [(1, held)]
    assert slip["url"].startswith(str(twin.http.base_url).rstrip("/"))


async def test_a_paid_voucher_is_booked_once_as_oxxo(db: str, twin: Twin, seats: Seats) -> None:
    order, slip = await with_voucher()
    twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "pay"})

    for _ in range(2):
        await arrivals.settle_intent(slip["intent_id"], now=clock.now())

    paid = await rows("SELECT method, amount, provider_id FROM payments")
    assert paid == [{"method": "oxxo", "amount": 108_000, "provider_id": slip["intent_id"]}]
    assert await stands(order) == ("paid", ["paid"])
    assert seats.given == [1]


async def test_ten_presses_and_a_lost_answer_are_one_voucher(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.faults({"kind": "cut", "route": INTENTS, "times": 3})

    with pytest.raises(Unavailable):
        await oxxo.voucher(order, email="", now=now)
    slips = [await oxxo.voucher(order, email="", now=now) for _ in range(10)]

    assert {each["intent_id"] for each in slips} == {each["id"] for each in twin.things("payment_intent")}
    assert len(twin.things("payment_intent")) == 1


@pytest.mark.parametrize("fault", [{"kind": "429"}, {"kind": "500", "times": 3}, {"kind": "stuck"}])
async def test_a_stripe_that_fails_is_asked_again_and_makes_one_voucher(
    db: str, twin: Twin, seats: Seats, fault: dict[str, Any]
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.faults({"route": INTENTS, **fault})

    with pytest.raises((Unavailable, StripeRefused)):
        await oxxo.voucher(order, email="", now=now)
    await oxxo.voucher(order, email="", now=now)

    assert len(twin.things("payment_intent")) == 1


async def test_a_webhook_that_comes_before_our_own_commit_finds_its_voucher(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.faults({"kind": "cut", "route": INTENTS, "times": 3})
    with pytest.raises(Unavailable):
        await oxxo.voucher(order, email="", now=now)
    intent = twin.things("payment_intent")[0]["id"]
    twin.http.post(f"/_twin/oxxo/{intent}", json={"act": "pay"})

    await arrivals.settle_intent(intent, now=now)

    assert await stands(order) == ("paid", ["paid"])


async def test_a_voucher_that_nobody_paid_is_let_go_with_its_seat(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order, slip = await with_voucher()
    twin.later(days=12)
    await arrivals.settle_intent(slip["intent_id"], now=clock.now())
    ended = await client.get(f"/pagar/{order.token}")

    status = await services.release_order(order.id, slip["hold_until"] + timedelta(minutes=1), "hold expired")

    assert (status, await stands(order)) == ("released", ("released", ["expired"]))
    assert seats.released == [(1, "hold expired")]
    assert "Tu ficha de pago venció." in ended.text
    assert (
        "Si ya pagaste en OXXO o transferiste, no pagues otra vez" in (await client.get(f"/pagar/{order.token}")).text
    )
    with pytest.raises(HoldEnded):
        await oxxo.voucher(order, email="", now=clock.now())


async def test_somebody_who_leaves_before_the_end_gets_the_voucher_cancelled(db: str, twin: Twin, seats: Seats) -> None:
    order, slip = await with_voucher()

    await services.release_order(order.id, clock.now(), "left")
    refused = twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "pay"})

    assert refused.status_code == 400
    assert await stands(order) == ("released", ["cancelled"])


async def test_money_under_way_keeps_the_seat_until_oxxo_confirms(db: str, twin: Twin, seats: Seats) -> None:
    order, slip = await with_voucher()
    twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "process"})
    late = slip["hold_until"] + timedelta(minutes=1)

    await services.release_order(order.id, late, "hold expired")
    waiting = await queries.order_by_folio(order.folio)
    twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "pay"})
    await arrivals.settle_intent(slip["intent_id"], now=late)

    assert (waiting.status, waiting.hold_expires_at) == ("pending", hold_after(late))
    assert await stands(order) == ("paid", ["paid"])


@pytest.mark.parametrize(("free", "status", "tasks"), [(1, "paid", []), (0, "paid_no_seat", ["paid_no_seat"])])
async def test_money_that_oxxo_reports_after_the_seat_was_let_go(
    db: str, twin: Twin, seats: Seats, free: int, status: str, tasks: list[str]
) -> None:
    order, slip = await with_voucher()
    late = slip["hold_until"] + timedelta(minutes=1)
    twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "expire"})
    await services.release_order(order.id, late, "hold expired")
    seats.free = free

    twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "pay", "late": True})
    await arrivals.settle_intent(slip["intent_id"], now=late)

    assert await stands(order) == (status, ["paid"])
    assert [task.kind for task in await queries.open_tasks()] == tasks


async def test_a_card_pays_instead_and_the_voucher_is_closed(db: str, twin: Twin, seats: Seats) -> None:
    order, slip = await with_voucher()
    twin.pay(await card.checkout_url(order.id, now=clock.now()))

    await jobs.refresh_order({"order": order.id}, clock.now())

    assert await stands(order) == ("paid", ["cancelled"])
    assert twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "pay"}).status_code == 400


async def test_a_lost_webhook_of_a_voucher_is_repaired_within_ten_minutes(
    db: str, twin: Twin, seats: Seats, house: House
) -> None:
    order, slip = await with_voucher()
    twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "pay"})

    await jobs.poll({}, clock.now() + timedelta(minutes=3))
    await work(later=timedelta(minutes=9))

    assert await stands(order) == ("paid", ["paid"])


async def test_the_event_makes_the_voucher_shorter_or_refuses_it(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    seats.latest_at = hold_after(now + timedelta(days=2)) + timedelta(hours=1)

    short = await oxxo.voucher(order, email="", now=now)
    seats.latest_at = now + timedelta(hours=10)
    other = await make_order(now=now, reference="seat:2")

    assert short["hold_until"] <= hold_after(now + timedelta(days=2)) + timedelta(hours=1)
    with pytest.raises(MethodNotOffered):
        await oxxo.voucher(other, email="", now=now)


async def test_the_clock_of_the_house_is_that_of_the_voucher(db: str, twin: Twin, seats: Seats) -> None:
    _, slip = await with_voucher()

    told: datetime = slip["expires_at"]
    assert timedelta(days=4) < told - clock.now() < timedelta(days=6, hours=1)
