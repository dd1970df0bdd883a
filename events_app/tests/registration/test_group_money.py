"""A group with real money: paid, let go, paid late, one seat given back, names exchanged, and every rule intact."""

import asyncio
import io
import zipfile
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from events_app import app
from events_app.checkin.models import Scan
from events_app.core import clock, doctor, jobs
from events_app.core.database import execute, row, rows
from events_app.core.errors import AlreadyRegistered, Conflict, NotFound, Unavailable
from events_app.core.money import Money
from events_app.core.tables import OutboxMessage
from events_app.events.models import Event, TicketType
from events_app.payments import credit, evidence
from events_app.payments.methods import card
from events_app.payments.models import Order
from events_app.payments.movements import PaymentMethod
from events_app.payments.services import release_order
from events_app.payments.settlement import Receipt, book_money
from events_app.registration import group_changes, group_lifecycle, lifecycle, sheet_confirm, sheets
from events_app.registration.errors import GroupHasMoney, SubstitutionOver
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.group_writes import Comer
from events_app.registration.groups import Who
from events_app.registration.models import Registration
from events_app.registration.waiting_records import Benefit, WaitEntry
from events_app.tests.factories.checkin import make_gate, make_phone
from events_app.tests.factories.desk import World, make_desk, people
from events_app.tests.factories.registration import make_employee, make_plant, make_registration
from events_app.tests.payments.peer import Twin
from events_app.tests.support.browser import TestClient
from events_app.tests.support.corruption import without_constraint

WHO = Who("user:1", "Ramón Valenzuela", "ramon@arneses.example")


@pytest.fixture(autouse=True)
def _wired() -> None:
    app.wire()


async def confirmed(world: World, count: int, now: datetime) -> tuple[int, Order]:
    """A list of so many people, confirmed; its group and order."""
    upload = await sheets.receive(
        people(count), "lista.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip
    done = await sheet_confirm.confirm(upload, enter=count, wait=0, who=WHO, now=now)
    assert done.group_id is not None
    return done.group_id, await Order.get(reference=f"group:{done.group_id}")


async def pay(order: Order, amount: int, now: datetime, *, name: str = "1") -> None:
    receipt = Receipt(f"office:{order.id}-{name}", PaymentMethod.TRANSFER, order.folio, Money(amount), livemode=False)
    await book_money(order.id, receipt, now=now, actor="user:9")


async def broken(url: str, now: datetime) -> list[str]:
    report = await doctor.examine(url, app.invariants(), now=now)
    return [each.id for each in report.violations]


async def states(group_id: int) -> dict[str, int]:
    found = await rows("SELECT status, count(*)::int AS n FROM registrations WHERE group_id = $1 GROUP BY 1", group_id)
    return {each["status"]: each["n"] for each in found}


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


async def test_a_name_is_exchanged_until_the_cut_off_and_the_old_code_dies(db: str, now: datetime) -> None:
    world = await make_desk()
    group_id, order = await confirmed(world, 2, now)
    await pay(order, order.total, now)
    mine, other = await Registration.filter(group_id=group_id).order_by("id").select_related("person")
    new = Comer(0, None, {"employee_number": "99", "given_name": "Ana", "paternal_surname": "Ríos"})
    taken = Comer(0, other.person_id, {"employee_number": "20002", "given_name": "x", "paternal_surname": "x"})

    async def exchange(comer: Comer, company_id: int, moment: datetime) -> None:
        await group_changes.substitute(mine.id, company_id, comer, who=WHO, locale="es-MX", now=moment)

    await exchange(new, world.company.id, now)

    after = await Registration.get(id=mine.id).select_related("person")
    assert (after.person.paternal_surname, after.rotation, after.folio) == ("Ríos", 1, mine.folio)
    assert after.code_hash != mine.code_hash
    with pytest.raises(AlreadyRegistered):
        await exchange(taken, world.company.id, now)
    with pytest.raises(SubstitutionOver):
        await exchange(new, world.company.id, now + timedelta(days=13))
    with pytest.raises(NotFound):
        await exchange(new, (await make_plant("Otra")).id, now)
    assert await broken(db, now) == []


async def test_a_long_list_is_written_in_pieces_and_a_stop_repeats_nothing(db: str, now: datetime) -> None:
    world = await make_desk(seats=400)
    upload = await sheets.receive(
        people(450), "planta.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip

    done = await sheet_confirm.confirm(upload, enter=400, wait=50, who=WHO, now=now)
    await sheet_confirm.write_piece(upload.id, done.group_id, who=WHO, now=now)
    half = await row("SELECT progress, status FROM sheet_uploads")
    await sheet_confirm.write_all(upload.id, done.group_id, who=WHO, now=now)
    await sheet_confirm.write_all(upload.id, done.group_id, who=WHO, now=now)

    assert done.later
    assert half == {"progress": 100, "status": "confirming"}
    order = await Order.get(reference=f"group:{done.group_id}")
    assert (order.net, (await Event.get(id=world.event.id)).taken) == (400 * 65_000, 400)
    assert await row("SELECT count(*)::int AS n FROM wait_entries WHERE status = 'waiting'") == {"n": 50}
    assert (await sheets.tally(upload))["registered"] == 400
    assert await broken(db, now) == []


async def race(world: World, other: World, now: datetime) -> int:
    """Two companies confirm at once for the last seats; gives how many seats ended up taken."""
    uploads = [
        await sheets.receive(
            people(30, start=start), "lista.csv", event=world.event, company=each.company,
            ticket_type_id=world.kind.id, actor=WHO.label, now=now,
        )
        for start, each in ((20_000, world), (40_000, other))
    ]  # fmt: skip
    await asyncio.gather(
        *(sheet_confirm.confirm(each, enter=30, wait=0, who=WHO, now=now) for each in uploads), return_exceptions=True
    )
    return int((await row("SELECT count(*)::int AS n FROM registrations"))["n"])  # type: ignore[index]


async def test_two_companies_at_once_never_take_more_than_there_is(db: str, now: datetime) -> None:
    world, other = await make_desk(seats=40), await make_desk(name="Otra")

    seats_taken = await race(world, other, now)

    waiting = await row("SELECT count(*)::int AS n FROM wait_entries")
    assert seats_taken <= 40
    assert (await Event.get(id=world.event.id)).taken == seats_taken
    assert seats_taken + (waiting or {"n": 0})["n"] in (30, 60)
    assert await broken(db, now) == []


async def test_without_the_guards_the_same_race_oversells(
    db: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: with the guarded writes switched off the race above must sell more than forty."""
    world, other = await make_desk(seats=40), await make_desk(name="Otra")
    loose = "UPDATE events SET taken = taken + $2, last_folio = last_folio + $2 WHERE id = $1 "
    monkeypatch.setattr(
        "events_app.registration.group_writes.TAKE_EVENT", loose + "RETURNING code, last_folio, $2::int AS seats"
    )

    async with without_constraint("events", "event_taken_in_capacity"):
        seats_taken = await race(world, other, now)
        await execute("DELETE FROM registrations")
        await execute("UPDATE events SET taken = 0")

    assert seats_taken == 60


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


async def test_one_new_person_for_two_seats_at_once_is_written_down_once(db: str, now: datetime) -> None:
    world = await make_desk()
    group_id, _order = await confirmed(world, 2, now)
    named = {"employee_number": "99001", "paternal_surname": "Sotelo", "maternal_surname": "", "given_name": "Nora"}

    ended = await asyncio.gather(
        *(
            group_changes.substitute(each.id, world.company.id, Comer(0, None, named), who=WHO, locale="es-MX", now=now)
            for each in await Registration.filter(group_id=group_id)
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "NoneType"]
    assert await rows("SELECT count(*)::int AS n FROM people WHERE paternal_surname = 'Sotelo'") == [{"n": 1}]


async def test_a_draft_that_nobody_finishes_gives_its_seats_back(db: str, now: datetime) -> None:
    world = await make_desk(seats=400)
    upload = await sheets.receive(
        people(350), "planta.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip
    done = await sheet_confirm.confirm(upload, enter=350, wait=0, who=WHO, now=now)
    await sheet_confirm.write_piece(upload.id, done.group_id, who=WHO, now=now)

    await group_lifecycle.drop_drafts(now + timedelta(hours=1))
    kept = (await Event.get(id=world.event.id)).taken
    await group_lifecycle.drop_drafts(now + timedelta(hours=3))

    assert (kept, (await Event.get(id=world.event.id)).taken) == (100, 0)


async def test_a_long_list_keeps_the_price_it_was_confirmed_at_and_ends_with_one_letter(db: str, now: datetime) -> None:
    world = await make_desk(seats=400)
    upload = await sheets.receive(
        people(450), "planta.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip

    done = await sheet_confirm.confirm(upload, enter=400, wait=50, total=400 * 75_400, who=WHO, now=now)
    await TicketType.filter(id=world.kind.id).update(on_sale=False)
    await jobs.work_once(now)

    order = await Order.get(reference=f"group:{done.group_id}")
    letter = await OutboxMessage.get(address=WHO.email)
    assert (order.net, order.total) == (400 * 65_000, 400 * 75_400)
    assert {name: letter.context[name] for name in ("people", "waiting", "to_mend")} == {
        "people": 400,
        "waiting": 50,
        "to_mend": 0,
    }
    assert str(letter.context["link"]).endswith(f"/grupos/{done.group_id}")
    assert await broken(db, now) == []


async def test_a_list_whose_event_is_cancelled_while_it_is_written_leaves_nobody_half_registered(
    db: str, now: datetime
) -> None:
    world = await make_desk(seats=400)
    upload = await sheets.receive(
        people(350), "planta.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip
    done = await sheet_confirm.confirm(upload, enter=350, wait=0, who=WHO, now=now)
    await sheet_confirm.write_piece(upload.id, done.group_id, who=WHO, now=now)

    await Event.filter(id=world.event.id).update(status="cancelled")
    await sheet_confirm.write_all(upload.id, done.group_id, who=WHO, now=now)

    letter = await OutboxMessage.get(address=WHO.email)
    assert (await states(done.group_id or 0), (await Event.get(id=world.event.id)).taken) == ({"cancelled": 100}, 0)
    assert (letter.context["called_off"], letter.context["people"]) == (True, 0)
    assert (await Order.all().count(), await WaitEntry.all().count()) == (0, 0)
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
