"""People with a seat and no address: the words that somebody sends them on WhatsApp, with their ticket's link."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import quote

from tortoise.queryset import QuerySet

from events_app.core.formats import capital, format_date_words, format_time
from events_app.core.i18n import _, use_locale
from events_app.core.pages import absolute
from events_app.events.models import Event
from events_app.registration.lifecycle import code_of
from events_app.registration.models import Registration, RegistrationStatus

LIVE = (RegistrationStatus.REQUESTED, RegistrationStatus.HELD, RegistrationStatus.CONFIRMED)


@dataclass(frozen=True)
class Told:
    """Somebody to be told: the WhatsApp link opens their number, or asks for one when we have none."""

    registration: Registration
    words: str
    whatsapp: str
    has_phone: bool


def silent(found: QuerySet[Registration], now: datetime) -> QuerySet[Registration]:
    """Of these seats, the ones of events ahead whose people have no address."""
    return found.filter(person__email__isnull=True, status__in=LIVE, event__ends_at__gt=now)


def by_event(found: Iterable[Registration]) -> list[tuple[Event, list[Told]]]:
    """Everybody with their words, in the order of the events."""
    ordered = sorted(found, key=lambda each: (each.event.starts_at, each.event_id, each.person.sort_key))
    return [
        (members[0].event, [told(each) for each in members])
        for members in (list(group) for _key, group in groupby(ordered, key=lambda each: each.event_id))
    ]


def told(registration: Registration) -> Told:
    """What to send, in the person's own language."""
    with use_locale(registration.locale):
        words = f"{_news(registration)} {absolute('/T/' + code_of(registration))}"
    phone = (registration.person.phone or "").lstrip("+")
    return Told(registration, words, f"https://wa.me/{phone}?text={quote(words)}", bool(phone))


def _news(registration: Registration) -> str:
    event, zone = registration.event, registration.event.timezone
    given = {
        "name": registration.person.given_name,
        "event": event.title(registration.locale),
        "day": format_date_words(event.starts_at, zone),
        "hour": format_time(event.starts_at, zone),
        "folio": registration.folio,
    }
    place = event.venue_name
    where = " " + _("Lugar: %(place)s.", place=capital(place)) if place else ""
    if event.status == "cancelled":
        return _("%(name)s, se canceló %(event)s del %(day)s. Tu boleto era el %(folio)s:", **given)
    if event.dates_pending:
        return _("%(name)s, se pospuso %(event)s. La fecha nueva está por definir; tu boleto sigue sirviendo:", **given)
    if event.previous_starts_at is not None:
        said = _("%(name)s, cambió la fecha de %(event)s: ahora es el %(day)s, %(hour)s.", **given)
        return said + where + " " + _("Tu boleto %(folio)s sigue sirviendo:", **given)
    said = _("%(name)s, este es tu boleto para %(event)s, %(day)s, %(hour)s.", **given)
    return said + where + " " + _("Folio %(folio)s:", **given)
