"""People without an address are told by the coordinator of their company, or by the office, on WhatsApp."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

from events_app.core import jobs
from events_app.core.access import Role
from events_app.core.tables import OutboxMessage
from events_app.desk import jobs as desk_jobs
from events_app.directory.models import Company, Person
from events_app.events.kinds import EventStatus
from events_app.events.models import Event, TicketType
from events_app.registration import calling_off, lifecycle, waitlist, without_mail
from events_app.registration.models import Registration
from events_app.registration.waiting_records import WaitEntry
from events_app.tests.factories.accounts import make_grant, make_user
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.support.browser import TestClient


async def seat(
    event: Event, ticket_type: TicketType, plant: Company, number: str, *, email: str | None = None, phone: str = ""
) -> Registration:
    """Somebody of a plant with a seat."""
    person = await make_employee(plant, number, paternal=f"Peralta {number}", email=email)
    await Person.filter(id=person.id).update(phone=phone or None)
    receipt = await make_registration(event, ticket_type, person)
    await Registration.filter(id=receipt.registration_id).update(company_id=plant.id)
    return await Registration.get(id=receipt.registration_id).select_related("event", "person", "company")


async def coming(now: datetime) -> tuple[Event, TicketType]:
    return await make_event_with_seats(
        kind="seminar", starts_at=now + timedelta(days=30), ends_at=now + timedelta(days=31)
    )


async def test_the_message_opens_the_persons_own_number_with_their_ticket(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats()
    found = await seat(event, ticket_type, await make_plant(), "1", phone="+526311234567")

    said = without_mail.told(found)

    link = urlsplit(said.whatsapp)
    assert (link.netloc, link.path) == ("wa.me", "/526311234567")
    assert parse_qs(link.query)["text"] == [said.words]
    assert said.words.endswith(f"/T/{lifecycle.code_of(found)}")
    assert found.folio in said.words


async def test_a_cancelled_event_is_said_in_the_message(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats()
    found = await seat(event, ticket_type, await make_plant(), "1")
    found.event.status = EventStatus.CANCELLED

    said = without_mail.told(found)

    assert "se canceló" in said.words
    assert not said.has_phone
    assert said.whatsapp.startswith("https://wa.me/?text=")


async def test_a_coordinator_lists_only_the_own_people_without_an_address(
    db: str, client: TestClient, now: datetime
) -> None:
    event, ticket_type = await coming(now)
    plant, other = await make_plant("Arneses del Desierto"), await make_plant("Conectores de Imuris")
    silent = await seat(event, ticket_type, plant, "1")
    heard = await seat(event, ticket_type, plant, "2", email="oye@correo.example")
    foreign = await seat(event, ticket_type, other, "3")
    user = await make_user(roles=[])
    await make_grant(user, Role.COORDINATOR, scope=f"company:{plant.id}")
    await client.sign_in(user)

    page = await client.get(f"/empresa/{plant.slug}/avisos")
    closed = await client.get(f"/empresa/{other.slug}/avisos")

    assert silent.folio in page.text
    assert [each.folio for each in (heard, foreign) if each.folio in page.text] == []
    assert closed.status_code == 404


async def test_the_office_lists_those_whom_no_company_tells(db: str, client: TestClient, now: datetime) -> None:
    event, ticket_type = await coming(now)
    plant, lonely = await make_plant("Arneses del Desierto"), await make_plant("Conectores de Imuris")
    await make_grant(await make_user(roles=[]), Role.COORDINATOR, scope=f"company:{plant.id}")
    told = await seat(event, ticket_type, plant, "1")
    alone = await seat(event, ticket_type, lonely, "2")
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    page = await client.get("/oficina/avisos")

    assert alone.folio in page.text
    assert told.folio not in page.text


async def test_one_mail_for_each_change_says_how_many_have_no_address(db: str, now: datetime) -> None:
    jobs.register(desk_jobs.JOBS)
    event, ticket_type = await coming(now)
    plant = await make_plant()
    for number in ("1", "2"):
        await seat(event, ticket_type, plant, number)
    await make_grant(
        await make_user(email="rh@arneses.example", roles=[]), Role.COORDINATOR, scope=f"company:{plant.id}"
    )

    for revision in (4, 4, 5):
        await desk_jobs.on_event_changed(event.id, "cancelled", revision, now)
        await jobs.work_once(now)

    sent = await OutboxMessage.filter(message="people_without_mail").order_by("id")
    assert [(each.address, each.context["people"], each.reason[-8:]) for each in sent] == [
        ("rh@arneses.example", 2, "change-4"),
        ("rh@arneses.example", 2, "change-5"),
    ]


async def test_whoever_waits_without_an_address_is_in_the_coordinators_list_when_the_event_is_off(
    db: str, client: TestClient, now: datetime
) -> None:
    jobs.register(desk_jobs.JOBS)
    event, ticket_type = await coming(now)
    plant = await make_plant()
    person = await make_employee(plant, "8", paternal="Mancinas")
    await waitlist.join_many(
        event.id, ticket_type.id, [person.id], company_id=plant.id, group_id=None, actor="x", now=now
    )
    user = await make_user(email="rh@arneses.example", roles=[])
    await make_grant(user, Role.COORDINATOR, scope=f"company:{plant.id}")
    await client.sign_in(user)

    await Event.filter(id=event.id).update(status=EventStatus.CANCELLED)
    await calling_off.end_everything(event.id, now)
    await desk_jobs.on_event_changed(event.id, "cancelled", 4, now)
    await jobs.work_once(now)
    page = await client.get(f"/empresa/{plant.slug}/avisos")

    entry = await WaitEntry.get(person_id=person.id).select_related("event", "person", "company")
    assert (await OutboxMessage.get(message="people_without_mail")).context["people"] == 1
    assert str(entry.status) == "called_off"
    assert "Mancinas" in page.text
    assert quote(without_mail.told_in_line(entry).words) in page.text
