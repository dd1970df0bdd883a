"""People without an address who have a seat, asked for one or wait: the words that somebody sends them on WhatsApp."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import quote

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_app.core.formats import capital, format_date_words, format_time
from events_app.core.i18n import _, use_locale
from events_app.core.pages import absolute
from events_app.directory.channels import NOWHERE, Reach
from events_app.directory.models import Company, Person
from events_app.events.models import Event
from events_app.registration.calling_off import CALLED_OFF
from events_app.registration.lifecycle import code_of
from events_app.registration.models import Registration, RegistrationStatus
from events_app.registration.waiting_records import WaitEntry, WaitStatus

LIVE = (RegistrationStatus.REQUESTED, RegistrationStatus.HELD, RegistrationStatus.CONFIRMED)
IN_LINE = (WaitStatus.WAITING, WaitStatus.OFFERED)


@dataclass(frozen=True)
class Told:
    """Somebody to be told: the WhatsApp link opens their number, or asks for one when we have none."""

    event: Event
    name: str
    sort_key: str
    folio: str
    company: Company | None
    locale: str
    words: str
    whatsapp: str
    has_phone: bool


def silent(found: QuerySet[Registration], now: datetime) -> QuerySet[Registration]:
    """Of these seats, the ones of events ahead whose people have no address; also what ended with its event."""
    told = Q(status__in=LIVE) | Q(event__status="cancelled", cancel_reason=CALLED_OFF)
    return found.filter(told, person__email__isnull=True, event__ends_at__gt=now)


def silent_line(found: QuerySet[WaitEntry], now: datetime) -> QuerySet[WaitEntry]:
    """The same of the line: nobody wrote down an address when they joined, and none is on file."""
    told = Q(status__in=IN_LINE) | Q(status=WaitStatus.CALLED_OFF)
    nowhere = Q(contact_email__isnull=True) & (Q(person_id__isnull=True) | Q(person__email__isnull=True))
    return found.filter(told, nowhere, event__ends_at__gt=now).select_related("event", "person", "company")


def by_event(found: Iterable[Told]) -> list[tuple[Event, list[Told]]]:
    """Everybody with their words, in the order of the events."""
    ordered = sorted(found, key=lambda each: (each.event.starts_at, each.event.id, each.sort_key))
    return [
        (members[0].event, members)
        for members in (list(group) for _key, group in groupby(ordered, key=lambda each: each.event.id))
    ]


def told(registration: Registration, known: Mapping[int, Reach] | None = None) -> Told:
    """What to send to somebody with a seat, or who asked for one, in their own language.

    `known` is how the company that reads it may reach its people; the office, without it, reads what we have.
    """
    with use_locale(registration.locale):
        words = f"{_news(registration)} {absolute('/T/' + code_of(registration))}"
    person = registration.person
    phone = _phone(person, known)
    return _told(
        registration.event, person, registration.company, registration.locale, words, registration.folio, phone
    )


def told_in_line(entry: WaitEntry, known: Mapping[int, Reach] | None = None) -> Told:
    """What to send to somebody who waits."""
    with use_locale(entry.locale):
        name = entry.person.given_name if entry.person else entry.contact_name
        words = f"{_line_news(entry, name)} {absolute('/espera/' + entry.token)}"
    phone = entry.contact_phone or (_phone(entry.person, known) if entry.person else "")
    return _told(entry.event, entry.person, entry.company, entry.locale, words, "", phone, entry.contact_name)


def _told(
    event: Event, person: Person | None, company: Company | None, locale: str, words: str, folio: str, phone: str,
    contact_name: str = "",
) -> Told:  # fmt: skip
    name = person.full_name if person else contact_name
    link = f"https://wa.me/{phone.lstrip('+')}?text={quote(words)}"
    return Told(event, name, person.sort_key if person else name, folio, company, locale, words, link, bool(phone))


def _phone(person: Person, known: Mapping[int, Reach] | None) -> str:
    return (person.phone if known is None else known.get(person.id, NOWHERE).phone) or ""


def _news(registration: Registration) -> str:
    event = registration.event
    given = _given(event, registration.locale, registration.person.given_name) | {"folio": registration.folio}
    where = _where(event)
    asked = registration.status is RegistrationStatus.REQUESTED or registration.cancel_reason == CALLED_OFF
    if event.status == "cancelled" and asked:
        return _("%(name)s, se canceló %(event)s del %(day)s. Tu lugar %(folio)s quedó sin efecto:", **given)
    if event.status == "cancelled":
        return _("%(name)s, se canceló %(event)s del %(day)s. Tu boleto era el %(folio)s:", **given)
    if event.dates_pending:
        return _("%(name)s, se pospuso %(event)s. La fecha nueva está por definir; tu boleto sigue sirviendo:", **given)
    if event.previous_starts_at is not None:
        said = _("%(name)s, cambió la fecha de %(event)s: ahora es el %(day)s, %(hour)s.", **given)
        return said + where + " " + _("Tu boleto %(folio)s sigue sirviendo:", **given)
    said = _("%(name)s, este es tu boleto para %(event)s, %(day)s, %(hour)s.", **given)
    return said + where + " " + _("Folio %(folio)s:", **given)


def _line_news(entry: WaitEntry, name: str) -> str:
    event = entry.event
    given = _given(event, entry.locale, name)
    if event.status == "cancelled":
        return _("%(name)s, se canceló %(event)s del %(day)s, donde estabas en la lista de espera:", **given)
    if event.dates_pending:
        return _("%(name)s, se pospuso %(event)s. Conservas tu lugar en la lista de espera:", **given)
    if event.previous_starts_at is not None:
        said = _("%(name)s, cambió la fecha de %(event)s: ahora es el %(day)s, %(hour)s.", **given)
        return said + _where(event) + " " + _("Conservas tu lugar en la lista de espera:")
    return _("%(name)s, estás en la lista de espera de %(event)s, %(day)s. Aquí ves en qué lugar vas:", **given)


def _given(event: Event, locale: str, name: str) -> dict[str, str]:
    return {
        "name": name,
        "event": event.title(locale),
        "day": format_date_words(event.starts_at, event.timezone),
        "hour": format_time(event.starts_at, event.timezone),
    }


def _where(event: Event) -> str:
    return " " + _("Lugar: %(place)s.", place=capital(event.venue_name)) if event.venue_name else ""
