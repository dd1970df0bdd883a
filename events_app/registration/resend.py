"""A ticket that got lost is sent again only to the address on file, whoever asks; the answer says nothing."""

from datetime import datetime

from events_app.directory import queries as directory
from events_app.registration import applicants, queries
from events_app.registration.engine.wanted import Applicant
from events_app.registration.services import mail_ticket_later


async def to_channel_on_file(event_id: int, found: Applicant, *, now: datetime) -> None:
    """After a second registration of a known person: the mail goes to them, never to the screen."""
    if found.person_id is None:
        return
    registration = await queries.live_registration(event_id, found.person_id)
    if registration is not None:
        await send(registration.id, now=now)


async def find_again(company_slug: str, employee_number: str, surname: str, *, address: str, now: datetime) -> None:
    """Queues the tickets of this employee, if there is such an employee; gives nothing back."""
    company = await directory.company_by_slug(company_slug)
    if company is None:
        return
    found = await applicants.identify(company, employee_number, surname, address=address, now=now)
    if found is None or found.person_id is None:
        return
    for registration in await queries.upcoming_of(found.person_id, now):
        await send(registration.id, now=now)


async def send(registration_id: int, *, now: datetime, asked_by_office: bool = False) -> None:
    """At most one mail every ten minutes for one ticket, however often it is asked for; the office may always."""
    slot = f"{now:%Y%m%d%H%M%S%f}" if asked_by_office else f"{now:%Y%m%d%H}{now.minute // 10}"
    await mail_ticket_later(registration_id, reason=f"again-{slot}", now=now, message="ticket_again")
