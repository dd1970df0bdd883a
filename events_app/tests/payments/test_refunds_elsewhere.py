"""Somebody gives money back in Stripe's own dashboard while ours is promised: it leaves once, and the books say so."""

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.errors import Unavailable
from events_app.core.money import Money
from events_app.payments import manual_refunds, queries, refunds, refunds_elsewhere
from events_app.payments.errors import AlreadyDecided
from events_app.payments.methods import card, stripe_api
from events_app.tests.payments.by_hand import healthy, proof
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_webhooks import paid_unseen

WHOLE = Money.of("1080.00")
REFUNDS = "SELECT kind, status, amount FROM refunds ORDER BY id"


async def bought(twin: Twin) -> tuple[int, str]:
    """The id of a payment by card, and Stripe's own."""
    order = await paid_unseen(twin)
    await card.refresh_live_attempts(order.id, now=clock.now())
    found = await rows("SELECT id, provider_id FROM payments")
    return int(found[0]["id"]), str(found[0]["provider_id"])


def in_the_dashboard(twin: Twin, intent: str) -> None:
    asked = {"payment_intent": intent, "amount": str(WHOLE.amount)}
    twin.http.post("/v1/refunds", data=asked, headers={"Authorization": "Bearer sk_test_x"})


async def test_what_was_to_be_sent_by_hand_is_called_off(db: str, twin: Twin, seats: Seats) -> None:
    payment, intent = await bought(twin)
    asked = await manual_refunds.request(payment, WHOLE, reason="no vino", key="k", actor="user:1", now=clock.now())
    sent = manual_refunds.Proof(await proof(), "BNET01")

    in_the_dashboard(twin, intent)
    await refunds_elsewhere.sync_refunds(intent, now=clock.now())

    with pytest.raises(AlreadyDecided):
        await manual_refunds.send(asked, sent, actor="user:1", now=clock.now())
    assert [tuple(each.values()) for each in await rows(REFUNDS)] == [
        ("manual", "cancelled", 108_000),
        ("external", "succeeded", 108_000),
    ]
    assert [(task.kind, task.amount) for task in await queries.open_tasks()] == [("external_refund", 108_000)]
    assert await healthy(db) == []


async def test_what_we_asked_stripe_for_ends_before_the_other_one_is_judged(db: str, twin: Twin, seats: Seats) -> None:
    payment, intent = await bought(twin)
    asked = await refunds.request_refund(payment, WHOLE, reason="no vino", key="k", actor="user:1", now=clock.now())
    in_the_dashboard(twin, intent)

    with pytest.raises(Unavailable):
        await refunds_elsewhere.sync_refunds(intent, now=clock.now())
    await refunds.send_refund(asked, now=clock.now())
    await refunds_elsewhere.sync_refunds(intent, now=clock.now())

    assert [tuple(each.values()) for each in await rows(REFUNDS)] == [
        ("stripe", "failed", 108_000),
        ("external", "succeeded", 108_000),
    ]
    assert await rows("SELECT status, refund_reserved FROM payments") == [
        {"status": "refunded", "refund_reserved": 108_000}
    ]
    assert await healthy(db) == []


async def test_a_refund_of_ours_is_known_by_its_whole_key_before_stripes_answer_is_written_down(
    db: str, twin: Twin, seats: Seats
) -> None:
    payment, intent = await bought(twin)
    part, key = Money.of("80.00"), "k" * 100
    asked = await refunds.request_refund(payment, part, reason="no vino", key=key, actor="user:1", now=clock.now())
    call = (await rows("SELECT call_id FROM refunds"))[0]["call_id"]
    await stripe_api.send(await stripe_api.load_call(call), now=clock.now())

    await refunds_elsewhere.sync_refunds(intent, now=clock.now())
    await refunds.send_refund(asked, now=clock.now())

    assert [tuple(each.values()) for each in await rows(REFUNDS)] == [("stripe", "succeeded", 8_000)]
    assert await healthy(db) == []
