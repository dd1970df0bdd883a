"""Dates, hours, money and numbers as a reader in Mexico (or in English) expects them."""

import re
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

from events_app.core.clock import local
from events_app.core.i18n import current_locale
from events_app.core.money import Money


def format_money(value: Money, *, whole: bool = False) -> str:
    """ "$12,345.60"; dollars say so ("US$120.00"); `whole` drops ".00" for prices in big type."""
    sign = "−" if value.amount < 0 else ""
    symbol = "$" if value.currency == "MXN" else "US$"
    digits = f"{abs(value.decimal):,.2f}"
    if whole and digits.endswith(".00"):
        digits = digits[:-3]
    return f"{sign}{symbol}{digits}"


def format_centavos(amount: int, currency: str = "MXN") -> str:
    """The same for whole centavos."""
    return format_money(Money(amount, currency))


def format_number(value: int | Decimal) -> str:
    return str(format_decimal(value, locale="es_MX"))


def format_date_words(moment: datetime | date, zone: str | None = None, *, weekday: bool = True) -> str:
    """ "viernes 20 de noviembre de 2026" / "Friday, November 20, 2026"."""
    day = local(moment, zone).date() if isinstance(moment, datetime) else moment
    if current_locale() == "en":
        return str(babel_date(day, "EEEE, MMMM d, y" if weekday else "MMMM d, y", locale="en_US"))
    return str(babel_date(day, "EEEE d 'de' MMMM 'de' y" if weekday else "d 'de' MMMM 'de' y", locale="es_MX"))


def format_day(moment: datetime | date, zone: str | None = None) -> str:
    """ "20 nov 2026": for tables."""
    day = local(moment, zone).date() if isinstance(moment, datetime) else moment
    pattern = "MMM d, y" if current_locale() == "en" else "d MMM y"
    return str(babel_date(day, pattern, locale="en_US" if current_locale() == "en" else "es_MX")).replace(".", "")


def format_month(moment: datetime | date, zone: str | None = None) -> str:
    """ "noviembre de 2026": a heading of the calendar."""
    day = local(moment, zone).date() if isinstance(moment, datetime) else moment
    if current_locale() == "en":
        return str(babel_date(day, "MMMM y", locale="en_US"))
    return str(babel_date(day, "MMMM 'de' y", locale="es_MX"))


def format_month_short(moment: datetime | date, zone: str | None = None) -> str:
    """ "NOV": the head of a calendar leaf."""
    day = local(moment, zone).date() if isinstance(moment, datetime) else moment
    name = babel_date(day, "LLL", locale="en_US" if current_locale() == "en" else "es_MX")
    return str(name).replace(".", "").upper()[:3]


def format_time(moment: datetime, zone: str | None = None) -> str:
    """ "4:30 p.m.", which no line breaks in two."""
    wall = local(moment, zone)
    half = "a.m." if wall.hour < 12 else "p.m."
    return f"{wall.hour % 12 or 12}:{wall.minute:02d}\N{NO-BREAK SPACE}{half}"


def format_moment(moment: datetime, zone: str | None = None) -> str:
    """ "viernes 20 de noviembre de 2026, 4:30 p.m."."""
    return f"{format_date_words(moment, zone)}, {format_time(moment, zone)}"


def format_short_moment(moment: datetime, zone: str | None = None) -> str:
    """ "20 nov 2026, 4:30 p.m.": for lists and logs."""
    return f"{format_day(moment, zone)}, {format_time(moment, zone)}"


def capital(text: str) -> str:
    """The first letter in upper case and the rest untouched."""
    return text[:1].upper() + text[1:]


def format_phone(number: str | None) -> str:
    """A stored number as people say it: "631 766 0686" for Mexico, "+1 520 555 0142" for the others."""
    found = re.fullmatch(r"\+(52|1)(\d{3})(\d{3})(\d{4})", number or "")
    if found is None:
        return number or ""
    code, *parts = found.groups()
    return " ".join(parts if code == "52" else ["+1", *parts])


FILTERS = {
    "local": local,
    "money": format_money,
    "centavos": format_centavos,
    "number": format_number,
    "date_words": format_date_words,
    "day": format_day,
    "month": format_month,
    "month_short": format_month_short,
    "time": format_time,
    "moment": format_moment,
    "short_moment": format_short_moment,
    "capital": capital,
    "phone": format_phone,
}
