"""A group with real money: paid, let go, paid late, one seat given back, and every rule intact."""

import io
import zipfile
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from events_app import app
from events_app.checkin.models import Scan
from events_app.core import clock
from events_app.core.database import execute, row, rows
from events_app.core.errors import Conflict, Unavailable
from events_app.core.money import Money
from events_app.events.models import Event, TicketType
from events_app.payments import credit, evidence
from events_app.payments.methods import card
from events_app.payments.models import Order
from events_app.payments.services import release_order
from events_app.registration import calling_off, group_changes, group_lifecycle, lifecycle
from events_app.registration.errors import GroupHasMoney
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.models import Registration
from events_app.registration.waiting_records import Benefit
from events_app.tests.factories.checkin import make_gate, make_phone
from events_app.tests.factories.desk import make_desk
from events_app.tests.factories.registration import make_employee, make_plant, make_registration
from events_app.tests.payments.peer import Twin
from events_app.tests.registration.paying_groups import WHO, broken, confirmed, pay, states
from events_app.tests.support.browser import TestClient


@pytest.fixture(autouse=True)
def _wired() -> None:
    app.wire()


async def test_a_group_paid_in_two_parts_is_in_and_the_books_agree(db: str, now: datetime) -> None:
    world = await make_desk()
    await TicketType.filter(id=world.kind.id).update(group_from=20, group_percent=10)
    group_id, order = await confirmed(world, 34, now)

    await pay(order, order.total - 6_000, now)
    short = await states(group_id)
    await pay(order, 6_000, now, name="2")

    assert (order.net, order.tax) == (1_989_000, 318_240)
    assert (short, await states(group_id)) == ({"held": 34}, {"confirmed": 34})
    assert await broken(db, now) == []


async def test_money_that_comes_after_the_release_brings_the_whole_group_back_or_asks_the_office(
    db: str, now: datetime
) -> None:
    world = await make_desk(seats=6)
    group_id, order = await confirmed(world, 4, now)
    await release_order(order.id, now, "hold expired")
    empty = (await Event.get(id=world.event.id)).taken

    await pay(order, order.total, now)

    assert (empty, await states(group_id)) == (0, {"confirmed": 4})
    again, other = await make_desk(seats=6, name="Otra planta"), await make_plant("Tercera")
    second, unpaid = await confirmed(again, 4, now)
    await release_order(unpaid.id, now, "hold expired")
    for number in range(3):
        person = await make_employee(other, str(number), "Vecina", f"Apellido{number}")
        await make_registration(again.event, again.kind, person)
    await pay(unpaid, unpaid.total, now)
    task = await row("SELECT kind FROM money_tasks WHERE order_id = $1", unpaid.id)
    assert (await states(second), task) == ({"expired": 4}, {"kind": "paid_no_seat"})
    assert await broken(db, now) == []


async def test_one_seat_given_back_before_and_after_the_payment(db: str, client: TestClient, now: datetime) -> None:
    world = await make_desk()
    await Event.filter(id=world.event.id).update(refund_steps=[[7, 50]])
    group_id, order = await confirmed(world, 3, now)
    first, second, _third = await Registration.filter(group_id=group_id).order_by("id")

    await lifecycle.cancel(first.id, actor="user:9", reason="vacaciones", now=now)
    anew = await Order.get(reference=f"group:{group_id}", status="pending")
    old_link = await client.get(f"/pagar/{order.token}")
    pressed = await client.post(f"/pagar/{order.token}", follow_redirects=True)
    await pay(anew, anew.total, now)
    await Event.filter(id=world.event.id).update(refund_steps=[[7, 0]])
    given = await group_changes.cancel(second.id, world.company.id, who=WHO, reason="viaje", now=now)

    assert (old_link.status_code, old_link.headers["location"]) == (303, f"/pagar/{anew.token}")
    assert f"ahora es el {anew.folio}" in pressed.text
    assert "$1,508.00" in pressed.text
    assert (order.total, anew.total, anew.buyer_email) == (226_200, 150_800, WHO.email)
    assert given.amount == Money(37_700)
    assert given.percent == 50
    assert await credit.balance(world.company.id) == Money(37_700)
    assert (await states(group_id), (await Event.get(id=world.event.id)).taken) == ({"cancelled": 2, "confirmed": 1}, 1)
    assert await broken(db, now) == []


async def test_free_seats_are_used_by_a_group_and_return_with_it(db: str, now: datetime) -> None:
    world = await make_desk()
    await Benefit.create(company_class="regular", year=2026, free_seats=2)
    group_id, order = await confirmed(world, 3, now)
    used = await row("SELECT used FROM benefit_counters")

    await release_order(order.id, now, "hold expired")

    assert (order.net, used, await row("SELECT used FROM benefit_counters")) == (65_000, {"used": 2}, {"used": 0})
    assert await states(group_id) == {"expired": 3}
    assert await broken(db, now) == []


async def test_a_company_that_pays_while_a_seat_is_given_back_has_what_it_paid_for(db: str, twin: Twin) -> None:
    now = clock.now()
    world = await make_desk()
    await Event.filter(id=world.event.id).update(starts_at=now + timedelta(days=45), ends_at=now + timedelta(days=46))
    group_id, order = await confirmed(world, 4, now)
    seat = await Registration.filter(group_id=group_id).first()
    twin.pay(await card.checkout_url(order.id, now=now))

    with pytest.raises(GroupHasMoney):
        await group_changes.cancel(seat.id if seat else 0, world.company.id, who=WHO, reason="viaje", now=now)

    assert await states(group_id) == {"confirmed": 4}
    assert (await Order.get(id=order.id)).status == "paid"
    assert await broken(db, now) == []


async def test_while_stripe_is_away_no_seat_leaves_its_order_and_nobody_else_takes_it_apart(
    db: str, twin: Twin
) -> None:
    now = clock.now()
    world = await make_desk()
    await Event.filter(id=world.event.id).update(starts_at=now + timedelta(days=45), ends_at=now + timedelta(days=46))
    group_id, order = await confirmed(world, 3, now)
    seat = await Registration.filter(group_id=group_id).first()
    await card.checkout_url(order.id, now=now)
    twin.faults({"kind": "500", "route": "POST /v1/checkout/sessions", "times": 9})

    with pytest.raises(Unavailable):
        await group_changes.cancel(seat.id if seat else 0, world.company.id, who=WHO, reason="viaje", now=now)
    kept = await row("SELECT status, order_id FROM registration_groups")
    await execute("UPDATE registration_groups SET status = 'draft', order_id = NULL")
    with pytest.raises(Conflict):
        await group_changes.cancel(seat.id if seat else 0, world.company.id, who=WHO, reason="viaje", now=now)

    assert kept == {"status": "held", "order_id": order.id}
    assert await states(group_id) == {"held": 3}


async def test_an_order_whose_taking_apart_stopped_in_the_middle_holds_its_group_again(db: str, now: datetime) -> None:
    world = await make_desk()
    group_id, order = await confirmed(world, 3, now)
    until = (await RegistrationGroup.get(id=group_id)).hold_expires_at
    await group_changes._loosen(await RegistrationGroup.get(id=group_id), now=now)

    await group_lifecycle.drop_drafts(now + timedelta(minutes=2))
    soon = (await RegistrationGroup.get(id=group_id)).status
    await group_lifecycle.drop_drafts(now + timedelta(minutes=6))

    group = await RegistrationGroup.get(id=group_id)
    assert (soon, group.status, group.order_id, group.hold_expires_at) == ("draft", "held", order.id, until)
    assert await states(group_id) == {"held": 3}


async def test_a_group_whose_order_was_let_go_before_the_stop_gets_a_new_one(db: str, now: datetime) -> None:
    world = await make_desk()
    group_id, order = await confirmed(world, 3, now)
    await group_changes._loosen(await RegistrationGroup.get(id=group_id), now=now)
    await release_order(order.id, now, "names changed")

    await group_lifecycle.drop_drafts(now + timedelta(minutes=6))

    group = await RegistrationGroup.get(id=group_id)
    made = await Order.get(id=group.order_id)
    assert (group.status, made.id > order.id, made.total, made.buyer_name) == (
        "held", True, order.total, order.buyer_name
    )  # fmt: skip
    assert await states(group_id) == {"held": 3}
    assert await broken(db, now) == []


async def test_of_an_event_that_is_called_off_what_a_company_paid_is_one_task_of_the_office(
    db: str, now: datetime
) -> None:
    world = await make_desk()
    group_id, order = await confirmed(world, 3, now)
    await pay(order, order.total, now)
    await Event.filter(id=world.event.id).update(status="cancelled")

    for _ in range(2):
        await calling_off.end_everything(world.event.id, now)

    tasks = await rows("SELECT kind, subject, order_id, amount FROM money_tasks")
    assert tasks == [
        {"kind": "seat_cancelled", "subject": f"seat_cancelled:group:{group_id}", "order_id": order.id,
         "amount": order.total}
    ]  # fmt: skip
    assert await broken(db, now) == []


async def test_a_disputed_charge_of_a_group_shows_everybodys_ticket_and_who_came_in(db: str, now: datetime) -> None:
    world = await make_desk()
    group_id, order = await confirmed(world, 3, now)
    await pay(order, order.total, now)
    everybody = await Registration.filter(group_id=group_id).order_by("id").prefetch_related("person")
    phone = await make_phone(await make_gate(world.event))
    made = await row(
        """INSERT INTO disputes (created_at, payment_id, provider_id, amount, currency, reason, status, opened_at)
        SELECT $1, id, 'du_1', amount, currency, 'fraudulent', 'open', $1 FROM payments RETURNING id""",
        now,
    )
    await Scan.create(
        client_id=uuid4(), device=phone.device, gate_id=phone.gate_id, event=world.event, place="event", sequence=1,
        credential=f"registration:{everybody[1].id}", device_time=now, happened_at=now, received_at=now,
        verdict="admitted",
    )  # fmt: skip

    name, content = await evidence.pack((made or {})["id"], now=now)

    packed = zipfile.ZipFile(io.BytesIO(content))
    tickets, readings = (packed.read(paper).decode() for paper in ("5-boletos.txt", "6-entradas.txt"))
    told = [f"{each.folio} · {each.person.full_name}" in tickets for each in everybody]
    assert (name, told) == (f"{order.folio}-du_1.zip", [True] * 3)
    assert (world.company.legal_name in tickets, world.event.title_es in tickets) == (True, True)
    assert [each.folio in readings for each in everybody] == [False, True, False]
    assert ("Confirmado" in tickets, "Entrada · Adelante" in readings) == (True, True)
