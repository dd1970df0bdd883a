"""Seats of real tickets wait as long as their vouchers, nobody else is let in meanwhile, and late money asks again."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette

from events_app.core import clock
from events_app.core.errors import SoldOut
from events_app.events.models import Event, TicketType
from events_app.payments import arrivals, queries, services
from events_app.payments.errors import MethodNotOffered
from events_app.payments.methods import oxxo
from events_app.payments.models import Order
from events_app.registration.models import Registration
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.payments.peer import Twin

PRICE: dict[str, Any] = {"unit_net": 65_000, "total": 75_400}


async def sold(event: Event, ticket_type: TicketType, number: str = "1") -> Registration:
    """Somebody who took a seat and has not paid yet."""
    person = await make_employee(await make_plant(f"Planta {number}"), number)
    receipt = await make_registration(event, ticket_type, person, now=clock.now(), **PRICE)
    return await Registration.get(id=receipt.registration_id)


async def one_seat(days: int = 30) -> tuple[Event, TicketType]:
    starts = clock.now() + timedelta(days=days)
    return await make_event_with_seats(1, starts_at=starts, ends_at=starts + timedelta(hours=4), net=65_000)


async def voucher_of(registration: Registration) -> dict[str, Any]:
    order = await Order.get(id=registration.order_id)
    return await oxxo.voucher(order, email="", now=clock.now())


async def test_the_seat_waits_as_long_as_the_voucher_and_a_business_day_more(
    db: str, app: Starlette, twin: Twin
) -> None:
    event, ticket_type = await one_seat()
    registration = await sold(event, ticket_type)

    slip = await voucher_of(registration)

    held = await Registration.get(id=registration.id)
    assert (held.status, held.hold_expires_at) == ("held", slip["hold_until"])
    with pytest.raises(SoldOut):
        await sold(event, ticket_type, "2")


async def test_an_event_of_tomorrow_has_no_time_for_a_voucher(db: str, app: Starlette, twin: Twin) -> None:
    event, ticket_type = await one_seat(days=1)

    with pytest.raises(MethodNotOffered):
        await voucher_of(await sold(event, ticket_type))

    assert twin.things("payment_intent") == []


async def test_money_reported_after_the_seat_was_given_to_somebody_else_waits_for_the_office(
    db: str, app: Starlette, twin: Twin
) -> None:
    event, ticket_type = await one_seat()
    registration = await sold(event, ticket_type)
    slip = await voucher_of(registration)
    twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "expire"})
    await services.release_order(slip["order_id"], slip["hold_until"] + timedelta(minutes=1), "hold expired")
    other = await sold(event, ticket_type, "2")

    twin.http.post(f"/_twin/oxxo/{slip['intent_id']}", json={"act": "pay", "late": True})
    await arrivals.settle_intent(slip["intent_id"], now=clock.now())

    assert (await Registration.get(id=registration.id)).status == "expired"
    assert (await Registration.get(id=other.id)).status == "held"
    assert [task.kind for task in await queries.open_tasks()] == ["paid_no_seat"]
    assert (await Event.get(id=event.id)).taken == 1
