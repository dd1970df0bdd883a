"""Less than the price, more than the price, and parts that come late: each keeps its seat, a balance or a task."""

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.money import Money
from events_app.payments import credit, queries, services
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.models import Order
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.by_hand import healthy, paid, told
from events_app.tests.payments.conftest import Seats


async def test_a_transfer_short_by_sixty_pesos_waits_for_the_rest_with_its_seat(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now())

    short = await paid(order, "1020.00", name="pi_1")
    between, seated = await told(order), list(seats.given)
    rest = await paid(order, "60.00", name="pi_2")

    assert (short.missing, between, seated) == (6_000, "partly_paid", [])
    assert (rest.missing, rest.excess, await told(order), seats.given) == (0, 0, "paid", [1])
    sums = {each["account"]: 0 for each in await queries.ledger_of(order.id)}
    for each in await queries.ledger_of(order.id):
        sums[each["account"]] += each["amount"]
    assert sums == {"stripe": 108_000, "customer_credit": 0, "income": -100_000, "tax_payable": -8_000}
    assert await healthy(db) == []


async def test_money_that_is_too_much_is_a_persons_task_and_a_companys_balance(db: str, seats: Seats) -> None:
    company = await make_company()
    of_person, of_company = await make_order(now=clock.now()), await make_order(now=clock.now(), reference="seat:2")
    await Order.filter(id=of_company.id).update(company_id=company.id)

    await paid(of_person, "1100.00", name="pi_1")
    await paid(of_company, "1100.00", name="pi_2")
    await paid(of_company, "1080.00", name="pi_3")

    assert [(task.kind, task.amount) for task in await queries.open_tasks()] == [("excess", 2_000)]
    assert await credit.available(company.id) == Money.of("1100.00")
    assert await healthy(db) == []


async def test_part_of_a_price_that_comes_after_all_finds_the_seat_or_a_task(db: str, seats: Seats) -> None:
    order = await make_order(now=clock.now())
    await paid(order, "1000.00", name="pi_1")

    await services.release_order(order.id, clock.now(), "hold expired")
    waiting = [task.kind for task in await queries.open_tasks()]
    late = await paid(order, "80.00", name="pi_2")

    assert (waiting, seats.released) == (["partial"], [(1, "hold expired")])
    assert (late.status, seats.given) == ("paid", [1])
    assert await healthy(db) == []


@pytest.mark.parametrize(
    ("method", "pesos", "because"),
    [
        (PaymentMethod.OXXO, "10000.01", "oxxo"),
        (PaymentMethod.OXXO, "9.99", "oxxo"),
    ],
)
async def test_a_voucher_that_cannot_exist_is_told_and_not_booked(
    db: str, seats: Seats, method: PaymentMethod, pesos: str, because: str
) -> None:
    order = await make_order(now=clock.now(), pesos="20000.00")

    booked = await paid(order, pesos, method=method)

    assert because in booked.because
    assert [task.kind for task in await queries.open_tasks()] == ["mismatch"]
    assert await rows("SELECT id FROM payments") == []
