"""Kinds of field that many forms share: names, e-mail, phone, money, days and hours as people type them."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from events_app.core.forms import Mistake, clean
from events_app.core.i18n import N_
from events_app.core.money import Money

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})\.[A-Za-z]{2,24}")
_LETTER = re.compile(r"[^\W\d_]")
_AMOUNT = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?|[0-9]*\.?[0-9]+|[0-9]+\.")
MOST_PESOS = 100_000_000


def _line(text: Any) -> Any:
    return " ".join(clean(text).split()) if isinstance(text, str) else text


def _name(text: str) -> str:
    if not _LETTER.search(text):
        raise Mistake(N_("Escribe el nombre con letras."))
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text) or ".." in text:
        raise Mistake(N_("Escribe un correo como nombre@empresa.com."))
    return text.lower()


def phone_number(text: str) -> str:
    """Ten digits of Mexico, or +52 / +1 in front, as E.164; the old "+52 1" loses its 1. Raises Mistake."""
    digits = re.sub(r"\D", "", text)
    if re.search(r"[^\d\s()+.\-]", text):
        raise Mistake(N_("Escribe el teléfono solo con números: 10 dígitos."))
    if digits.startswith("521") and len(digits) == 13:
        digits = "52" + digits[3:]
    if len(digits) == 10:
        digits = "52" + digits
    if len(digits) == 12 and digits.startswith("52") or len(digits) == 11 and digits.startswith("1"):
        return f"+{digits}"
    raise Mistake(N_("Escribe los 10 dígitos del teléfono."))


def _employee_number(text: str) -> str:
    bare = text.replace(" ", "")
    if not re.fullmatch(r"[0-9A-Za-z-]{1,20}", bare):
        raise Mistake(N_("Escribe tu número de empleado como viene en tu gafete."))
    return bare.upper()


def pesos(value: Any) -> Any:
    """An amount as people write it, "$1,296.00", as Money; "12,50" would be either, and is neither. Raises Mistake."""
    if isinstance(value, Money):
        return value
    text = re.sub(r"[$\s]", "", str(value))
    try:
        money = Money.of(text.replace(",", "") if _AMOUNT.fullmatch(text) else "")
    except ValueError as error:
        raise Mistake(N_("Escribe una cantidad como 1,296.00.")) from error
    if not 0 <= money.amount <= MOST_PESOS * 100:
        raise Mistake(N_("Escribe una cantidad como 1,296.00."))
    return money


def _wall(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Mistake(N_("Escribe fecha y hora.")) from error
    if moment.tzinfo is not None or not 2000 <= moment.year <= 2200:
        raise Mistake(N_("Escribe fecha y hora."))
    return moment


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(str(value))
    except ValueError as error:
        raise Mistake(N_("Escribe una fecha como 2026-11-20.")) from error
    if not 1900 <= day.year <= 2200:
        raise Mistake(N_("Escribe una fecha como 2026-11-20."))
    return day


def _yes(value: Any) -> Any:
    return value in (True, "on", "1", "true", "sí", "si", "yes")


Line = Annotated[str, BeforeValidator(_line), StringConstraints(max_length=120)]
LongLine = Annotated[str, BeforeValidator(_line), StringConstraints(max_length=300)]
Text = Annotated[str, StringConstraints(max_length=5_000)]
LongText = Annotated[str, StringConstraints(max_length=20_000)]
PersonName = Annotated[str, BeforeValidator(_line), StringConstraints(max_length=80), AfterValidator(_name)]
Email = Annotated[str, BeforeValidator(_line), StringConstraints(max_length=254), AfterValidator(_email)]
Phone = Annotated[str, BeforeValidator(_line), StringConstraints(max_length=40), AfterValidator(phone_number)]
EmployeeNumber = Annotated[
    str, BeforeValidator(_line), StringConstraints(max_length=30), AfterValidator(_employee_number)
]
Pesos = Annotated[Money, BeforeValidator(pesos)]
LocalDateTime = Annotated[datetime, BeforeValidator(_wall)]
Day = Annotated[date, BeforeValidator(_day)]
Checkbox = Annotated[bool, BeforeValidator(_yes)]
