"""Events as iCalendar: stable identities, and a sequence that rises with each change."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from events_app.core.i18n import _
from events_app.core.later import later
from events_app.core.settings import settings
from events_app.events.kinds import EventStatus
from events_app.events.models import Event
from events_app.events.words import KIND_NAMES

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = later("icalendar")

STATUS = {EventStatus.CANCELLED: "CANCELLED", EventStatus.POSTPONED: "TENTATIVE"}


def calendar_of(events: Iterable[Event], locale: str, *, name: str = "") -> bytes:
    """A whole file; `name` makes it a feed that calendars fetch again every few hours."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Convoca//eventos//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT6H")
        calendar.add("x-published-ttl", "PT6H")
    for event in events:
        calendar.add_component(entry_of(event, locale))
    return bytes(calendar.to_ical())


def entry_of(event: Event, locale: str) -> "icalendar.Event":
    """The online link is never in it: only the registered see that."""
    link = f"{settings().base_url}/eventos/{event.slug}"
    entry = icalendar.Event()
    entry.add("uid", f"{event.slug}@{settings().host}")
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("sequence", event.revision)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title(locale))
    entry.add("description", "\n\n".join(part for part in (event.summary(locale), link) if part))
    entry.add("location", place_of(event))
    entry.add("url", link)
    entry.add("categories", [_(KIND_NAMES[event.kind])])
    entry.add("status", STATUS.get(event.status, "CONFIRMED"))
    return entry


def place_of(event: Event) -> str:
    """Venue and address in one line; for an event without a venue, that it is online."""
    place = ", ".join(part for part in (event.venue_name, event.venue_address) if part)
    return place or (_("En línea") if event.online_url else "")
