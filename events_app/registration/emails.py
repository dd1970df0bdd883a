"""The mails about a ticket: it goes only to the address on file, with its QR and its calendar entry."""

from datetime import datetime
from typing import Any

from events_app.core import clock, mail, qr
from events_app.core.errors import NotFound
from events_app.core.formats import capital, format_date_words, format_time
from events_app.core.i18n import use_locale
from events_app.core.mail_letter import Attachment
from events_app.core.pages import absolute
from events_app.registration import lifecycle, queries
from events_app.registration.calendar_file import method, ticket_calendar
from events_app.registration.models import Registration, RegistrationStatus
from events_app.registration.tickets import qr_text


async def mail_ticket(registration_id: int, *, message: str, reason: str, now: datetime) -> None:
    """Queues the mail with its attachments; nothing happens without an address or once the seat is gone."""
    registration = await queries.registration(registration_id)
    if registration is None or registration.status is not RegistrationStatus.CONFIRMED:
        return
    address = address_on_file(registration)
    if address is None:
        return
    code = lifecycle.code_of(registration)
    with use_locale(registration.locale):
        context = told(registration, absolute(f"/T/{code}"))
    await mail.send_later(
        message,
        to=address,
        locale=registration.locale,
        context=context,
        reason=f"registration:{registration.id}:{reason}",
        now=now,
        attachments=[f"ticket-png:{registration.id}", f"ticket-ics:{registration.id}"],
    )


async def ticket_picture(key: str, locale: str) -> Attachment:
    """The QR of the ticket as it stands when the mail leaves; the HTML shows it too."""
    registration = await _wanted(key)
    data = qr.png(qr_text(lifecycle.code_of(registration)))
    return Attachment(f"{_name(registration)}.png", "image/png", data, cid="boleto")


async def ticket_entry(key: str, locale: str) -> Attachment:
    registration = await _wanted(key)
    link = absolute(f"/T/{lifecycle.code_of(registration)}")
    data = ticket_calendar(registration, link, locale, now=clock.now())
    kind = f"text/calendar; method={method(registration)}; charset=utf-8"
    return Attachment(f"{registration.event.slug}.ics", kind, data)


# The composition root hands these to the mail: "ticket-png:412" in a message becomes the file.
ATTACHMENTS = {"ticket-png": ticket_picture, "ticket-ics": ticket_entry}


def address_on_file(registration: Registration) -> str | None:
    return str(registration.person.email) if registration.person.email else None


def told(registration: Registration, link: str) -> dict[str, Any]:
    """The words of a ticket in the language in force."""
    event, zone = registration.event, registration.event.timezone
    return {
        "name": registration.person.given_name,
        "event": event.title(registration.locale),
        "folio": registration.folio,
        "day": capital(format_date_words(event.starts_at, zone)),
        "hour": format_time(event.starts_at, zone),
        "place": ", ".join(part for part in (event.venue_name, event.venue_address) if part),
        "online_url": event.online_url,
        "link": link,
    }


async def _wanted(key: str) -> Registration:
    registration = await queries.registration(int(key))
    if registration is None:
        raise NotFound()
    return registration


def _name(registration: Registration) -> str:
    return f"boleto-{registration.folio.replace(' ', '-').lower()}"
