"""Money that goes back by hand: with proof and two people, never twice, never through Stripe what it cannot take."""

from typing import Any

import pytest

from events_app.core import clock
from events_app.core.database import execute, rows
from events_app.core.money import Money
from events_app.core.tables import OutboxMessage
from events_app.payments import manual_refunds, queries, refunds
from events_app.payments.engine.ledger import Account
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.errors import (
    EvidenceNeeded,
    NotThroughStripe,
    RefundByTwo,
    TooMuchRefund,
    TwoPeopleNeeded,
)
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.by_hand import PROOF, healthy, paid, proof, sign_in, told
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.support.browser import TestClient
from events_app.tests.support.corruption import without_constraint


async def test_oxxo_goes_back_by_hand_with_proof_and_two_people_and_never_by_stripe(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="9000.00")
    booked = await paid(order, "9720.00", method=PaymentMethod.OXXO)
    now, whole = clock.now(), Money.of("9720.00")
    assert booked.payment_id is not None
    await rows("UPDATE payments SET received_at = $1 RETURNING id", now)

    with pytest.raises(NotThroughStripe):
        await refunds.request_refund(booked.payment_id, whole, reason="x", key="k", actor="user:1", now=now)
    asked = await manual_refunds.request(booked.payment_id, whole, reason="x", key="k", actor="user:1", now=now)
    with pytest.raises(TooMuchRefund):
        await manual_refunds.request(booked.payment_id, Money(1), reason="x", key="z", actor="user:1", now=now)
    with pytest.raises(EvidenceNeeded):
        await manual_refunds.send(asked, manual_refunds.Proof(None, ""), actor="user:1", now=now)
    await manual_refunds.send(asked, manual_refunds.Proof(await proof(), "R-77"), actor="user:1", now=now)
    await manual_refunds.send(asked, manual_refunds.Proof(await proof(), "R-77"), actor="user:1", now=now)

    assert (await told(order), seats.refunded) == ("refunded", [1])
    assert [(each["account"], each["amount"]) for each in (await queries.ledger_of(order.id))[-1:]] == [
        ("bank", -972_000)
    ]
    assert await healthy(db) == []


async def test_a_large_refund_by_hand_is_not_sent_by_one_person(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    booked = await paid(order, "32400.00")
    now, sent = clock.now(), manual_refunds.Proof(await proof(), "R-1")
    assert booked.payment_id is not None
    asked = await manual_refunds.request(
        booked.payment_id, Money.of("32400.00"), reason="x", key="k", actor="user:1", now=now
    )

    with pytest.raises(TwoPeopleNeeded):
        await manual_refunds.send(asked, sent, actor="user:1", now=now)
    with pytest.raises(TwoPeopleNeeded):
        await manual_refunds.approve(asked, actor="user:1", now=now)
    with pytest.raises(Exception, match="refund_by_hand_has_two_people"):
        await rows("UPDATE refunds SET status = 'succeeded', evidence_id = $1 RETURNING id", sent.evidence_id)
    await manual_refunds.approve(asked, actor="user:2", now=now)
    await manual_refunds.send(asked, sent, actor="user:1", now=now)

    assert await told(order) == "refunded"
    assert await healthy(db) == []


async def test_one_person_alone_does_not_write_that_a_large_sum_went_back_elsewhere(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    booked = await paid(order, "32400.00")
    assert booked.payment_id is not None
    how: dict[str, Any] = {"source": Account.BANK, "folio": "", "reason": "x", "actor": "user:1", "now": clock.now()}

    with pytest.raises(RefundByTwo):
        await manual_refunds.mark_external(booked.payment_id, Money.of("20000.01"), key="large", **how)
    await manual_refunds.mark_external(booked.payment_id, Money.of("20000.00"), key="small", **how)

    assert await told(order) == "paid"
    assert [each["amount"] for each in await rows("SELECT amount FROM refunds")] == [2_000_000]
    assert await healthy(db) == []


async def test_through_the_pages_spei_goes_back_with_its_proof(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now())
    await paid(order, "1080.00")
    await sign_in(client, "Rosa")
    told_by = {"amount": "1080.00", "reason": "no hubo evento", "idempotency_key": "k"}

    asked = await client.post(f"/oficina/dinero/pedidos/{order.folio}/devolucion", data=told_by)
    form = await client.get(asked.headers["location"])
    bare = await client.post(asked.headers["location"], data={"sent_as": "transfer"})
    papers = {"proof": ("x.pdf", PROOF, "application/pdf")}
    sent = await client.post(asked.headers["location"], data={"sent_as": "cheque", "folio": "R9"}, files=papers)
    [written] = await OutboxMessage.filter(message="refund_made")
    listed = await client.get("/oficina/dinero/por-aprobar")

    assert (asked.status_code, form.status_code, bare.status_code, sent.status_code) == (303, 200, 422, 303)
    assert "Nada por aprobar" in listed.text
    assert (await told(order), written.context["way"], written.context["reference"]) == ("refunded", "cheque", "R9")


async def test_a_refund_by_hand_that_lost_its_second_person_is_noticed(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now(), pesos="30000.00")
    booked = await paid(order, "32400.00")
    now, whole = clock.now(), Money.of("32400.00")
    assert booked.payment_id is not None
    asked = await manual_refunds.request(booked.payment_id, whole, reason="x", key="k", actor="user:1", now=now)
    await manual_refunds.approve(asked, actor="user:2", now=now)
    await manual_refunds.send(asked, manual_refunds.Proof(await proof(), "R-1"), actor="user:1", now=now)
    before = await healthy(db)

    async with without_constraint("refunds", "refund_by_hand_has_two_people"):
        await execute("UPDATE refunds SET approved_by = requested_by")
        found = await healthy(db)
        await execute("UPDATE refunds SET approved_by = 'user:2'")

    assert (before, found) == ([], ["M11"])
