"""Stripe answers badly or not at all: nobody is charged twice, and nobody loses a seat that was paid."""

from datetime import timedelta

import pytest

from events_app.core import clock
from events_app.core.errors import Unavailable
from events_app.core.money import Money
from events_app.payments import queries, refunds, services, sessions
from events_app.payments.errors import StripeRefused
from events_app.payments.methods import card, stripe_api
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_card import paid_order
from events_app.tests.support.browser import TestClient

OPENS = "POST /v1/checkout/sessions"
REFUNDS = "POST /v1/refunds"


async def test_an_error_of_stripes_that_passes_is_not_even_noticed(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.faults({"kind": "500", "route": OPENS, "times": 2})

    url = await card.checkout_url(order.id, now=now)

    assert twin.pay(url).status_code == 303
    assert len(twin.things("session")) == 1


@pytest.mark.parametrize(("kind", "times"), [("429", 1), ("500", 3)])
async def test_a_page_that_cannot_open_says_so_and_the_next_press_opens_it(
    db: str, twin: Twin, seats: Seats, client: TestClient, kind: str, times: int
) -> None:
    order = await make_order(now=clock.now())
    twin.faults({"kind": kind, "route": OPENS, "times": times})

    refused = await client.post(f"/pagar/{order.token}")
    opened = await client.post(f"/pagar/{order.token}")

    assert (refused.status_code, opened.status_code) == (503, 303)
    assert int(refused.headers["retry-after"]) > 0
    assert "No se pudo completar." in refused.text
    assert len(twin.things("session")) == 1


async def test_an_error_that_its_key_repeats_for_ever_holds_up_neither_the_buyer_nor_the_release(
    db: str, twin: Twin, seats: Seats
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.faults({"kind": "stuck", "route": OPENS})

    with pytest.raises(StripeRefused):
        await card.checkout_url(order.id, now=now)
    url = await card.checkout_url(order.id, now=now)
    status = await services.release_order(order.id, now, "hold expired")

    assert [each["url"] for each in twin.things("session")] == [None]
    assert twin.pay(url).status_code == 410
    assert status == "released"


async def test_an_answer_that_takes_too_long_is_asked_for_again_under_the_same_key(
    db: str, twin: Twin, seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    monkeypatch.setattr(stripe_api, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(stripe_api, "_clients", {})
    twin.faults({"kind": "timeout", "route": OPENS, "seconds": 0.6})

    url = await card.checkout_url(order.id, now=now)

    assert [each["url"] for each in twin.things("session")] == [url]


@pytest.mark.parametrize("kind", ["429", "500"])
async def test_a_hold_is_not_let_go_while_stripe_cannot_say_whether_it_was_paid(
    db: str, twin: Twin, seats: Seats, kind: str
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.pay(await card.checkout_url(order.id, now=now))
    twin.faults({"kind": kind, "times": 9})

    with pytest.raises(Unavailable):
        await services.release_order(order.id, now, "hold expired")
    meanwhile = (await queries.order_by_folio(order.folio)).status
    twin.faults()
    status = await services.release_order(order.id, now, "hold expired")

    assert (meanwhile, status) == ("pending", "paid")
    assert (seats.given, seats.released) == ([1], [])


async def test_money_that_comes_after_the_seat_was_let_go_asks_for_one_again(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    url = await card.checkout_url(order.id, now=now)
    await services.release_order(order.id, now, "hold expired")
    session = twin.things("session")[0]["id"]
    twin.change("session", session, status="open", url=url)

    twin.pay(url)
    await sessions.settle_session(session, now=now)

    assert seats.released == [(1, "hold expired")]
    assert ((await queries.order_by_folio(order.folio)).status, seats.given) == ("paid", [1])


@pytest.mark.parametrize("fault", [{"kind": "429", "times": 1}, {"kind": "500", "times": 3}, {"kind": "cut"}])
async def test_a_refund_that_met_trouble_is_made_once(
    db: str, twin: Twin, seats: Seats, fault: dict[str, object]
) -> None:
    order = await paid_order(twin)
    payment = await queries.refundable(order.id)
    now = clock.now()
    twin.faults({"route": REFUNDS, **fault})

    made = await refunds.request_refund(
        (payment or {})["id"], Money(50_000), reason="cambio", key="k", actor="user:1", now=now
    )
    try:
        await refunds.send_refund(made, now=now)
    except Unavailable:
        await refunds.send_refund(made, now=now + timedelta(minutes=2))

    assert [each["amount"] for each in twin.things("refund")] == [50_000]
    assert (await queries.order_by_folio(order.folio)).status == "paid"


async def test_a_second_charge_for_the_same_order_is_owed_to_the_buyer(db: str, twin: Twin, seats: Seats) -> None:
    order = await paid_order(twin)
    now = clock.now()
    first = await stripe_api.load_call(1)
    body = first.body | {"expires_at": int((now + timedelta(minutes=31)).timestamp())}
    again = await stripe_api.client().v1.checkout.sessions.create_async(body)  # type: ignore[arg-type]

    twin.pay(str(again.url))
    await sessions.settle_intent(twin.things("payment_intent")[1]["id"], now=now)

    kinds = [each["kind"] for each in await queries.ledger_of(order.id)]
    assert kinds == ["sale"] * 3 + ["credit"] * 2
    assert [(task.kind, task.amount) for task in await queries.open_tasks()] == [("second_payment", 108_000)]
    assert ((await queries.order_by_folio(order.folio)).status, seats.given) == ("paid", [1])


async def test_a_second_charge_goes_back_and_the_first_stays(db: str, twin: Twin, seats: Seats) -> None:
    order = await paid_order(twin)
    now = clock.now()
    first = await stripe_api.load_call(1)
    body = first.body | {"expires_at": int((now + timedelta(minutes=31)).timestamp())}
    again = await stripe_api.client().v1.checkout.sessions.create_async(body)  # type: ignore[arg-type]
    twin.pay(str(again.url))
    await sessions.settle_intent(twin.things("payment_intent")[1]["id"], now=now)

    second = await queries.refundable(order.id)
    made = await refunds.request_refund(
        (second or {})["id"], order.total_money, reason="doble", key="k", actor="user:1", now=now
    )
    await refunds.send_refund(made, now=now)

    sums: dict[str, int] = {}
    for each in await queries.ledger_of(order.id):
        sums[each["account"]] = sums.get(each["account"], 0) + each["amount"]
    assert sums == {"stripe": 108_000, "income": -100_000, "tax_payable": -8_000, "customer_credit": 0}
    assert (await queries.order_by_folio(order.folio)).status == "paid"
    assert seats.refunded == []


async def test_an_order_in_dollars_is_charged_booked_and_returned_in_dollars(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await paid_order(twin, currency="USD", pesos="60.00", tax_code="EXENTO", locale="en")
    payment = await queries.refundable(order.id)
    now = clock.now()

    shown = await client.get(f"/recibo/{order.token}?lang=en")
    made = await refunds.request_refund(
        (payment or {})["id"], Money(1_500, "USD"), reason="late", key="k", actor="user:1", now=now
    )
    await refunds.send_refund(made, now=now)

    assert "US$60.00" in shown.text
    assert {each["currency"] for each in await queries.ledger_of(order.id)} == {"USD"}
    assert [(each["currency"], each["amount"]) for each in twin.things("refund")] == [("usd", 1_500)]
