"""Waiting lists, offers and seats without cost for tests."""

from datetime import datetime

from events_app.directory.models import Company
from events_app.events.models import Event, TicketType
from events_app.registration import lifecycle, waitlist
from events_app.registration.engine.wanted import Applicant, FreeSeat
from events_app.registration.services import Receipt
from events_app.registration.waiting_records import Benefit, SeatOffer
from events_app.registration.waitlist import Joining
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_registration


async def make_offer(plant: Company, now: datetime) -> SeatOffer:
    """An open offer at a full event of one seat, to an employee of the plant."""
    event, ticket_type = await make_event_with_seats(1)
    seated = await make_registration(event, ticket_type, await make_employee(plant, "901"), now=now)
    person = await make_employee(plant, "902", given="Zulema")
    asked = Joining(event.id, ticket_type.id, person.full_name, person.id)
    entry = await waitlist.join(asked, actor="anonymous", now=now)
    await lifecycle.cancel(seated.registration_id, actor="office", reason="no va", now=now)
    return await SeatOffer.get(entry_id=entry.entry_id)


async def make_benefit(free: int = 2, *, kind: str = "", year: int = 2026, everybody: bool = True) -> Benefit:
    return await Benefit.create(
        company_class="regular", event_kind=kind, year=year, free_seats=free, for_everybody=everybody
    )


async def use_free_seat(event: Event, ticket_type: TicketType, plant: Company, number: str = "903") -> Receipt:
    """One registration that a benefit pays."""
    benefit = await Benefit.first() or await make_benefit()
    person = await make_employee(plant, number)
    who = Applicant(person.full_name, person.id, company_id=plant.id, verified_by="directory", audience="regular")
    free = FreeSeat((benefit.id,), benefit.year)
    return await make_registration(event, ticket_type, person, applicant=who, audience="regular", free_seat=free)
