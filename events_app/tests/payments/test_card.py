"""From the pay button to the receipt, with the stand-in speaking Stripe's protocol over real HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.errors import Unavailable
from events_app.core.money import Money
from events_app.payments import jobs, queries, refunds, services, sessions, tasks
from events_app.payments.errors import HoldEnded, TooMuchRefund
from events_app.payments.methods import card
from events_app.payments.models import Order
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.support.browser import TestClient


async def paid_order(twin: Twin, number: str = "4242424242424242", **over: Any) -> Order:
    """An order that was paid on the stand-in's page and settled."""
    now = clock.now()
    order = await make_order(now=now, **over)
    url = await card.checkout_url(order.id, now=now)
    twin.pay(url, number)
    await card.refresh_live_attempts(order.id, now=now)
    return await queries.order_by_folio(order.folio)


async def booked(order: Order) -> list[tuple[str, str, int]]:
    return [(each["kind"], each["account"], each["amount"]) for each in await queries.ledger_of(order.id)]


async def test_a_paid_order_is_booked_once_and_its_seat_given(db: str, twin: Twin, seats: Seats) -> None:
    order = await paid_order(twin)

    await sessions.settle_session(twin.things("session")[0]["id"], now=clock.now())

    assert (order.status, seats.given) == ("paid", [1])
    assert await booked(order) == [
        ("sale", "stripe", 108_000),
        ("sale", "income", -100_000),
        ("sale", "tax_payable", -8_000),
    ]


async def test_ten_impatient_presses_open_one_session(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)

    urls = await asyncio.gather(*(card.checkout_url(order.id, now=now) for _ in range(10)))

    assert len(set(urls)) == 1
    assert len(twin.things("session")) == 1


async def test_an_answer_that_was_lost_opens_no_second_session(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.faults({"kind": "cut", "route": "POST /v1/checkout/sessions", "times": 3})

    with pytest.raises(Unavailable):
        await card.checkout_url(order.id, now=now)
    url = await card.checkout_url(order.id, now=now)
    twin.pay(url)
    await jobs.refresh_order({"order": order.id}, now)

    assert len(twin.things("session")) == len(twin.things("charge")) == 1
    assert (await queries.order_by_folio(order.folio)).status == "paid"


async def test_charged_but_the_browser_lost_the_line_is_one_charge_and_a_seat(
    db: str, twin: Twin, seats: Seats
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    url = await card.checkout_url(order.id, now=now)
    twin.faults({"kind": "cut", "route": "POST /pay"})

    with pytest.raises(Exception, match="peer closed|incomplete"):
        twin.pay(url)
    again = twin.pay(url)
    await services.release_order(order.id, now, "hold expired")

    assert again.status_code == 410
    assert len(twin.things("charge")) == 1
    assert (await queries.order_by_folio(order.folio)).status == "paid"


async def test_a_declined_card_may_be_followed_by_a_good_one(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    url = await card.checkout_url(order.id, now=now)

    declined = twin.pay(url, "4000000000000002")
    accepted = twin.pay(url)
    await card.refresh_live_attempts(order.id, now=now)

    assert (declined.status_code, accepted.status_code) == (402, 303)
    assert (await queries.order_by_folio(order.folio)).status == "paid"


async def test_a_released_order_is_closed_at_stripe_first(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    url = await card.checkout_url(order.id, now=now)

    status = await services.release_order(order.id, now, "hold expired")
    late = twin.pay(url)

    assert (status, late.status_code) == ("released", 410)
    assert seats.released == [(1, "hold expired")]
    with pytest.raises(HoldEnded):
        await card.checkout_url(order.id, now=now)


async def test_money_that_finds_no_seat_is_held_as_credit_and_told_to_the_office(
    db: str, twin: Twin, seats: Seats
) -> None:
    seats.free = 0

    order = await paid_order(twin)

    tasks = await queries.open_tasks()
    assert order.status == "paid_no_seat"
    assert [(task.kind, task.amount) for task in tasks] == [("paid_no_seat", 108_000)]
    assert await booked(order) == [("credit", "stripe", 108_000), ("credit", "customer_credit", -108_000)]


async def test_a_seat_that_frees_up_turns_the_credit_into_a_sale(db: str, twin: Twin, seats: Seats) -> None:
    seats.free = 0
    order = await paid_order(twin)
    seats.free = 1

    await tasks.give_seat(order.id, actor="user:1", now=clock.now())

    accounts: dict[str, int] = {}
    for _kind, account, amount in await booked(order):
        accounts[account] = accounts.get(account, 0) + amount
    assert accounts == {"stripe": 108_000, "customer_credit": 0, "income": -100_000, "tax_payable": -8_000}
    assert (await queries.order_by_folio(order.folio)).status == "paid"


@pytest.mark.parametrize("wrong", [{"currency": "usd"}, {"livemode": True}, {"metadata": {"order": "P-9999"}}])
async def test_money_that_does_not_match_is_not_booked_but_told(
    db: str, twin: Twin, seats: Seats, wrong: dict[str, object]
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.pay(await card.checkout_url(order.id, now=now))
    twin.change("payment_intent", twin.things("payment_intent")[0]["id"], **wrong)

    await card.refresh_live_attempts(order.id, now=now)

    assert (await queries.order_by_folio(order.folio)).status == "pending"
    assert [task.kind for task in await queries.open_tasks()] == ["mismatch"]
    assert await booked(order) == []


async def test_two_partial_refunds_give_back_the_whole_and_no_centavo_more(db: str, twin: Twin, seats: Seats) -> None:
    order = await paid_order(twin)
    payment = await queries.refundable(order.id)
    assert payment is not None
    now = clock.now()

    for pesos, key in (("333.33", "a"), ("746.67", "b")):
        made = await refunds.request_refund(
            payment["id"], Money.of(pesos), reason="no asistió", key=key, actor="user:1", now=now
        )
        await refunds.send_refund(made, now=now)
        await refunds.send_refund(made, now=now)
    with pytest.raises(TooMuchRefund):
        await refunds.request_refund(payment["id"], Money(1), reason="otra", key="c", actor="user:1", now=now)

    sums: dict[str, int] = {}
    for _kind, account, amount in await booked(order):
        sums[account] = sums.get(account, 0) + amount
    assert sums == {"stripe": 0, "income": 0, "tax_payable": 0}
    assert (await queries.order_by_folio(order.folio)).status == "refunded"
    assert (len(twin.things("refund")), seats.refunded) == (2, [1])


async def test_a_refund_whose_answer_was_lost_is_sent_again_and_made_once(db: str, twin: Twin, seats: Seats) -> None:
    order = await paid_order(twin)
    payment = await queries.refundable(order.id)
    assert payment is not None
    now = clock.now()
    twin.faults({"kind": "cut", "route": "POST /v1/refunds", "times": 3})
    made = await refunds.request_refund(payment["id"], Money(50_000), reason="cambio", key="k", actor="user:1", now=now)

    with pytest.raises(Unavailable):
        await refunds.send_refund(made, now=now)
    status = await refunds.send_refund(made, now=now)

    assert (status, [each["amount"] for each in twin.things("refund")]) == ("succeeded", [50_000])


async def test_a_lost_dispute_takes_the_money_out_of_the_books(db: str, twin: Twin, seats: Seats) -> None:
    order = await paid_order(twin)
    twin.dispute(twin.things("charge")[0]["id"], status="lost")

    await jobs.poll({}, clock.now())
    for event in await rows("SELECT id FROM stripe_events ORDER BY id DESC"):
        await jobs.handle_event({"event": event["id"]}, clock.now())

    assert (await booked(order))[3:] == [
        ("dispute_lost", "income", 100_000),
        ("dispute_lost", "tax_payable", 8_000),
        ("dispute_lost", "stripe", -108_000),
    ]
    assert (await queries.order_by_folio(order.folio)).status == "dispute_lost"


async def test_the_books_and_the_facts_cannot_be_rewritten(db: str, twin: Twin, seats: Seats) -> None:
    await paid_order(twin)

    refused = []
    for table in ("ledger_entries", "ledger_transactions", "order_facts"):
        for verb in (f"DELETE FROM {table}", f"UPDATE {table} SET created_at = created_at"):
            with pytest.raises(Exception, match="only grows") as error:
                await rows(verb)
            refused.append(table in str(error.value))

    assert refused == [True] * 6


async def test_of_a_card_we_keep_its_kind_because_the_invoice_has_to_name_it(db: str, twin: Twin, seats: Seats) -> None:
    numbers = ("4242424242424242", "4000056655665556", "5105105105105100")

    for place, number in enumerate(numbers, start=1):
        await paid_order(twin, number, reference=f"seat:{place}")

    found = await rows("SELECT card_funding, card_last4 FROM payments ORDER BY id")
    assert [(each["card_funding"], each["card_last4"]) for each in found] == [
        ("credit", "4242"), ("debit", "5556"), ("prepaid", "5100"),
    ]  # fmt: skip


async def test_the_whole_way_through_the_pages(db: str, twin: Twin, seats: Seats, client: TestClient) -> None:
    order = await make_order(now=clock.now())

    offer = await client.get(f"/pagar/{order.token}")
    leave = await client.post(f"/pagar/{order.token}")
    confirming = await client.get(f"/pagar/{order.token}/regreso")
    twin.pay(leave.headers["location"])
    confirmed = await client.get(f"/pagar/{order.token}/regreso")
    receipt = await client.get(f"/recibo/{order.token}")

    assert "$1,080.00" in offer.text
    assert "$80.00" in offer.text
    assert leave.status_code == 303
    assert twin.http.base_url.host in offer.headers["content-security-policy"]
    assert "Estamos confirmando tu pago" in confirming.text
    assert "/boleto-de-prueba/1" in confirmed.text
    assert "•••• 4242" in receipt.text
    assert "$1,000.00" in receipt.text
    mails = await rows("SELECT count(*) AS n FROM outbox_messages WHERE message = 'receipt'")
    assert mails == [{"n": 1}]


async def test_a_payment_of_the_last_minute_is_not_called_nothing(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    then = clock.now() - timedelta(minutes=34)
    order = await make_order(now=then)
    twin.pay(await card.checkout_url(order.id, now=clock.now()))
    await rows("UPDATE orders SET hold_expires_at = $1 RETURNING id", clock.now())

    shown = await client.get(f"/pagar/{order.token}")

    assert "Ya está pagado" in shown.text
    assert "No se hizo ningún cargo" not in shown.text


async def test_the_pay_page_of_an_ended_hold_says_so_and_charges_nobody(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now() - timedelta(minutes=36))

    shown = await client.get(f"/pagar/{order.token}")
    pressed = await client.post(f"/pagar/{order.token}")

    assert "El tiempo para pagar terminó" in shown.text
    assert pressed.status_code == 410
    assert twin.things("session") == []
