"""What a person may change on the own ticket, and what the office decides about it."""

import json
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.core.errors import CannotCancel, NotFound, SoldOut
from events_app.core.i18n import current_locale
from events_app.directory.models import Person
from events_app.directory.services import person_keys
from events_app.registration import offering, seats
from events_app.registration.engine.capacity import seats_for
from events_app.registration.models import Registration, RegistrationStatus

NAMES = ("given_name", "paternal_surname", "maternal_surname")


@transaction
async def ask_name(registration_id: int, names: dict[str, str], *, now: datetime) -> None:
    """Keeps the wish until the office reads it; the same wish again changes nothing."""
    asked = {each: names[each] for each in NAMES} | {"asked_at": now.isoformat()}
    await row(
        "UPDATE registrations SET name_correction = $2::jsonb WHERE id = $1 RETURNING id",
        registration_id,
        json.dumps(asked),
    )
    await audit.note("registration.name_asked", actor="ticket", subject=f"registration:{registration_id}", now=now)


@transaction
async def decide_name(registration_id: int, *, accept: bool, actor: str, now: datetime) -> None:
    """Accepting writes the name on the person, for every ticket of theirs; declining only closes the wish."""
    registration = await Registration.select_for_update().get_or_none(id=registration_id)
    if registration is None:
        raise NotFound()
    wish = registration.name_correction
    if wish is None:
        return
    if accept:
        await _rename(registration.person_id, {each: wish[each] for each in NAMES})
    await Registration.filter(id=registration_id).update(name_correction=None)
    action = "registration.name_accepted" if accept else "registration.name_declined"
    await audit.note(action, actor=actor, subject=f"registration:{registration_id}", now=now)


@transaction
async def set_extras(registration_id: int, extras: dict[str, Any], *, now: datetime) -> None:
    """A companion takes a seat like anybody else: more need a free seat, fewer give theirs back."""
    found = await row("SELECT event_id FROM registrations WHERE id = $1", registration_id)
    if found is None:
        raise NotFound()
    await seats.lock(found["event_id"])
    registration = await Registration.get(id=registration_id).select_related("event", "ticket_type")
    if registration.status is not RegistrationStatus.CONFIRMED or now >= registration.event.starts_at:
        raise CannotCancel()
    wanted = seats_for(int(extras["companions"]), 20)
    more = wanted - registration.seats
    if more > 0 and not await seats.take_more(registration.event_id, registration.ticket_type_id, more, now=now):
        raise SoldOut(event=registration.event.title(current_locale()))
    if more < 0:
        await seats.give_back(registration.event_id, registration.ticket_type_id, -more)
        await offering.give_out(registration.event_id, now)
    await Registration.filter(id=registration_id).update(
        companions=wanted - 1, seats=wanted, diet=extras["diet"], accessibility=extras["accessibility"]
    )
    await audit.note("registration.extras", actor="ticket", subject=f"registration:{registration_id}", now=now)


async def _rename(person_id: int, names: dict[str, str]) -> None:
    person = await Person.get(id=person_id)
    keys = person_keys(names | {"email": person.email, "phone": person.phone})
    await Person.filter(id=person_id).update(
        **names,
        **keys,
        revision=person.revision + 1,
    )
