"""The hours of an event in words, with the city whose clock they are on."""

from datetime import datetime, time, timedelta

from events_app.core.clock import local
from events_app.core.formats import format_date_words, format_moment, format_time
from events_app.core.i18n import N_, _
from events_app.core.settings import settings
from events_app.events.models import Event

# Whose clock a zone is, as people here say it; the association's own zone is called by its own city.
CITIES = {
    "America/Hermosillo": N_("Nogales"),
    "America/Tijuana": N_("Tijuana"),
    "America/Ciudad_Juarez": N_("Ciudad Juárez"),
    "America/Mazatlan": N_("Mazatlán"),
    "America/Mexico_City": N_("Ciudad de México"),
    "America/Phoenix": N_("Arizona"),
}


def city_of(zone: str) -> str:
    if zone == settings().timezone:
        return settings().association.city.split(",")[0]
    return _(CITIES[zone]) if zone in CITIES else zone.rsplit("/", 1)[-1].replace("_", " ")


def hours(event: Event) -> str:
    """From when until when on which clock; whoever follows it from elsewhere also reads its distance from UTC."""
    start, end = format_time(event.starts_at, event.timezone), format_time(event.ends_at, event.timezone)
    if local(event.starts_at, event.timezone).date() == local(event.ends_at, event.timezone).date():
        return _("%(start)s a %(end)s, hora de %(city)s", start=start, end=end, city=_clock(event))
    until = format_moment(event.ends_at, event.timezone)
    return _("%(start)s, hasta el %(end)s, hora de %(city)s", start=start, end=until, city=_clock(event))


def beginning(event: Event) -> str:
    """The hour it begins, for lists and cards."""
    return _with_clock(event, format_time(event.starts_at, event.timezone))


def moment_of(event: Event) -> str:
    """The day and hour it begins, for posters and messages."""
    return _with_clock(event, format_moment(event.starts_at, event.timezone))


def until(moment: datetime, zone: str) -> str:
    """The last moment of a price: a day when it ends as the day does."""
    if local(moment, zone).time() == time():
        return format_date_words(local(moment, zone).date() - timedelta(days=1))
    return format_moment(moment, zone)


def _with_clock(event: Event, words: str) -> str:
    """Who comes to the place knows its clock; who connects may be anywhere."""
    if not event.online_url and event.timezone == settings().timezone:
        return words
    return _("%(moment)s, hora de %(city)s", moment=words, city=city_of(event.timezone))


def _clock(event: Event) -> str:
    offset = local(event.starts_at, event.timezone).utcoffset()
    if not event.online_url or offset is None:
        return city_of(event.timezone)
    minutes = int(offset.total_seconds() // 60)
    sign, size = "−" if minutes < 0 else "+", abs(minutes)
    parts = f"{size // 60}" + (f":{size % 60:02d}" if size % 60 else "")
    return f"{city_of(event.timezone)} (UTC{sign}{parts})"
