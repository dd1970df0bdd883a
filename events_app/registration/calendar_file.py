"""The event as a calendar entry for the person who holds the ticket."""

from datetime import datetime
from typing import TYPE_CHECKING

from events_app.core.i18n import _
from events_app.core.later import later
from events_app.core.settings import settings
from events_app.registration.models import Registration

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = later("icalendar")


def gone(registration: Registration) -> bool:
    """The seat or the whole event is no more."""
    return registration.status in ("cancelled", "expired") or registration.event.status == "cancelled"


def method(registration: Registration) -> str:
    """What the file asks of a calendar (RFC 5546): to show the entry, or to take it away."""
    return "CANCEL" if gone(registration) else "PUBLISH"


def ticket_calendar(registration: Registration, link: str, locale: str, *, now: datetime) -> bytes:
    """One entry whose UID is that of the event, so that a calendar that has it already updates it."""
    event = registration.event
    entry = icalendar.Event()
    entry.add("uid", f"{event.slug}@{settings().host}")
    entry.add("dtstamp", now)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("sequence", event.revision)
    entry.add("summary", event.title(locale))
    entry.add("location", ", ".join(part for part in (event.venue_name, event.venue_address) if part))
    entry.add("description", f"{_('Tu boleto')} {registration.folio}: {link}")
    entry.add("status", "CANCELLED" if gone(registration) else "TENTATIVE" if event.dates_pending else "CONFIRMED")
    entry.add("organizer", _organizer())
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Convoca//boleto//ES")
    calendar.add("version", "2.0")
    calendar.add("method", method(registration))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _organizer() -> "icalendar.vCalAddress":
    house = settings().association
    found = icalendar.vCalAddress(f"MAILTO:{house.email}")
    found.params["cn"] = icalendar.vText(house.name)
    return found
