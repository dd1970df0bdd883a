"""Webhooks that are handled while another of the same payment is: whatever one of them has just written down."""

from events_app.core import clock
from events_app.core.database import row, rows
from events_app.core.money import Money
from events_app.payments import arrivals, credit, jobs, office_payments, queries, tasks
from events_app.payments.methods import card, spei
from events_app.payments.office_records import OfficeMethod
from events_app.payments.sessions import settle_session
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_spei import TOTAL, asked, order_of, send, status
from events_app.tests.support.day import NOW
from events_app.tests.support.overtaking import overtaken

ORDERS = ("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE",)
COMPANIES = "SELECT id FROM companies FOR UPDATE"
PAYMENT = f"""
INSERT INTO payments (created_at, order_id, method, provider_id, charge_id, amount, refund_reserved, currency, livemode,
    status, received_at, card_brand, card_last4, payer, folio, card_funding)
VALUES ('{NOW}', {{order}}, 'spei', '{{transfer}}', '', {{amount}}, 0, 'MXN', false, 'succeeded',
    '{NOW}', '', '', '', '', '')
"""
PAID = f"""
INSERT INTO order_facts (created_at, order_id, key, kind, at, actor, amount, detail)
VALUES ('{NOW}', {{order}}, 'paid:{{transfer}}', 'paid', '{NOW}', 'stripe', {{amount}}, '{{{{}}}}')
"""
BOOKED = "SELECT method, provider_id, amount FROM payments"


async def test_a_transfer_whose_slip_is_written_down_meanwhile_is_never_taken_for_a_card(
    db: str, twin: Twin, seats: Seats
) -> None:
    _, slip = await asked(company=await make_company("Levis"))
    await row("UPDATE vouchers SET intent_id = NULL, status = 'calling' RETURNING id")
    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": TOTAL})

    told = f"UPDATE vouchers SET intent_id = '{slip['intent_id']}'"
    told_again = arrivals.settle_intent(slip["intent_id"], now=clock.now())
    [ours] = await overtaken(db, told_again, locks=ORDERS, written=(told,))

    (transfer,) = [each["id"] for each in twin.things("cash_transaction") if each["type"] == "funded"]
    assert ours is True
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

    told = f"UPDATE checkout_attempts SET session_id = '{page}'"
    [ours] = await overtaken(db, settle_session(page, now=now), locks=ORDERS, written=(told,))

    assert ours is True
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


async def test_a_transfer_that_comes_while_its_company_becomes_another_pays_the_order_that_it_names(
    db: str, twin: Twin, seats: Seats
) -> None:
    old, kept = await make_company("Levis"), await make_company("Levi Strauss")
    _, slip = await asked(1, old)
    named, _ = await asked(2, old)
    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": TOTAL, "reference": named.folio})
    customer = (await rows("SELECT customer_id FROM stripe_customers"))[0]["customer_id"]

    [ours] = await overtaken(
        db,
        arrivals.settle_customer(customer, now=clock.now()),
        locks=(COMPANIES, *ORDERS),
        written=(
            f"UPDATE orders SET company_id = {kept.id}",
            f"UPDATE companies SET merged_into_id = {kept.id} WHERE id = {old.id}",
        ),
    )

    assert ours is True
    assert await rows("SELECT order_id, amount FROM payments") == [{"order_id": named.id, "amount": TOTAL}]
    assert await rows("SELECT kind FROM money_tasks") == []


async def test_nobody_is_asked_about_a_transfer_that_another_webhook_is_just_booking(
    db: str, twin: Twin, seats: Seats
) -> None:
    levis = await make_company("Levis")
    first, slip = await asked(1, levis)
    second, _ = await asked(2, levis, pesos="500.00")
    await row("UPDATE orders SET buyer_email = 'otra@levis.example' WHERE id = $1 RETURNING id", second.id)
    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": TOTAL})
    (transfer,) = [each["id"] for each in twin.things("cash_transaction") if each["type"] == "funded"]
    customer = (await rows("SELECT customer_id FROM stripe_customers"))[0]["customer_id"]

    [ours] = await overtaken(
        db,
        arrivals.settle_customer(customer, now=clock.now()),
        locks=(COMPANIES, "LOCK TABLE order_facts IN ACCESS EXCLUSIVE MODE"),
        written=(
            PAYMENT.format(order=first.id, transfer=transfer, amount=TOTAL),
            PAID.format(order=first.id, transfer=transfer, amount=TOTAL),
            f"UPDATE orders SET status = 'paid', paid_at = '{NOW}', closed_at = '{NOW}' WHERE id = {first.id}",
        ),
    )

    assert ours is True
    assert await rows("SELECT kind, amount FROM money_tasks") == []


async def test_a_transfer_without_a_name_is_given_to_an_order_by_one_person(db: str, twin: Twin, seats: Seats) -> None:
    levis = await make_company("Levis")
    orders = [(await asked(seat, levis))[0] for seat in (1, 2)]
    await row("UPDATE orders SET buyer_email = 'otra@levis.example' WHERE id = $1 RETURNING id", orders[1].id)
    slip = (await rows("SELECT clabe, (SELECT customer_id FROM stripe_customers) AS customer FROM vouchers"))[0]
    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": 5_000})
    await arrivals.settle_customer(slip["customer"], now=clock.now())
    [task] = await queries.open_tasks()

    ended = await overtaken(
        db,
        *(
            tasks.settle(task.id, tasks.Done("book_on", "", each.folio), actor=f"user:{each.id}", now=clock.now())
            for each in orders
        ),
        locks=("LOCK TABLE payments IN ACCESS EXCLUSIVE MODE",),
    )

    assert [type(each).__name__ for each in ended] == ["NoneType", "AlreadyDecided"]
    assert await rows("SELECT order_id FROM payments") == [{"order_id": orders[0].id}]
    assert await rows("SELECT done_by FROM money_tasks") == [{"done_by": f"user:{orders[0].id}"}]


async def test_a_balance_pays_what_an_order_still_lacks_although_cash_came_meanwhile(
    db: str, twin: Twin, seats: Seats
) -> None:
    levis = await make_company("Levis")
    _, slip = await asked(1, levis)
    await send(twin, slip, TOTAL + 21_600)
    small, now = await order_of(levis, 2, "200.00"), clock.now()
    written = office_payments.Written(OfficeMethod.CASH, Money(11_600), now.date())

    await overtaken(
        db,
        spei.transfer(small, now=now),
        locks=("LOCK TABLE refunds IN ACCESS EXCLUSIVE MODE",),
        meanwhile=office_payments.record(small.id, written, key="k", actor="user:1", now=now),
    )

    assert await status(small) == "paid"
    assert await rows("SELECT method, amount FROM payments WHERE order_id = $1 ORDER BY id", small.id) == [
        {"method": "cash", "amount": 11_600},
        {"method": "credit", "amount": 10_000},
    ]
    assert await credit.available(levis.id) == Money(11_600)
