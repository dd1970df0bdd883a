"""What happens afterwards: the mail with the ticket, holds that end, news of an event."""

from datetime import datetime, timedelta

import pytest

from events_app.core import jobs, mail_letter
from events_app.core.tables import OutboxMessage
from events_app.payments import jobs as payment_jobs
from events_app.registration import emails, event_news
from events_app.registration import jobs as room
from events_app.registration.models import Registration
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration


@pytest.fixture(autouse=True)
def _worker() -> None:
    jobs.register(room.JOBS)
    jobs.register(payment_jobs.JOBS)
    for kind, maker in emails.ATTACHMENTS.items():
        mail_letter.attach(kind, maker)


async def test_a_confirmed_ticket_is_mailed_once_with_its_picture_and_calendar_entry(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats()
    person = await make_employee(await make_plant(), email="lupita@correo.example")
    receipt = await make_registration(event, ticket_type, person)

    await jobs.work_once(now)
    await room.mail_ticket({"registration": receipt.registration_id, "reason": "confirmed", "message": "ticket"}, now)

    sent = await OutboxMessage.all()
    number = receipt.registration_id
    assert [(each.message, each.address) for each in sent] == [("ticket", "lupita@correo.example")]
    assert sent[0].attachments == [f"ticket-png:{number}", f"ticket-ics:{number}"]
    picture = await emails.ticket_picture(str(number), "es-MX")
    entry = await emails.ticket_entry(str(number), "es-MX")
    assert picture.data.startswith(b"\x89PNG")
    assert b"BEGIN:VEVENT" in entry.data


async def test_payments_gives_back_a_hold_whose_time_is_over(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(net=10_000)
    person = await make_employee(await make_plant())
    receipt = await make_registration(event, ticket_type, person, unit_net=10_000, total=11_600)

    later = now + timedelta(minutes=36)
    await payment_jobs.release_expired({}, later)
    await jobs.work_once(later)

    found = await Registration.get(id=receipt.registration_id).select_related("order")
    await event.refresh_from_db()
    assert (found.status, event.taken) == ("expired", 0)
    assert found.order is not None
    assert found.order.status == "released"


async def test_everybody_with_a_seat_and_an_address_hears_once_that_the_event_changed(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats()
    plant = await make_plant()
    for number in range(3):
        address = f"persona{number}@correo.example" if number else None
        await make_registration(event, ticket_type, await make_employee(plant, str(number + 1), email=address))
    await jobs.work_once(now)

    for _ in range(2):
        await event_news.on_event_changed(event.id, "cancelled", "Lluvia", 1, now)
        await jobs.work_once(now)

    told = await OutboxMessage.filter(message="event_changed").order_by("address")
    assert [each.address for each in told] == ["persona1@correo.example", "persona2@correo.example"]
