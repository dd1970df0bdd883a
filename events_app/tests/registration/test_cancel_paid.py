"""A seat that is paid in the very moment in which it is cancelled or granted, or paid twice."""

from events_app import app
from events_app.core import clock
from events_app.core.access import Role
from events_app.core.database import rows
from events_app.core.errors import Conflict
from events_app.core.money import Money
from events_app.payments import credit
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.methods import card
from events_app.payments.models import Order
from events_app.payments.queries import open_tasks
from events_app.payments.settlement import Receipt, book_money
from events_app.payments.tasks import verbs
from events_app.registration import lifecycle
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
    make_tax_rule,
)
from events_app.tests.payments.peer import Twin
from events_app.tests.registration.test_requests import requested
from events_app.tests.registration.walking import open_event
from events_app.tests.support.browser import TestClient
from events_app.tests.support.overtaking import overtaken

ENDED = "SELECT r.status, o.status AS owed FROM registrations r JOIN orders o ON o.id = r.order_id"


async def test_a_seat_that_was_paid_at_that_moment_stays_until_the_office_decides_again(
    db: str,
    twin: Twin,
    client: TestClient,
) -> None:
    app.wire()
    now = clock.now()
    await make_tax_rule()
    event, kind = await open_event()
    seat = await make_registration(
        event, kind, await make_employee(await make_plant()), unit_net=10_000, total=11_600, now=now
    )
    found = await Registration.get(id=seat.registration_id)
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    twin.pay(await card.checkout_url(found.order_id or 0, now=now))
    where = f"/oficina/registros/{found.id}"

    first = await client.post(f"{where}/cancelacion", data={"reason": "no viene"})
    told = await client.get(where)
    kept = await rows(ENDED)
    await client.post(f"{where}/cancelacion", data={"reason": "no viene"})

    assert first.status_code == 303
    assert "Mientras tanto algo cambió" in told.text
    assert 'class="toast warn"' in told.text
    assert kept == [{"status": "confirmed", "owed": "paid"}]
    assert await rows(ENDED) == [{"status": "cancelled", "owed": "paid"}]


async def test_a_seat_that_was_granted_at_that_moment_is_not_the_one_that_was_cancelled(db: str) -> None:
    now = clock.now()
    event, kind = await make_event_with_seats(5)
    seat = await requested(event, kind, await make_employee(await make_plant()), needs_approval=True)

    [refused] = await overtaken(
        db,
        lifecycle.cancel(seat.id, actor="user:1", reason="no viene", now=now),
        locks=(f"SELECT id FROM events WHERE id = {event.id} FOR UPDATE",),
        written=(f"UPDATE registrations SET status = 'confirmed', confirmed_at = '{now}', hold_expires_at = NULL",),
    )

    assert isinstance(refused, Conflict)
    assert await rows("SELECT status FROM registrations") == [{"status": "confirmed"}]


async def test_what_an_employee_pays_twice_is_a_task_of_the_office_and_no_balance_of_the_company(db: str) -> None:
    app.wire()
    now = clock.now()
    await make_tax_rule()
    event, kind = await open_event()
    plant = await make_plant()
    seat = await make_registration(event, kind, await make_employee(plant), unit_net=10_000, total=11_600, now=now)
    order = await Order.get(reference=f"registration:{seat.registration_id}")

    for number in ("1", "2"):
        money = Receipt(f"pi_{number}", PaymentMethod.CARD, order.folio, Money(11_600), livemode=False)
        await book_money(order.id, money, now=now)

    (task,) = await open_tasks()
    assert (task.kind, task.amount) == ("second_payment", 11_600)
    assert "keep_credit" not in verbs(task)
    assert await credit.available(plant.id) == Money(0)
