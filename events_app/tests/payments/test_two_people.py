"""The limit that needs a second person holds for an order and for a payer's day, not for each piece of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from events_app.core import clock
from events_app.core.database import row, rows
from events_app.core.money import Money
from events_app.payments import manual_refunds, office_payments
from events_app.payments.engine.business_days import hold_after
from events_app.payments.engine.ledger import Account
from events_app.payments.errors import RefundByTwo, TwoPeopleNeeded
from events_app.payments.models import Order
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.by_hand import cash, healthy, paid, proof, sign_in, today, told
from events_app.tests.payments.conftest import Seats
from events_app.tests.support.browser import TestClient

DAY = timedelta(hours=25)


async def record(order: Order, pesos: str, *, key: str, actor: str = "user:1", later: timedelta = timedelta()) -> int:
    return await office_payments.record(order.id, cash(pesos), key=key, actor=actor, now=clock.now() + later)


async def statuses() -> list[str]:
    return [each["status"] for each in await rows("SELECT status FROM office_payments ORDER BY id")]


async def test_two_halves_of_an_order_need_the_second_person_as_the_whole_does(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")

    await record(order, "16200.00", key="a")
    half = await record(order, "16200.00", key="b", later=DAY)
    with pytest.raises(TwoPeopleNeeded):
        await office_payments.approve(half, actor="user:1", now=clock.now())
    between = (await told(order), await statuses())
    await office_payments.approve(half, actor="user:2", now=clock.now())

    assert between == ("partly_paid", ["booked", "waiting"])
    assert await told(order) == "paid"
    assert await healthy(db) == []


async def test_money_that_waits_for_the_second_person_keeps_its_seat_meanwhile(db: str, seats: Seats) -> None:
    now = clock.now()
    order, small = await make_order(now=now, pesos="30000.00"), await make_order(now=now, reference="seat:2")

    await office_payments.record(order.id, cash("32400.00"), key="a", actor="user:1", now=now)
    await office_payments.record(small.id, cash("500.00"), key="b", actor="user:2", now=now)

    until = [each.hold_expires_at for each in await Order.all().order_by("id")]
    assert until[0] == hold_after(now)
    assert (1, hold_after(now)) in seats.held
    assert (2, hold_after(now)) not in seats.held


async def test_the_limit_of_an_order_is_a_persons_and_reaches_to_its_last_centavo(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="60000.00")

    await record(order, "12000.00", key="a")
    await record(order, "8000.00", key="b")
    await record(order, "20000.00", key="c", actor="user:2")
    await record(order, "0.01", key="d")

    assert await statuses() == ["booked", "booked", "booked", "waiting"]
    assert await healthy(db) == []


async def test_one_payer_cannot_spread_a_large_sum_over_orders_of_one_day(db: str, seats: Seats) -> None:
    first, second, third, other = [
        await make_order(now=clock.now(), pesos="14000.00", reference=f"seat:{each}", email=address)
        for each, address in enumerate(("ana@example.com", "ANA@example.com", "ana@example.com", "luz@example.com"))
    ]

    await record(first, "15120.00", key="a")
    await record(second, "15120.00", key="a")
    await record(other, "15120.00", key="a")
    await record(third, "15120.00", key="a", later=DAY)

    assert await statuses() == ["booked", "waiting", "booked", "booked"]
    assert await healthy(db) == []


async def test_halves_written_down_at_the_same_moment_still_need_two(db: str, seats: Seats) -> None:
    orders = [await make_order(now=clock.now(), pesos="14000.00", reference=f"seat:{each}") for each in range(4)]

    await asyncio.gather(*(record(each, "15120.00", key="a") for each in orders))

    assert sorted(await statuses()) == ["booked", "waiting", "waiting", "waiting"]


async def test_halves_of_a_refund_by_hand_need_the_second_person(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    payment = (await paid(order, "32400.00")).payment_id or 0
    how: dict[str, Any] = {"reason": "x", "actor": "user:1", "now": clock.now()}
    sent, half = manual_refunds.Proof(await proof(), "R-1"), Money.of("16200.00")

    first = await manual_refunds.request(payment, half, key="a", **how)
    await manual_refunds.send(first, sent, actor="user:1", now=clock.now())
    with pytest.raises(RefundByTwo):
        await manual_refunds.mark_external(payment, half, source=Account.BANK, folio="", key="b", **how)
    second = await manual_refunds.request(payment, half, key="c", **how)
    with pytest.raises(TwoPeopleNeeded):
        await manual_refunds.send(second, sent, actor="user:1", now=clock.now())
    with pytest.raises(Exception, match="refund_by_hand_has_two_people"):
        await rows("UPDATE refunds SET status = 'succeeded', evidence_id = $1 RETURNING id", sent.evidence_id)
    await manual_refunds.approve(second, actor="user:2", now=clock.now())
    await manual_refunds.send(second, sent, actor="user:1", now=clock.now())

    assert await told(order) == "refunded"
    assert await healthy(db) == []


async def test_what_went_back_elsewhere_counts_towards_the_limit_of_its_order(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    payment = (await paid(order, "32400.00")).payment_id or 0
    how: dict[str, Any] = {"reason": "x", "actor": "user:1", "now": clock.now(), "source": Account.BANK, "folio": ""}

    await manual_refunds.mark_external(payment, Money.of("20000.00"), key="a", **how)
    with pytest.raises(RefundByTwo):
        await manual_refunds.mark_external(payment, Money.of("0.01"), key="b", **how)
    await manual_refunds.mark_external(payment, Money.of("0.01"), key="c", **how | {"actor": "user:2"})

    assert [each["amount"] for each in await rows("SELECT amount FROM refunds ORDER BY id")] == [2_000_000, 1]
    assert await healthy(db) == []


async def test_the_doctor_adds_up_what_one_person_booked_alone(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    await record(order, "16200.00", key="a")
    half = await record(order, "16200.00", key="b")
    await office_payments.approve(half, actor="user:2", now=clock.now())
    before = await healthy(db)

    await rows("UPDATE office_payments SET decided_by = recorded_by, alone_before = 0 RETURNING id")
    alone = await healthy(db)
    await rows("UPDATE office_payments SET decided_by = 'user:2' RETURNING id")

    assert (before, alone, await healthy(db)) == ([], ["M11"], [])


async def test_the_page_says_that_the_second_half_waits(db: str, seats: Seats, client: TestClient) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    await sign_in(client, "Rosa")
    path = f"/oficina/dinero/pedidos/{order.folio}/pago"
    half = {"method": "cash", "amount": "16200.00", "received_on": today()}

    first = await client.post(path, data=half | {"idempotency_key": "a"})
    at_once = (await client.get(first.headers["location"])).text
    second = await client.post(path, data=half | {"idempotency_key": "b"})
    waits = (await client.get(second.headers["location"])).text

    assert "Pago anotado: faltan $16,200.00." in at_once
    assert "otra persona tiene que aprobarlo antes de que cuente" in waits
    asked = await row("SELECT alone_before FROM office_payments WHERE status = 'waiting'")
    assert asked == {"alone_before": 1_620_000}
