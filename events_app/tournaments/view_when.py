"""Says when a match is, as people say it: "Hoy, 9:00", "sáb 27 feb, 10:00", "Faltan 41 min"."""

from datetime import date, datetime, timedelta

from babel.dates import format_date as babel_date

from events_app.core.clock import local
from events_app.core.formats import capital
from events_app.core.i18n import _, current_locale, ngettext

SOON = timedelta(hours=3)


def hour(moment: datetime, zone: str) -> str:
    """ "9:00", "13:40": on the wall clock of the zone."""
    wall = local(moment, zone)
    return f"{wall.hour}:{wall.minute:02d}"


def short_day(day: date, today: date) -> str:
    """ "Hoy", "Mañana", "Sáb 27 feb"; of another year, with it."""
    if day == today:
        return _("Hoy")
    if day == today + timedelta(days=1):
        return _("Mañana")
    english = current_locale() == "en"
    pattern = "EEE, MMM d" if english else "EEE d MMM"
    if day.year != today.year:
        pattern += ", y" if english else " y"
    return capital(str(babel_date(day, pattern, locale="en_US" if english else "es_MX")).replace(".", ""))


def day_words(day: date, today: date) -> str:
    """ "sábado 27 de febrero", with "hoy, " before today."""
    english = current_locale() == "en"
    pattern = "EEEE, MMMM d" if english else "EEEE d 'de' MMMM"
    if day.year != today.year:
        pattern += ", y" if english else " 'de' y"
    return str(babel_date(day, pattern, locale="en_US" if english else "es_MX"))


def until(moment: datetime, now: datetime) -> str:
    """ "Faltan 41 min" within three hours before, else nothing."""
    left = moment - now
    if not timedelta() < left <= SOON:
        return ""
    minutes = int(left.total_seconds() // 60)
    if minutes < 1:
        return _("Está por empezar")
    if minutes < 60:
        return ngettext("Falta %(n)s min", "Faltan %(n)s min", minutes)
    hours, rest = divmod(minutes, 60)
    return _("Faltan %(hours)s h %(minutes)s min", hours=hours, minutes=rest) if rest else ngettext(
        "Falta %(n)s h", "Faltan %(n)s h", hours
    )  # fmt: skip


def span(starts: datetime, ends: datetime, zone: str) -> str:
    """ "del sábado 16 de enero al sábado 6 de marzo de 2027"; one day alone by its words."""
    first, last = local(starts, zone).date(), local(ends, zone).date()
    english = current_locale() == "en"
    place = "en_US" if english else "es_MX"
    full = "EEEE, MMMM d, y" if english else "EEEE d 'de' MMMM 'de' y"
    if first == last:
        return str(babel_date(first, full, locale=place))
    short = "EEEE, MMMM d" if english else "EEEE d 'de' MMMM"
    begin = babel_date(first, short if first.year == last.year else full, locale=place)
    return _("del %(first)s al %(last)s", first=begin, last=babel_date(last, full, locale=place))
