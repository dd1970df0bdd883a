"""A balance in favour: what leaves it, pays another order, and returns when that is refunded."""

import asyncio

from events_app.core import clock
from events_app.core.money import Money
from events_app.payments import credit, queries
from events_app.payments.errors import (
    NotEnoughCredit,
)
from events_app.payments.models import Order
from events_app.payments.settlement import Booked
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.by_hand import healthy, paid, sign_in, told
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.support.browser import TestClient


async def test_a_companys_balance_pays_another_order_and_returns_when_that_is_refunded(db: str, seats: Seats) -> None:
    company = await make_company()
    first, second = await make_order(now=clock.now()), await make_order(now=clock.now(), reference="seat:2")
    await Order.all().update(company_id=company.id)
    await paid(first, "1080.00", name="pi_1")
    await paid(first, "1080.00", name="pi_2")

    used = await credit.use(second.id, None, key="k", actor="user:7", now=clock.now())
    again = await credit.use(second.id, None, key="k", actor="user:7", now=clock.now())
    spent = await credit.available(company.id)
    assert used.payment_id is not None
    back = Money.of("1080.00")
    await credit.give_back(used.payment_id, back, reason="x", key="r", actor="user:1", now=clock.now())

    assert (used.status, again.fresh, spent) == ("paid", False, Money(0))
    assert (await told(second), await credit.available(company.id)) == ("refunded", back)
    assert await healthy(db) == []


async def test_money_without_a_seat_can_stay_as_the_companys_balance(db: str, seats: Seats) -> None:
    company, order = await make_company(), await make_order(now=clock.now())
    await Order.all().update(company_id=company.id)
    seats.free = 0
    await paid(order, "1080.00")
    meant = await credit.available(company.id)

    await credit.keep(order.id, actor="user:1", now=clock.now())

    assert (meant, await credit.available(company.id)) == (Money(0), Money.of("1080.00"))
    assert await told(order) == "released"


async def test_somebody_who_cancels_leaves_that_part_of_the_sale_as_a_balance(db: str, seats: Seats) -> None:
    company, order = await make_company(), await make_order(now=clock.now(), quantity=2)
    await Order.all().update(company_id=company.id)
    await paid(order, "2160.00")
    half = Money.of("1080.00")

    await credit.from_sale(order.id, half, reason="ya no va", key="a", actor="user:1", now=clock.now())
    await credit.from_sale(order.id, half, reason="ya no va", key="a", actor="user:1", now=clock.now())
    one_left = (await told(order), await credit.available(company.id), list(seats.refunded))
    await credit.from_sale(order.id, half, reason="ya no va", key="b", actor="user:1", now=clock.now())

    assert one_left == ("paid", half, [])
    assert (await told(order), await credit.available(company.id), seats.refunded) == ("released", half * 2, [1])
    assert await healthy(db) == []


async def test_a_task_is_settled_by_paying_another_order_with_its_money(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    first, second = await make_order(now=clock.now()), await make_order(now=clock.now(), reference="seat:2")
    await paid(first, "1080.00", name="pi_1")
    await paid(first, "1080.00", name="pi_2")
    await sign_in(client, "Rosa")
    path = f"/oficina/dinero/pendientes/{(await queries.open_tasks())[0].id}"
    asked = {"verb": "apply_credit", "note": "era para el otro", "idempotency_key": "k"}

    listed = await client.get("/oficina/dinero")
    unknown = await client.post(path, data=asked | {"folio": "P-9999"})
    still = len(await queries.open_tasks())
    done = await client.post(path, data=asked | {"folio": second.folio})

    assert "Pagar con ese dinero otro pedido" in listed.text
    assert (unknown.status_code, still, done.status_code) == (303, 1, 303)
    assert (await told(second), len(await queries.open_tasks())) == ("paid", 0)
    assert await healthy(db) == []


async def test_many_who_use_a_balance_at_once_never_use_more_than_there_is(db: str, seats: Seats) -> None:
    company = await make_company()
    first = await make_order(now=clock.now())
    wanting = [await make_order(now=clock.now(), reference=f"seat:{each}") for each in range(2, 14)]
    await Order.all().update(company_id=company.id)
    for each in range(4):
        await paid(first, "1080.00", name=f"pi_{each}")

    tried = await asyncio.gather(
        *(credit.use(each.id, Money.of("1080.00"), key="k", actor="user:7", now=clock.now()) for each in wanting),
        return_exceptions=True,
    )

    assert len([each for each in tried if isinstance(each, Booked)]) == 3
    assert {type(each) for each in tried if isinstance(each, Exception)} == {NotEnoughCredit}
    assert await credit.available(company.id) == Money(0)
    assert await healthy(db) == []
