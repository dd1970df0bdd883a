"""People who wait for a seat of the demonstration's full event, and the free seats of the year."""

import random
from contextlib import suppress
from datetime import datetime, timedelta

from events_app.core.errors import AlreadyRegistered
from events_app.demo.people import Town
from events_app.directory.kinds import CompanyClass
from events_app.events.models import Event, TicketType
from events_app.registration import waitlist
from events_app.registration.errors import StillRoom
from events_app.registration.office_benefits import BenefitForm, set_benefit
from events_app.registration.waitlist import Joining

FREE_SEATS = {CompanyClass.REGULAR: 10, CompanyClass.ASSOCIATE: 4}
IN_THE_LINE = 6


async def line_up(code: str, town: Town, luck: random.Random, *, now: datetime) -> None:
    """A few employees wait for the event, one of them with a companion."""
    event = await Event.get(code=code)
    ticket_type = await TicketType.filter(event_id=event.id).order_by("position", "id").first()
    everybody = [each for staff in town.employments.values() for each in staff[2:]]
    if ticket_type is None:
        return
    for place, employment in enumerate(luck.sample(everybody, IN_THE_LINE)):
        await employment.fetch_related("person")
        person = employment.person
        asked = Joining(
            event.id, ticket_type.id, person.full_name, person.id, company_id=employment.company_id,
            verified_by="directory", size=2 if place == 1 and ticket_type.max_companions else 1, locale=person.locale,
        )  # fmt: skip
        moment = now - timedelta(hours=IN_THE_LINE - place)
        with suppress(AlreadyRegistered, StillRoom):
            await waitlist.join(asked, actor="anonymous", now=moment)


async def offer_one(code: str, town: Town, luck: random.Random, *, now: datetime) -> None:
    """An event filled up, some people wait, and one seat came back: it is offered to the first of them."""
    event = await Event.get(code=code)
    await Event.filter(id=event.id).update(capacity=event.taken)
    await line_up(code, town, luck, now=now)
    await Event.filter(id=event.id).update(capacity=event.taken + 1)
    await waitlist.work_through(event.id, now)


async def give_free_seats(now: datetime) -> None:
    """This year's and the next's, given out by whoever coordinates."""
    for year in (now.year, now.year + 1):
        for company_class, seats in FREE_SEATS.items():
            asked = BenefitForm(company_class=company_class, year=year, free_seats=seats, for_everybody=False)
            await set_benefit(asked, actor="system", now=now)
