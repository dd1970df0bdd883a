"""What the ticket says to somebody whose seat went to another person before the money came."""

from events_app import app
from events_app.core import clock
from events_app.core.money import Money
from events_app.payments import services
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.models import Order
from events_app.payments.settlement import Receipt, book_money
from events_app.registration import lifecycle
from events_app.registration.models import Registration
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
    make_tax_rule,
)
from events_app.tests.support.browser import TestClient


async def test_the_ticket_of_who_paid_too_late_does_not_send_them_to_pay_again(db: str, client: TestClient) -> None:
    app.wire()
    now = clock.now()
    await make_tax_rule()
    event, kind = await make_event_with_seats(1, net=10_000)
    plant = await make_plant()
    late, quick = await make_employee(plant), await make_employee(plant, "2", "Noé", "Cota", "Ruiz")
    seat = await make_registration(event, kind, late, unit_net=10_000, total=11_600, now=now)
    found = await Registration.get(id=seat.registration_id)
    order = await Order.get(id=found.order_id)
    page = f"/T/{lifecycle.code_of(found)}"

    await services.release_order(order.id, now, "hold expired")
    lapsed = (await client.get(page)).text
    await make_registration(event, kind, quick, unit_net=10_000, total=11_600, now=now)
    receipt = Receipt("pi_1", PaymentMethod.OXXO, order.folio, Money(order.total), livemode=False)
    booked = await book_money(order.id, receipt, now=now)
    paid = (await client.get(page)).text

    assert booked.status == "paid_no_seat"
    assert ["Puedes registrarte de nuevo" in text for text in (lapsed, paid)] == [True, False]
    assert ["No vuelvas a pagar." in text for text in (lapsed, paid)] == [False, True]
    assert [f"/pagar/{order.token}" in text for text in (lapsed, paid)] == [True, True]
