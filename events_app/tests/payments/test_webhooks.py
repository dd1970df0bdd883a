"""Webhooks that come twice, shuffled, forged, late, from the future, or not at all."""

from datetime import timedelta
from typing import Any

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.payments import jobs, queries, webhooks
from events_app.payments.methods import card
from events_app.payments.methods.stripe_api import TWIN_SECRET
from events_app.payments.models import Order
from events_app.payments.stripe_twin.deliveries import sign
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin, signed
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Statements


async def paid_unseen(twin: Twin) -> Order:
    """Paid on the stand-in's page, and we do not know it yet."""
    now = clock.now()
    order = await make_order(now=now)
    twin.pay(await card.checkout_url(order.id, now=now))
    return order


async def handle_all() -> None:
    for event in await rows("SELECT id FROM stripe_events ORDER BY id"):
        await webhooks.handle(event["id"], now=clock.now())


async def deliver(client: TestClient, event: dict[str, Any], *, late: int = 0, secret: str = TWIN_SECRET) -> int:
    body, headers = signed(event, int(clock.now().timestamp()) + late, secret)
    answer = await client.post("/webhooks/stripe", content=body, headers=headers)
    return answer.status_code


@pytest.mark.parametrize("turn", [1, -1])
async def test_twice_and_in_any_order_is_one_payment(
    db: str, twin: Twin, seats: Seats, client: TestClient, turn: int
) -> None:
    order = await paid_unseen(twin)
    told = twin.things("event")[::turn]

    answers = [await deliver(client, event) for event in (*told, *told)]
    await handle_all()
    await handle_all()

    assert set(answers) == {200}
    assert (await queries.order_by_folio(order.folio)).status == "paid"
    assert seats.given == [1]
    assert len(await rows("SELECT id FROM stripe_events")) == len(told) == 3
    assert len(await rows("SELECT id FROM payments")) == 1


@pytest.mark.parametrize(("late", "secret"), [(-301, TWIN_SECRET), (301, TWIN_SECRET), (0, "whsec_somebody_else")])
async def test_old_future_and_forged_webhooks_are_refused_and_not_kept(
    db: str, twin: Twin, seats: Seats, client: TestClient, late: int, secret: str
) -> None:
    await paid_unseen(twin)

    answer = await deliver(client, twin.event("checkout.session.completed"), late=late, secret=secret)

    assert answer == 400
    assert await rows("SELECT id FROM stripe_events") == []


@pytest.mark.parametrize("late", [-295, 295])
async def test_a_clock_that_is_a_little_off_is_forgiven(
    db: str, twin: Twin, seats: Seats, client: TestClient, late: int
) -> None:
    await paid_unseen(twin)

    assert await deliver(client, twin.event("checkout.session.completed"), late=late) == 200


async def test_a_webhook_that_lies_about_the_money_changes_nothing(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    await card.checkout_url(order.id, now=now)
    session = twin.things("session")[0] | {"payment_status": "paid", "status": "complete"}
    event = {"id": "evt_1", "type": "checkout.session.completed", "livemode": False, "data": {"object": session}}

    assert await deliver(client, event) == 200
    await handle_all()

    assert (await queries.order_by_folio(order.folio)).status == "pending"


async def test_an_unknown_kind_of_event_is_kept_for_later(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    event = {"id": "evt_2", "type": "invoice.paid", "livemode": False, "data": {"object": {"id": "in_1"}}}

    await deliver(client, event)
    await handle_all()

    assert await rows("SELECT event_id, status FROM stripe_events") == [{"event_id": "evt_2", "status": "kept"}]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff\xfe", b'{"id": 5, "type": "x"}', b"null", b"[" * 9_000])
async def test_a_signed_body_that_is_no_event_is_refused(db: str, client: TestClient, body: bytes) -> None:
    moment = int(clock.now().timestamp())
    signature = sign(body.decode("utf-8", "replace"), TWIN_SECRET, moment)
    headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}

    answer = await client.post("/webhooks/stripe", content=body, headers=headers)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("payment_intent.succeeded", {"id": "pi_of_somebody_else"}),
        ("checkout.session.completed", {"id": "cs_00000000000000"}),
        ("charge.dispute.created", {"id": "du_of_somebody_else"}),
        ("charge.refunded", {"id": "ch_1", "object": "charge", "payment_intent": "../customers"}),
        ("refund.updated", {}),
    ],
)
async def test_an_event_about_an_object_that_stripe_does_not_know_is_kept_and_done_with(
    db: str, twin: Twin, client: TestClient, kind: str, about: dict[str, str]
) -> None:
    event = {"id": "evt_1", "object": "event", "type": kind, "livemode": False, "data": {"object": about}}

    await deliver(client, event)
    await handle_all()

    assert await rows("SELECT status, note FROM stripe_events") == [{"status": "kept", "note": "not ours"}]


async def test_a_lost_webhook_is_repaired_by_the_poller(db: str, twin: Twin, seats: Seats) -> None:
    order = await paid_unseen(twin)

    await jobs.poll({}, clock.now() + timedelta(minutes=3))
    await handle_all()

    assert (await queries.order_by_folio(order.folio)).status == "paid"
    queued = await rows("SELECT kind FROM jobs WHERE kind = 'payments.refresh'")
    assert queued == [{"kind": "payments.refresh"}]


async def test_a_refund_made_in_stripes_own_pages_reaches_the_books(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await paid_unseen(twin)
    await card.refresh_live_attempts(order.id, now=clock.now())
    intent = twin.things("payment_intent")[0]["id"]
    twin.http.post(
        "/v1/refunds", data={"payment_intent": intent, "amount": "8000"}, headers={"Authorization": "Bearer sk_test_x"}
    )

    await deliver(client, twin.event("charge.refunded"))
    await handle_all()

    assert await rows("SELECT amount, status, requested_by FROM refunds") == [
        {"amount": 8_000, "status": "succeeded", "requested_by": "stripe"}
    ]


async def test_a_webhook_costs_few_statements(db: str, twin: Twin, seats: Seats, client: TestClient) -> None:
    await paid_unseen(twin)

    async with Statements() as seen:
        await deliver(client, twin.event("checkout.session.completed"))

    assert seen.count <= 3, seen.sql
