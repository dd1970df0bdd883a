"""Taking a seat: one transaction, one seat, one answer."""

import asyncio
from datetime import datetime, timedelta

import pytest

from events_app.core.database import row, rows
from events_app.core.errors import AlreadyRegistered, IdempotencyMismatch, SoldOut
from events_app.events.models import Event, TicketType
from events_app.payments.services import release_order
from events_app.registration import lifecycle, queries, services
from events_app.registration.engine.wanted import Applicant, Extras, NewPerson
from events_app.registration.models import Registration
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
    wanted,
)
from events_app.tests.support.overtaking import overtaken


async def seats_of(event: Event, ticket_type: TicketType) -> tuple[int, int]:
    await event.refresh_from_db()
    await ticket_type.refresh_from_db()
    return event.taken, ticket_type.taken


async def test_a_free_event_confirms_at_once_and_the_ticket_opens_by_its_code(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10, code="C5K")
    person = await make_employee(await make_plant())

    receipt = await make_registration(event, ticket_type, person)

    found = await queries.ticket(receipt.code)
    assert found is not None
    assert (found.status, found.folio, found.person_id, found.seats) == ("confirmed", "C5K 0001", person.id, 1)
    assert await seats_of(event, ticket_type) == (1, 1)
    assert receipt.pay_token is None


async def test_a_paid_event_holds_the_seat_for_35_minutes_with_its_price_frozen(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10, net=10_000)
    person = await make_employee(await make_plant())

    receipt = await make_registration(event, ticket_type, person, unit_net=10_000, total=11_600)

    found = await Registration.get(id=receipt.registration_id)
    assert (found.status, found.unit_net, found.tax, found.total) == ("held", 10_000, 1_600, 11_600)
    assert found.hold_expires_at == now + timedelta(minutes=35)
    assert receipt.pay_token


async def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10)
    person = await make_employee(await make_plant())
    asked = wanted(event, ticket_type, person)

    first = await services.register(asked, key="k1", actor="anonymous", path="/r", now=now)
    again = await services.register(asked, key="k1", actor="anonymous", path="/r", now=now)

    assert (again.code, again.folio, again.replayed) == (first.code, first.folio, True)
    assert await seats_of(event, ticket_type) == (1, 1)
    other = wanted(event, ticket_type, person, extras=Extras(diet="sin gluten"))
    with pytest.raises(IdempotencyMismatch):
        await services.register(other, key="k1", actor="anonymous", path="/r", now=now)


async def test_a_person_has_one_live_registration_and_the_second_try_takes_no_seat(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10)
    person = await make_employee(await make_plant())
    await make_registration(event, ticket_type, person)

    with pytest.raises(AlreadyRegistered):
        await make_registration(event, ticket_type, person)

    assert await seats_of(event, ticket_type) == (1, 1)


async def test_the_same_name_with_the_same_address_typed_twice_is_one_person(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10)
    person = await make_employee(await make_plant())
    new = NewPerson("José", "Ibarra", "", None, "jose@ejemplo.mx")
    asked = wanted(event, ticket_type, person, applicant=Applicant(name=new.full_name, new=new, email=new.email))
    await services.register(asked, key="a", actor="anonymous", path="/r", now=now)

    with pytest.raises(AlreadyRegistered):
        await services.register(asked, key="b", actor="anonymous", path="/r", now=now)

    assert await seats_of(event, ticket_type) == (1, 1)


async def test_a_full_ticket_type_gives_the_events_seat_back(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10, quota=1)
    plant = await make_plant()
    await make_registration(event, ticket_type, await make_employee(plant, "1"))

    with pytest.raises(SoldOut):
        await make_registration(event, ticket_type, await make_employee(plant, "2"))

    assert await seats_of(event, ticket_type) == (1, 1)


async def test_an_expired_hold_is_recycled_inside_the_next_registration(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(1, net=10_000)
    plant = await make_plant()
    first = await make_registration(event, ticket_type, await make_employee(plant, "1"), unit_net=10_000, total=11_600)
    second = await make_employee(plant, "2")

    with pytest.raises(SoldOut):
        await make_registration(event, ticket_type, second, now=now + timedelta(minutes=34))
    await make_registration(event, ticket_type, second, now=now + timedelta(minutes=35))

    assert (await Registration.get(id=first.registration_id)).status == "expired"
    assert await seats_of(event, ticket_type) == (1, 1)


async def test_companions_take_seats_too(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(3)
    plant = await make_plant()
    await make_registration(event, ticket_type, await make_employee(plant, "1"), extras=Extras(companions=2))

    with pytest.raises(SoldOut):
        await make_registration(event, ticket_type, await make_employee(plant, "2"))

    assert await seats_of(event, ticket_type) == (3, 3)


async def test_money_confirms_once_and_a_released_seat_comes_back_only_when_one_is_free(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(1, net=10_000)
    plant = await make_plant()
    receipt = await make_registration(
        event, ticket_type, await make_employee(plant, "1"), unit_net=10_000, total=11_600
    )
    order_id = (await Registration.get(id=receipt.registration_id)).order_id or 0
    later = now + timedelta(minutes=40)
    await release_order(order_id, later, "hold expired")
    rival = await make_registration(event, ticket_type, await make_employee(plant, "2"), now=later)

    full = await lifecycle.on_paid(receipt.registration_id, order_id, later)
    await lifecycle.cancel(rival.registration_id, actor="user:1", reason="", now=later)
    free = [await lifecycle.on_paid(receipt.registration_id, order_id, later) for _ in range(2)]

    assert (full, free) == (False, [True, True])
    assert (await Registration.get(id=receipt.registration_id)).status == "confirmed"
    assert await seats_of(event, ticket_type) == (1, 1)


async def test_a_hundred_seats_and_three_hundred_at_once_in_one_process(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(100)
    plant = await make_plant()
    people = [await make_employee(plant, str(number)) for number in range(1, 301)]

    results = await asyncio.gather(
        *(make_registration(event, ticket_type, each) for each in people), return_exceptions=True
    )

    assert sum(isinstance(each, services.Receipt) for each in results) == 100
    assert {type(each) for each in results} == {services.Receipt, SoldOut}
    folios = await rows("SELECT count(DISTINCT folio)::int AS n FROM registrations")
    assert (await seats_of(event, ticket_type), folios[0]["n"]) == ((100, 100), 100)


async def test_counting_first_and_inserting_later_oversells_so_the_race_is_real(db: str, now: datetime) -> None:
    event, _ticket_type = await make_event_with_seats(10)

    async def unguarded() -> None:
        found = await row("SELECT taken FROM events WHERE id = $1", event.id)
        if found and found["taken"] < 10:
            await asyncio.sleep(0)
            await row("UPDATE rate_counters SET hits = hits WHERE id = -1 RETURNING id")
            sold.append(found["taken"])
            await row("UPDATE events SET taken = $2 WHERE id = $1 RETURNING id", event.id, found["taken"] + 1)

    sold: list[int] = []
    await asyncio.gather(*(unguarded() for _ in range(60)))

    assert len(sold) > 10


async def test_registering_takes_at_most_ten_statements_of_its_own(db: str, now: datetime, statements: type) -> None:
    event, ticket_type = await make_event_with_seats(10, net=10_000)
    person = await make_employee(await make_plant())

    async with statements() as seen:
        await make_registration(event, ticket_type, person, unit_net=10_000, total=11_600)

    assert seen.count <= 10, seen.sql


async def test_a_form_filled_in_before_a_merge_registers_the_entries_that_stand(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10)
    plant, old = await make_plant(), await make_plant("Pimería")
    person, twice = await make_employee(plant), await make_employee(old, "5")
    who = Applicant(twice.full_name, twice.id, company_id=old.id, verified_by="directory")

    [receipt] = await overtaken(
        db,
        make_registration(event, ticket_type, twice, applicant=who),
        locks=("SELECT id FROM companies FOR UPDATE", "SELECT id FROM people FOR UPDATE"),
        written=(
            f"UPDATE people SET merged_into_id = {person.id} WHERE id = {twice.id}",
            f"UPDATE companies SET merged_into_id = {plant.id} WHERE id = {old.id}",
        ),
    )

    found = await Registration.get(id=receipt.registration_id)
    assert (found.person_id, found.company_id) == (person.id, plant.id)
    with pytest.raises(AlreadyRegistered):
        await make_registration(event, ticket_type, person)
