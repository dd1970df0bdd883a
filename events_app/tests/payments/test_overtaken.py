"""Webhooks that are handled while another of the same payment is: whatever one of them has just written down."""

import asyncio
from collections.abc import Awaitable

import asyncpg

from events_app.core import clock
from events_app.core.database import row, rows
from events_app.core.versions import address
from events_app.payments import arrivals, jobs
from events_app.payments.methods import card, spei
from events_app.payments.sessions import settle_session
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_spei import TOTAL, asked
from events_app.tests.support.waiting import eventually

STANDS = (
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
BOOKED = "SELECT method, provider_id, amount FROM payments"


async def overtaken(database: str, work: Awaitable[bool], *written: str) -> bool:
    """What `work` gives when the orders that it reads are locked until somebody else has `written` and committed."""
    other = await asyncpg.connect(**address(database))
    async with other.transaction():
        await other.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        running = asyncio.ensure_future(work)

        async def waits() -> int:
            return int((await other.fetchrow(STANDS))["n"])

        await eventually(waits, what="the work waits for the orders")
        for statement in written:
            await other.execute(statement)
    await other.close()
    return await running


async def test_a_transfer_whose_slip_is_written_down_meanwhile_is_never_taken_for_a_card(
    db: str, twin: Twin, seats: Seats
) -> None:
    _, slip = await asked(company=await make_company("Levis"))
    await row("UPDATE vouchers SET intent_id = NULL, status = 'calling' RETURNING id")
    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": TOTAL})

    told = f"UPDATE vouchers SET intent_id = '{slip['intent_id']}'"
    ours = await overtaken(db, arrivals.settle_intent(slip["intent_id"], now=clock.now()), told)

    (transfer,) = [each["id"] for each in twin.things("cash_transaction") if each["type"] == "funded"]
    assert ours
    assert await rows(BOOKED) == [{"method": "spei", "provider_id": transfer, "amount": TOTAL}]


async def test_a_transfer_that_has_lost_its_slip_is_booked_as_the_transfer_it_is(
    db: str, twin: Twin, seats: Seats
) -> None:
    _, slip = await asked(company=await make_company("Levis"))
    await row("UPDATE vouchers SET intent_id = 'pi_of_another_time' RETURNING id")
    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": TOTAL})

    for _ in range(2):
        await arrivals.settle_intent(slip["intent_id"], now=clock.now())

    assert [each["method"] for each in await rows(BOOKED)] == [str(spei.METHOD)]


async def test_a_page_that_is_written_down_meanwhile_is_still_ours(db: str, twin: Twin, seats: Seats) -> None:
    now = clock.now()
    order = await make_order(now=now)
    twin.pay(await card.checkout_url(order.id, now=now))
    (page,) = [each["id"] for each in twin.things("session")]
    await row("UPDATE checkout_attempts SET session_id = NULL, status = 'calling' RETURNING id")

    ours = await overtaken(db, settle_session(page, now=now), f"UPDATE checkout_attempts SET session_id = '{page}'")

    assert ours
    assert [each["amount"] for each in await rows(BOOKED)] == [108_000]


async def test_a_dispute_that_is_told_before_its_payment_is_not_forgotten(db: str, twin: Twin, seats: Seats) -> None:
    order = await make_order(now=clock.now())
    twin.pay(await card.checkout_url(order.id, now=clock.now()))
    twin.dispute(twin.things("charge")[0]["id"], status="lost")
    await jobs.poll({}, clock.now())

    for kind in ("charge.dispute.%", "%"):
        for event in await rows("SELECT id FROM stripe_events WHERE type LIKE $1 ORDER BY id DESC", kind):
            await jobs.handle_event({"event": event["id"]}, clock.now())

    assert await rows("SELECT status FROM disputes") == [{"status": "lost"}]
    assert await rows("SELECT status FROM orders") == [{"status": "dispute_lost"}]
