"""A second peer that somebody else wrote (localstripe) says the same: intents, refunds and signed webhooks.

It dates its webhooks by the real clock, and so the house keeps the real hour here.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from events_app.core import clock, jobs
from events_app.core.database import rows
from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.payments import arrivals, queries, refunds, refunds_elsewhere
from events_app.payments.errors import StripeRefused
from events_app.payments.methods import stripe_api
from events_app.payments.methods.stripe_api import TWIN_KEY, TWIN_SECRET
from events_app.payments.models import Order
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats, speak_to
from events_app.tests.payments.processes import House, free_port, process

CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}


@pytest.fixture(scope="session")
def peer_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("localstripe")
    with process("localstripe", "--from-scratch", port=free_port(), folder=folder) as url:
        yield url


@pytest_asyncio.fixture
async def peer(peer_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """localstripe in Stripe's place, empty."""
    speak_to(peer_url, replace(settings(), clock_offset=0))
    async with httpx.AsyncClient(
        base_url=peer_url, headers={"Authorization": f"Bearer {TWIN_KEY}"}, timeout=20
    ) as http:
        (await http.delete("/_config/data")).raise_for_status()
        yield http


async def charge(peer: httpx.AsyncClient, order: Order, amount: int = 108_000) -> str:
    """A card charged for an order through the SDK; gives the intent's id."""
    client = stripe_api.client()
    card = (await peer.post("/v1/payment_methods", json={"type": "card", "card": CARD})).json()
    asked: dict[str, Any] = {"amount": amount, "currency": "mxn", "payment_method": card["id"], "confirm": True}
    intent = await client.v1.payment_intents.create_async(
        {**asked, "metadata": {"order": order.folio}}  # type: ignore[typeddict-item]
    )
    return intent.id


async def test_an_intent_of_the_second_peer_is_booked_once(db: str, peer: httpx.AsyncClient, seats: Seats) -> None:
    order = await make_order(now=clock.now())
    intent = await charge(peer, order)

    for _ in range(2):
        await arrivals.settle_intent(intent, now=clock.now())

    assert (await queries.order_by_folio(order.folio)).status == "paid"
    assert len(await queries.ledger_of(order.id)) == 3
    assert seats.given == [1]


@pytest.mark.parametrize(
    ("amount", "status", "tasks"), [(108_001, "paid", [("excess", 1)]), (102_000, "partly_paid", [])]
)
async def test_an_intent_of_another_amount_is_booked_as_what_it_is(
    db: str, peer: httpx.AsyncClient, seats: Seats, amount: int, status: str, tasks: list[tuple[str, int]]
) -> None:
    order = await make_order(now=clock.now())
    intent = await charge(peer, order, amount=amount)

    await arrivals.settle_intent(intent, now=clock.now())

    assert (await queries.order_by_folio(order.folio)).status == status
    assert [(task.kind, task.amount) for task in await queries.open_tasks()] == tasks
    assert await rows("SELECT method, amount FROM payments") == [{"method": "card", "amount": amount}]


async def test_two_intents_of_the_second_peer_complete_one_order(
    db: str, peer: httpx.AsyncClient, seats: Seats
) -> None:
    order = await make_order(now=clock.now())

    for amount in (102_000, 6_000):
        await arrivals.settle_intent(await charge(peer, order, amount=amount), now=clock.now())

    assert (await queries.order_by_folio(order.folio)).status == "paid"
    assert seats.given == [1]


async def test_a_refund_is_made_and_read_back_at_the_second_peer(
    db: str, peer: httpx.AsyncClient, seats: Seats
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    intent = await charge(peer, order)
    await arrivals.settle_intent(intent, now=now)
    payment = await queries.refundable(order.id)

    made = await refunds.request_refund(
        (payment or {})["id"], Money(30_000), reason="cambio", key="k", actor="user:1", now=now
    )
    status = await refunds.send_refund(made, now=now)
    await refunds_elsewhere.sync_refunds(intent, now=now)

    there = (await peer.get("/v1/refunds", params={"payment_intent": intent})).json()["data"]
    assert (status, [(each["amount"], each["status"]) for each in there]) == ("succeeded", [(30_000, "succeeded")])
    assert await rows("SELECT amount, status FROM refunds") == [{"amount": 30_000, "status": "succeeded"}]


async def test_an_intent_that_is_not_there_is_a_refusal_and_no_outage(db: str, peer: httpx.AsyncClient) -> None:
    with pytest.raises(StripeRefused):
        await stripe_api.payment_intent("pi_of_nobody")


async def test_a_webhook_that_the_second_peer_signed_pays_the_order(
    db: str, peer: httpx.AsyncClient, seats: Seats, house: House
) -> None:
    hook = {"url": house.webhook, "secret": TWIN_SECRET, "events": ["payment_intent.succeeded"]}
    (await peer.post("/_config/webhooks/ours", json=hook)).raise_for_status()
    order = await make_order(now=clock.now())

    intent = await charge(peer, order)
    while not await rows("SELECT id FROM stripe_events WHERE object_id = $1", intent):
        assert await house.heard(1) == [200]
    while await jobs.work_once(clock.now()):
        continue

    assert (await queries.order_by_folio(order.folio)).status == "paid"
    assert seats.given == [1]


async def test_a_webhook_signed_with_another_secret_is_refused(
    db: str, peer: httpx.AsyncClient, seats: Seats, house: House
) -> None:
    hook = {"url": house.webhook, "secret": "whsec_somebody_else", "events": ["payment_intent.succeeded"]}
    (await peer.post("/_config/webhooks/ours", json=hook)).raise_for_status()

    await charge(peer, await make_order(now=clock.now()))

    assert await house.heard(1) == [400]
    assert await rows("SELECT id FROM stripe_events") == []
