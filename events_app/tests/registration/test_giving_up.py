"""A seat that was approved and is not paid yet, given back by its person."""

from datetime import timedelta

import pytest

from events_app.core import clock
from events_app.core.errors import Unavailable
from events_app.events.models import TicketType
from events_app.payments.methods import card
from events_app.payments.models import Order
from events_app.registration import company_pays, decisions, giving_up, waitlist
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.models import Registration
from events_app.registration.waiting_records import SeatOffer
from events_app.registration.waitlist import Joining
from events_app.tests.factories.registration import make_employee, make_plant
from events_app.tests.payments.peer import Twin
from events_app.tests.registration.asking import ask, priced_event
from events_app.tests.registration.test_requests import BOSS, requested, state, world
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW


async def approved() -> Registration:
    """A seat of an event, approved by its organiser and not paid yet."""
    event, ticket_type = await priced_event()
    person, now = await make_employee(await make_plant()), clock.now()
    due = now + timedelta(days=3)
    asked = await requested(event, ticket_type, person, net=10_000, needs_approval=True, answer_by=due, now=now)
    await decisions.approve([asked.id], actor="user:1", now=now)
    return await Registration.get(id=asked.id)


async def test_an_approved_seat_is_given_up_on_its_page_and_the_next_in_the_line_gets_it(client: TestClient) -> None:
    event, ticket_type = await priced_event(capacity=1)
    await TicketType.filter(id=ticket_type.id).update(needs_approval=True)
    plant = await make_plant()
    await make_employee(plant)
    other = await make_employee(plant, "902", given="Zulema")
    link, now = await ask(client, event), clock.now()
    await decisions.approve([(await Registration.get()).id], actor="user:1", now=now)
    await waitlist.join(Joining(event.id, ticket_type.id, other.full_name, other.id), actor="anonymous", now=now)

    before = await client.get(link)
    asked = await client.get(f"{link}/cancelar")
    done = await client.post(f"{link}/cancelar", data={"reason": "Cambio de turno"}, follow_redirects=True)
    again = await client.post(f"{link}/cancelar", data={})

    mine = await Registration.get()
    assert "Falta pagar" in before.text
    assert f'href="{link}/cancelar">Ya no quiero el lugar' in before.text
    assert "Tu lugar se libera al momento." in asked.text
    assert "Este boleto ya no da entrada" in done.text
    assert again.status_code == 409
    assert (mine.status, mine.cancel_reason) == ("cancelled", "Cambio de turno")
    assert (await Order.get()).status == "released"
    assert await SeatOffer.filter(entry__person_id=other.id, status="open").count() == 1


async def test_a_seat_that_the_company_pays_is_given_up_and_its_order_is_made_anew(db: str) -> None:
    event, ticket_type, plant, person = await world(net=10_000)
    other = await make_employee(plant, "902", given="Zulema")
    seats = [
        await requested(event, ticket_type, each, plant, net=10_000, company_pays=True) for each in (person, other)
    ]
    await company_pays.approve(plant.id, [each.id for each in seats], who=BOSS, now=NOW)

    await giving_up.give_up(seats[0].id, actor="ticket", reason="no puedo", now=NOW)

    group = await RegistrationGroup.get().select_related("order")
    assert group.order is not None
    assert (group.status, group.order.status, group.order.total) == ("held", "pending", 11_600)
    assert (group.order.buyer_email, await Order.filter(status="released").count()) == (BOSS.email, 1)
    assert [(await state(each))[0] for each in seats] == ["cancelled", "held"]


async def test_money_of_that_very_moment_confirms_the_seat_and_the_wish_waits_for_the_office(
    db: str, twin: Twin
) -> None:
    seat, now = await approved(), clock.now()
    twin.pay(await card.checkout_url(int(seat.order_id or 0), now=now))

    await giving_up.give_up(seat.id, actor="ticket", reason="no puedo", now=now)

    after = await Registration.get(id=seat.id)
    assert (after.status, after.cancel_requested_at) == ("confirmed", now)


async def test_nothing_is_given_up_while_stripe_cannot_be_asked(db: str, twin: Twin) -> None:
    seat, now = await approved(), clock.now()
    await card.checkout_url(int(seat.order_id or 0), now=now)
    twin.faults({"kind": "cut", "route": "POST /v1/checkout/sessions", "times": 9})

    with pytest.raises(Unavailable):
        await giving_up.give_up(seat.id, actor="ticket", reason="no puedo", now=now)

    after = await Registration.get(id=seat.id)
    assert (after.status, after.cancel_requested_at) == ("held", None)
    assert after.hold_expires_at is not None
    assert after.hold_expires_at > now + timedelta(hours=1)
