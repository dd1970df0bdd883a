"""Transfers to a company's own CLABE: short, exact, too much, twice, late, for two orders, and told by nobody."""

import random
from datetime import timedelta
from typing import Any

import pytest

from events_app.core import clock
from events_app.core.access import Role
from events_app.core.database import rows
from events_app.core.doctor import examine
from events_app.core.errors import Unavailable
from events_app.core.money import Money
from events_app.desk import queries as desk_queries
from events_app.directory.models import Company
from events_app.payments import arrivals, credit, jobs, queries, services
from events_app.payments.engine import clabe
from events_app.payments.errors import MethodNotOffered
from events_app.payments.invariants import INVARIANTS
from events_app.payments.methods import card, customers, spei
from events_app.payments.models import Order
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.processes import House
from events_app.tests.payments.test_deliveries import work
from events_app.tests.support.browser import TestClient

TOTAL = 108_000


async def order_of(company: Company | None, seat: int = 1, pesos: str = "1000.00") -> Order:
    now = clock.now()
    return await services.open_order(
        reference=f"seat:{seat}",
        buyer=Buyer(name="Levis", email="cxp@levis.example", company_id=company.id if company else None),
        lines=[LineRequest("Foro de talento", Money.of(pesos), 1, "IVA8")],
        hold_expires_at=now + timedelta(minutes=35),
        now=now,
    )


async def asked(seat: int = 1, company: Company | None = None, pesos: str = "1000.00") -> tuple[Order, dict[str, Any]]:
    """An order of a company that chose to pay by transfer."""
    order = await order_of(company or await make_company("Levis"), seat, pesos)
    return order, await spei.transfer(order, now=clock.now())


async def send(twin: Twin, slip: dict[str, Any], amount: int, reference: str = "") -> None:
    """A transfer arrives, and Stripe tells us of the balance."""
    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": amount, "reference": reference})
    customer = await rows("SELECT customer_id FROM stripe_customers WHERE clabe = $1", slip["clabe"])
    await arrivals.settle_customer(customer[0]["customer_id"], now=clock.now())


async def status(order: Order) -> str:
    return str((await queries.order_by_folio(order.folio)).status)


async def told(company: Company) -> tuple[int, int, int]:
    """What the company's own page says: ordered, received and owed. Money that changes its order came in once."""
    [sums] = desk_queries.account(await desk_queries.orders(company.id))
    return sums.ordered.amount, sums.received.amount, sums.owed.amount


async def payments() -> list[tuple[str, int]]:
    return [(each["method"], each["amount"]) for each in await rows("SELECT * FROM payments ORDER BY id")]


async def test_sixty_pesos_short_and_the_rest_are_two_transfers_of_one_order(db: str, twin: Twin, seats: Seats) -> None:
    order, slip = await asked()

    await send(twin, slip, TOTAL - 6_000)
    short = await status(order)
    await send(twin, slip, 6_000)

    assert (short, await status(order)) == ("partly_paid", "paid")
    assert await payments() == [("spei", TOTAL - 6_000), ("spei", 6_000)]
    assert seats.given == [1]
    assert await rows("SELECT status FROM vouchers") == [{"status": "open"}]
    await arrivals.refresh_order(order.id, now=clock.now())
    assert await rows("SELECT status FROM vouchers") == [{"status": "paid"}]


async def test_a_company_has_one_clabe_for_all_its_orders_and_nobody_elses(db: str, twin: Twin, seats: Seats) -> None:
    levis = await make_company("Levis")

    slips = [(await asked(seat, levis))[1] for seat in (1, 2)]
    other = (await asked(3, await make_company("Honda")))[1]

    assert slips[0]["clabe"] == slips[1]["clabe"] != other["clabe"]
    assert clabe.is_valid(slips[0]["clabe"])
    assert len(twin.things("customer")) == 2


async def test_an_excess_stays_with_the_company_and_pays_its_next_order(db: str, twin: Twin, seats: Seats) -> None:
    levis = await make_company("Levis")
    order, slip = await asked(1, levis)
    await send(twin, slip, TOTAL + 21_600)
    left = await credit.available(levis.id)

    small, _ = await asked(2, levis, pesos="200.00")

    assert left == Money(21_600)
    assert [await status(order), await status(small)] == ["paid", "paid"]
    assert await payments() == [("spei", TOTAL + 21_600), ("credit", 21_600)]
    assert await credit.available(levis.id) == Money(0)


async def test_one_transfer_for_two_orders_pays_both_and_is_one_payment(db: str, twin: Twin, seats: Seats) -> None:
    levis = await make_company("Levis")
    first, slip = await asked(1, levis)
    second, _ = await asked(2, levis, pesos="500.00")

    await send(twin, slip, TOTAL + 54_000)

    assert [await status(first), await status(second)] == ["paid", "paid"]
    assert await payments() == [("spei", TOTAL + 54_000), ("credit", 54_000)]
    assert sorted(seats.given) == [1, 2]
    assert await told(levis) == (TOTAL + 54_000, TOTAL + 54_000, 0)


async def test_the_folio_in_the_transfer_says_which_order_it_pays(db: str, twin: Twin, seats: Seats) -> None:
    levis = await make_company("Levis")
    first, slip = await asked(1, levis)
    second, _ = await asked(2, levis)

    await send(twin, slip, TOTAL, reference=f"pago {second.folio.lower().replace('-', '')} levis")

    assert [await status(first), await status(second)] == ["pending", "paid"]


async def test_the_same_transfer_twice_is_credit_and_no_second_seat(db: str, twin: Twin, seats: Seats) -> None:
    levis = await make_company("Levis")
    order, slip = await asked(1, levis)

    await send(twin, slip, TOTAL)
    await send(twin, slip, TOTAL)

    assert (await status(order), seats.given) == ("paid", [1])
    assert await payments() == [("spei", TOTAL), ("spei", TOTAL)]
    assert await credit.available(levis.id) == Money(TOTAL)


async def test_a_transfer_told_many_times_is_booked_once(db: str, twin: Twin, seats: Seats, house: House) -> None:
    order, slip = await asked()
    twin.webhooks(house.webhook, duplicate=4, hold=True)

    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": TOTAL})
    sent = twin.release("seed")
    await house.heard(sent)
    await work()

    assert await payments() == [("spei", TOTAL)]
    assert await status(order) == "paid"


async def test_a_transfer_nobody_told_us_of_is_found_within_ten_minutes(
    db: str, twin: Twin, seats: Seats, house: House
) -> None:
    order, slip = await asked()
    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": TOTAL})

    await jobs.poll({}, clock.now() + timedelta(minutes=3))
    await work(later=timedelta(minutes=9))

    assert await status(order) == "paid"


@pytest.mark.parametrize(("free", "expected"), [(1, "paid"), (0, "paid_no_seat")])
async def test_a_transfer_that_comes_after_the_seat_was_let_go(
    db: str, twin: Twin, seats: Seats, free: int, expected: str
) -> None:
    order, slip = await asked()
    await services.release_order(order.id, slip["hold_until"] + timedelta(minutes=1), "hold expired")
    seats.free = free

    await send(twin, slip, TOTAL)

    assert await status(order) == expected
    assert seats.released == [(1, "hold expired")]


async def test_part_of_the_money_at_the_end_of_the_hold_is_the_companys_and_pays_another_order(
    db: str, twin: Twin, seats: Seats
) -> None:
    levis = await make_company("Levis")
    order, slip = await asked(1, levis)
    await send(twin, slip, 50_000)
    await services.release_order(order.id, slip["hold_until"] + timedelta(minutes=1), "hold expired")
    left = await credit.available(levis.id)

    other, again = await asked(2, levis)
    await send(twin, again, TOTAL - 50_000)

    assert (await status(order), left) == ("released", Money(50_000))
    assert await status(other) == "paid"
    assert await told(levis) == (TOTAL, TOTAL, 0)
    assert [each["ending_balance"] for each in twin.things("cash_transaction")][-1] == 0


async def test_a_card_pays_the_rest_and_no_more(db: str, twin: Twin, seats: Seats) -> None:
    order, slip = await asked()
    early = await card.checkout_url(order.id, now=clock.now())
    await send(twin, slip, TOTAL - 6_000)

    url = await card.checkout_url(order.id, now=clock.now())
    twin.pay(url)
    await arrivals.refresh_order(order.id, now=clock.now())

    assert twin.pay(early).status_code == 410
    assert await payments() == [("spei", TOTAL - 6_000), ("card", 6_000)]
    assert await status(order) == "paid"


async def test_a_lost_answer_makes_no_second_customer_and_no_second_clabe(db: str, twin: Twin, seats: Seats) -> None:
    order = await order_of(await make_company("Levis"))
    for route in ("POST /v1/customers", "POST /v1/payment_intents"):
        twin.faults({"kind": "cut", "route": route, "times": 3})
        with pytest.raises(Unavailable):
            await spei.transfer(order, now=clock.now())

    await spei.transfer(order, now=clock.now())

    assert len(twin.things("customer")) == len(twin.things("payment_intent")) == 1


async def test_money_that_stripe_sends_back_is_told_to_the_office(db: str, twin: Twin, seats: Seats) -> None:
    _, slip = await asked()
    await send(twin, slip, TOTAL + 5_000)
    moves = twin.things("cash_transaction")
    twin.change("cash_transaction", moves[-1]["id"], type="return_initiated", net_amount=-5_000)

    await send(twin, slip, 100)

    assert ("external_refund", 5_000) in [(task.kind, task.amount) for task in await queries.open_tasks()]


async def test_people_without_a_company_and_dollars_have_no_transfer(db: str, twin: Twin, seats: Seats) -> None:
    order = await order_of(None)

    with pytest.raises(MethodNotOffered):
        await spei.transfer(order, now=clock.now())


async def test_the_clabe_is_known_before_any_order(db: str, twin: Twin, seats: Seats) -> None:
    levis = await make_company("Levis")

    account = await customers.account_of(levis.id, now=clock.now())
    _, slip = await asked(1, levis)

    assert account.clabe == slip["clabe"]
    assert account.grouped.replace(" ", "") == account.clabe


async def test_money_sent_to_the_clabe_of_a_merged_company_reaches_the_company_that_remains(
    db: str, twin: Twin, seats: Seats
) -> None:
    old, kept = await make_company("Levis"), await make_company("Levi Strauss")
    _, slip = await asked(1, old)
    await Company.filter(id=old.id).update(merged_into_id=kept.id)
    await Order.filter(company_id=old.id).update(company_id=kept.id)

    await send(twin, slip, TOTAL + 1_000)

    assert await payments() == [("spei", TOTAL + 1_000)]
    assert await credit.available(kept.id) == Money(1_000)


async def test_a_transfer_without_any_order_is_a_task_and_not_lost(db: str, twin: Twin, seats: Seats) -> None:
    account = await customers.account_of((await make_company("Levis")).id, now=clock.now())

    await send(twin, {"clabe": account.clabe}, 5_000)
    await send(twin, {"clabe": account.clabe}, 100)

    told = [(task.kind, task.amount) for task in await queries.open_tasks()]
    assert told == [("mismatch", 5_000), ("mismatch", 100)]
    assert await payments() == []


async def of_employees(levis: Company, *people: str) -> list[tuple[Order, dict[str, Any]]]:
    """Orders that people of one company opened for themselves, each with its slip to the company's CLABE."""
    made = []
    for seat, name in enumerate(people, start=1):
        order = await order_of(levis, seat)
        await Order.filter(id=order.id).update(buyer_email=f"{name}@levis.example", buyer_name=name)
        made.append((order, await spei.transfer(order, now=clock.now())))
    return made


async def test_a_transfer_without_concept_never_pays_a_colleagues_order_but_is_asked_of_the_office(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    levis = await make_company("Levis")
    (ana, slip), (luis, _slip) = await of_employees(levis, "ana", "luis")
    stranger = await order_of(await make_company("Otra"), 9)

    await send(twin, slip, TOTAL)
    await arrivals.refresh_order(ana.id, now=clock.now())
    untouched = (await payments(), await status(ana), await status(luis))
    [task] = await queries.open_tasks()
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    listed = (await client.get("/oficina/dinero")).text
    path, said = f"/oficina/dinero/pendientes/{task.id}", {"verb": "book_on", "note": "trae comprobante"}
    for folio in (stranger.folio, luis.folio, luis.folio):
        await client.post(path, data=said | {"folio": folio.lower(), "idempotency_key": folio})

    assert untouched == ([], "pending", "pending")
    assert "sin concepto: varias personas de la empresa esperan pagar" in listed
    assert (await status(ana), await status(luis), await payments()) == ("pending", "paid", [("spei", TOTAL)])
    assert (await status(stranger), len(await queries.open_tasks())) == ("pending", 0)
    await send(twin, slip, TOTAL)
    assert (await status(ana), (await examine(db, INVARIANTS, now=clock.now())).violations) == ("paid", ())


async def test_a_transfer_without_concept_pays_the_only_order_that_it_fits_whoever_asked_first(
    db: str, twin: Twin, seats: Seats
) -> None:
    levis = await make_company("Levis")
    ((ana, slip),) = await of_employees(levis, "ana")
    luis = await order_of(levis, 2, pesos="500.00")
    await Order.filter(id=luis.id).update(buyer_email="luis@levis.example")
    await spei.transfer(luis, now=clock.now())

    await send(twin, slip, 54_000)

    assert (await status(ana), await status(luis), len(await queries.open_tasks())) == ("pending", "paid", 0)


@pytest.mark.parametrize("seed", range(6))
async def test_the_books_agree_with_stripes_balance_after_any_transfers(
    db: str, twin: Twin, seats: Seats, seed: int
) -> None:
    """Orders open, are paid short, exactly, too much or for each other, and are let go, in an order drawn by lot."""
    lot = random.Random(seed)
    levis = await make_company("Levis")
    opened: list[tuple[Order, dict[str, Any]]] = []
    sent = 0
    for seat in range(1, 15):
        act = lot.choice(["open", "open", "send", "send", "let go"])
        if act == "open" or not opened:
            opened.append(await asked(seat, levis, pesos=lot.choice(["200.00", "500.00", "1000.00"])))
        elif act == "send":
            amount = lot.choice([5_000, 21_600, 54_000, TOTAL, TOTAL + 999])
            await send(twin, opened[0][1], amount, lot.choice(["", lot.choice(opened)[0].folio]))
            sent += amount
        else:
            await services.release_order(lot.choice(opened)[0].id, clock.now(), "left")

    received = await rows("SELECT coalesce(sum(amount), 0)::bigint AS n FROM payments WHERE method = 'spei'")
    held = await rows("SELECT coalesce(sum(amount), 0)::bigint AS n FROM ledger_entries WHERE account = 'stripe'")
    assert (received[0]["n"], held[0]["n"]) == (sent, sent)
    assert (await credit.balance(levis.id)).amount >= 0
    assert (await examine(db, INVARIANTS, now=clock.now())).violations == ()
