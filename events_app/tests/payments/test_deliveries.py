"""The stand-in's own webhooks on their way to our port: twice, late, shuffled, lost, signed by somebody else."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from events_app.core import clock, jobs
from events_app.core.database import rows
from events_app.core.doctor import examine
from events_app.payments import queries, refunds_elsewhere
from events_app.payments.invariants import INVARIANTS
from events_app.payments.methods import card
from events_app.payments.models import Order
from events_app.tests.factories.payments import make_order
from events_app.tests.payments import campaign
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin, signed
from events_app.tests.payments.processes import House, free_port

TOLD = 3  # the intent, the charge and the session
TWICE = """
SELECT o.folio, array_agg(format('%s %s %s', p.method, p.provider_id, p.received_at) ORDER BY p.id) AS payments
FROM payments p JOIN orders o ON o.id = p.order_id GROUP BY o.folio HAVING count(*) > 1
"""


async def bought(twin: Twin) -> Order:
    """Paid on the stand-in's page; only webhooks can tell us."""
    now = clock.now()
    order = await make_order(now=now)
    twin.pay(await card.checkout_url(order.id, now=now))
    return order


async def work(later: timedelta = timedelta(0)) -> None:
    """What the worker process does, until nothing is due."""
    while await jobs.work_once(clock.now() + later):
        continue


async def stands(order: Order) -> tuple[str, int, int]:
    """The order's status, how many payments it has and how many entries the books."""
    payments = await rows("SELECT id FROM payments WHERE order_id = $1", order.id)
    return (
        str((await queries.order_by_folio(order.folio)).status),
        len(payments),
        len(await queries.ledger_of(order.id)),
    )


async def test_what_the_stand_in_tells_reaches_the_books(db: str, twin: Twin, seats: Seats, house: House) -> None:
    twin.webhooks(house.webhook)

    order = await bought(twin)
    answers = await house.heard(TOLD)
    await work()

    assert answers == [200] * TOLD
    assert await stands(order) == ("paid", 1, 3)
    assert seats.given == [1]


async def test_webhooks_that_come_three_times_are_kept_once(db: str, twin: Twin, seats: Seats, house: House) -> None:
    twin.webhooks(house.webhook, duplicate=2)

    order = await bought(twin)
    answers = await house.heard(TOLD * 3)
    await work()

    assert answers == [200] * TOLD * 3
    assert await rows("SELECT count(*) AS n FROM stripe_events") == [{"n": TOLD}]
    assert await stands(order) == ("paid", 1, 3)
    assert seats.given == [1]


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
async def test_webhooks_in_any_order_end_in_the_same_books(
    db: str, twin: Twin, seats: Seats, house: House, seed: str
) -> None:
    twin.webhooks(house.webhook, hold=True, duplicate=1)

    order = await bought(twin)
    sent = twin.release(seed)
    await house.heard(sent)
    await work()

    assert sent == TOLD * 2
    assert await stands(order) == ("paid", 1, 3)
    assert seats.given == [1]


async def test_webhooks_that_come_after_stripe_was_asked_change_nothing(
    db: str, twin: Twin, seats: Seats, house: House
) -> None:
    twin.webhooks(house.webhook, delay=0.3)

    order = await bought(twin)
    await card.refresh_live_attempts(order.id, now=clock.now())
    before = await stands(order)
    await house.heard(TOLD)
    await work()

    assert before == await stands(order) == ("paid", 1, 3)
    assert seats.given == [1]


async def test_webhooks_that_never_come_are_repaired_within_ten_minutes(
    db: str, twin: Twin, seats: Seats, house: House
) -> None:
    twin.webhooks(house.webhook, drop=TOLD)

    order = await bought(twin)
    await jobs.later("payments.poll", {}, now=clock.now())
    await work(later=timedelta(minutes=9))

    assert house.answers.empty()
    assert await stands(order) == ("paid", 1, 3)


@pytest.mark.parametrize("mischief", [{"missign": TOLD}, {"skew": -330}, {"skew": 330}])
async def test_webhooks_of_somebody_else_or_of_another_time_are_refused(
    db: str, twin: Twin, seats: Seats, house: House, mischief: dict[str, int]
) -> None:
    twin.webhooks(house.webhook, **mischief)

    order = await bought(twin)
    answers = await house.heard(TOLD)
    await work()

    assert answers == [400] * TOLD
    assert await rows("SELECT id FROM stripe_events") == []
    assert await stands(order) == ("pending", 0, 0)


async def test_a_house_that_was_away_is_told_again(db: str, twin: Twin, seats: Seats, house: House) -> None:
    twin.webhooks(f"http://127.0.0.1:{free_port()}/webhooks/stripe")

    order = await bought(twin)
    twin.webhooks(house.webhook)
    answers = await house.heard(TOLD)
    await work()

    assert answers == [200] * TOLD
    assert await stands(order) == ("paid", 1, 3)


async def test_the_guard_against_other_sites_lets_stripe_in_and_nobody_with_a_cookie(
    db: str, twin: Twin, seats: Seats, house: House
) -> None:
    event = {"id": "evt_1", "type": "invoice.paid", "livemode": False, "data": {"object": {"id": "in_1"}}}
    body, headers = signed(event, int(clock.now().timestamp()))

    async with httpx.AsyncClient() as browser:
        bare = await browser.post(house.webhook, content=body, headers=headers)
        foreign = await browser.post(house.webhook, content=body, headers=headers | {"Origin": "https://evil.example"})
        borrowed = await browser.post(house.webhook, content=body, headers=headers | {"Cookie": "session=x"})

    assert [bare.status_code, foreign.status_code, borrowed.status_code] == [200, 403, 403]
    assert await rows("SELECT event_id FROM stripe_events") == [{"event_id": "evt_1"}]


async def test_a_refund_that_bounces_days_later_comes_back_into_the_books(
    db: str, twin: Twin, seats: Seats, house: House
) -> None:
    order = await bought(twin)
    await card.refresh_live_attempts(order.id, now=clock.now())
    intent = twin.things("payment_intent")[0]["id"]
    twin.webhooks(house.webhook)
    headers = {"Authorization": "Bearer sk_test_x"}
    twin.http.post("/v1/refunds", data={"payment_intent": intent, "amount": "8000"}, headers=headers)
    await house.heard(2)
    await work()

    twin.change("refund", twin.things("refund")[0]["id"], status="failed")
    await house.heard(1)
    await work()

    told = [(each["kind"], each["account"], each["amount"]) for each in await queries.ledger_of(order.id)][3:]
    out = [("income", 7_407), ("tax_payable", 593), ("stripe", -8_000)]
    assert told == [
        *(("sale_refund", account, amount) for account, amount in out),
        *(("refund_bounced", account, -amount) for account, amount in out),
    ]
    assert [(task.kind, task.amount) for task in await queries.open_tasks()] == [
        ("external_refund", 8_000),
        ("refund_failed", 8_000),
    ]
    assert await rows("SELECT status, refund_reserved FROM payments") == [{"status": "succeeded", "refund_reserved": 0}]


async def test_one_refund_told_many_times_at_once_reserves_its_money_once(db: str, twin: Twin, seats: Seats) -> None:
    order = await bought(twin)
    await card.refresh_live_attempts(order.id, now=clock.now())
    intent = twin.things("payment_intent")[0]["id"]
    headers = {"Authorization": "Bearer sk_test_x"}
    twin.http.post("/v1/refunds", data={"payment_intent": intent, "amount": "8000"}, headers=headers)

    await asyncio.gather(*(refunds_elsewhere.sync_refunds(intent, now=clock.now()) for _ in range(8)))

    assert await rows("SELECT status, refund_reserved FROM payments") == [
        {"status": "partly_refunded", "refund_reserved": 8_000}
    ]


async def test_every_order_of_a_campaign_is_right_and_every_payment_booked_once(
    db: str, twin: Twin, seats: Seats, house: House
) -> None:
    seats.free = campaign.ORDERS
    bought = await campaign.open_orders(campaign.ORDERS)
    await campaign.ask_all(bought, twin)
    twin.webhooks(house.webhook, hold=True, duplicate=campaign.COPIES - 1, missign_share=campaign.FORGED)
    await campaign.pay_all(bought, twin)

    sent = twin.release("campaign")
    answers = await house.heard(sent)
    await work()

    assert await rows("SELECT status, count(*)::int AS n FROM orders GROUP BY status") == [
        {"status": "paid", "n": campaign.ORDERS}
    ]
    assert await rows(TWICE) == []
    assert await rows(
        "SELECT count(*)::int AS n, count(DISTINCT order_id)::int AS orders, sum(amount)::bigint AS sum FROM payments"
    ) == [{"n": campaign.ORDERS, "orders": campaign.ORDERS, "sum": 108_000 * campaign.ORDERS}]
    assert await rows("SELECT kind, count(*)::int AS n FROM ledger_transactions GROUP BY kind") == [
        {"kind": "sale", "n": campaign.ORDERS}
    ]
    assert sorted(seats.given) == list(range(1, campaign.ORDERS + 1))
    assert set(answers) == {200, 400}
    assert 0.02 < answers.count(400) / len(answers) < 0.08
    assert len(twin.things("charge")) == campaign.ORDERS
    assert (await examine(db, INVARIANTS, now=clock.now())).violations == ()


async def test_a_webhook_that_overtakes_our_own_answer_leaves_one_page_one_voucher_and_one_transfer(
    db: str, twin: Twin, seats: Seats, house: House
) -> None:
    bought = [each for each in await campaign.open_orders(10) if each.early]
    await campaign.ask_all(bought, twin)
    known = len(twin.things("event"))
    twin.webhooks(house.webhook)

    await campaign.pay_all(bought, twin)
    await house.heard(len(twin.things("event")) - known)
    await work()

    slips = await rows("SELECT method, status FROM vouchers ORDER BY method")
    assert sorted(each.way for each in bought) == ["card", "oxxo", "spei"]
    assert [each["status"] for each in await rows("SELECT status FROM orders WHERE paid_at IS NOT NULL")] == [
        "paid"
    ] * 3
    assert await rows("SELECT status FROM checkout_attempts") == [{"status": "complete"}]
    assert slips == [{"method": "oxxo", "status": "paid"}, {"method": "spei", "status": "paid"}]
