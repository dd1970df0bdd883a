"""What the office types about events: the event itself, its agenda, ticket types, prices, and its changes of state."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from events_app.core.clock import from_local
from events_app.core.fields import Checkbox, LocalDateTime, LongLine, LongText, Pesos
from events_app.core.fields import Line as PlainLine
from events_app.core.forms import Filled, Form, Mistake
from events_app.core.i18n import N_
from events_app.events.kinds import Audience, Currency, EventKind, SpokenLanguage, Visibility

ASKS = {
    "companions": N_("Acompañantes"),
    "diet": N_("Dieta o alergias"),
    "accessibility": N_("Accesibilidad"),
}
ZONES = (
    "America/Hermosillo",
    "America/Tijuana",
    "America/Ciudad_Juarez",
    "America/Mazatlan",
    "America/Mexico_City",
    "America/Phoenix",
)
MOST_SEATS = 100_000


def _web(text: str) -> str:
    if text and not text.lower().startswith(("https://", "http://")):
        raise Mistake(N_("Escribe un enlace que empiece con https://"))
    if any(letter.isspace() for letter in text):
        raise Mistake(N_("El enlace no lleva espacios."))
    return text


def _title(text: str) -> str:
    if not any(letter.isalpha() for letter in text):
        raise Mistake(N_("Escribe un título con letras."))
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Mistake(N_("Elige una de las opciones.")) from error
    return text


def _code(text: object) -> object:
    bare = str(text).replace(" ", "").upper()
    if bare and not (bare.isascii() and bare.isalnum() and len(bare) <= 6):
        raise Mistake(N_("De 1 a 6 letras o números, sin acentos."))
    return bare


def _bare_amount(typed: object) -> object:
    """The office may write the currency beside the amount: the event's own is the one that counts."""
    return re.sub(r"(?i)\b(us|usd|mx|mxn)\b", "", typed) if isinstance(typed, str) else typed


def _refund_steps(typed: object) -> list[list[int]]:
    """Days before the event and percent given back, as in "7 días 100, 2 días 50", the longest first."""
    found = [[int(days), int(percent)] for days, percent in re.findall(r"(\d{1,4})\D+(\d{1,4})", str(typed))]
    if str(typed).strip() and not found:
        raise Mistake(N_("Escribe los pasos como «7 días 100, 2 días 50»."))
    if any(days > 366 or percent > 100 for days, percent in found) or len(found) > 6:
        raise Mistake(N_("Hasta seis pasos, de 366 días y de 100 por ciento como máximo."))
    return sorted(found, reverse=True)


def _reminder_days(typed: object) -> object:
    """Days before the event as in "3, 1", the farthest first; nothing means that nobody is reminded."""
    if not isinstance(typed, str):
        return typed
    if not re.fullmatch(r"[\d\s,;y]*", typed):
        raise Mistake(N_("Escribe los días separados por comas, como «3, 1»."))
    found = sorted({int(each) for each in re.findall(r"\d{1,4}", typed)}, reverse=True)
    if len(found) > 4 or any(day > 60 for day in found):
        raise Mistake(N_("Hasta cuatro recordatorios, de 60 días como máximo."))
    return found


Title = Annotated[PlainLine, AfterValidator(_title)]
Web = Annotated[str, StringConstraints(max_length=500), AfterValidator(_web)]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
Code = Annotated[str, BeforeValidator(_code)]
Amount = Annotated[Pesos, BeforeValidator(_bare_amount)]
Seats = Annotated[int, Field(ge=1, le=MOST_SEATS)]


class EventForm(Form):
    kind: EventKind
    title_es: Title
    title_en: PlainLine = ""
    summary_es: LongLine = ""
    summary_en: LongLine = ""
    text_es: LongText = ""
    text_en: LongText = ""
    starts_at: LocalDateTime
    ends_at: LocalDateTime
    timezone: Zone = ZONES[0]
    venue_name: PlainLine = ""
    venue_address: LongLine = ""
    map_url: Web = ""
    online_url: Web = ""
    online_details: LongLine = ""
    spoken: SpokenLanguage = SpokenLanguage.SPANISH
    capacity: Seats | None = None
    most_per_company: Seats | None = None
    company_answer_days: Annotated[int, Field(ge=1, le=30)] = 3
    limit_lifts_at: LocalDateTime | None = None
    group_pay_days: Annotated[int, Field(ge=1, le=90)] = 10
    substitution_hours: Annotated[int, Field(ge=0, le=2000)] = 24
    refund_steps: Annotated[Any, BeforeValidator(_refund_steps)] = []
    reminder_days: Annotated[Any, BeforeValidator(_reminder_days)] = []
    currency: Currency | None = None
    visibility: Visibility = Visibility.PUBLIC
    sale_opens_at: LocalDateTime | None = None
    sale_closes_at: LocalDateTime | None = None
    committee_id: Annotated[int, Field(ge=1, le=2**31)] | None = None
    code: Code = ""
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0

    def moment(self, typed: datetime | None) -> datetime | None:
        return from_local(typed, self.timezone) if typed else None


class SessionForm(Form):
    title_es: Title
    title_en: PlainLine = ""
    speaker: PlainLine = ""
    starts_at: LocalDateTime
    ends_at: LocalDateTime
    room: Annotated[PlainLine, StringConstraints(max_length=80)] = ""
    capacity: Seats | None = None


class TicketTypeForm(Form):
    name_es: Annotated[Title, StringConstraints(max_length=80)]
    name_en: Annotated[PlainLine, StringConstraints(max_length=80)] = ""
    quota: Seats | None = None
    valid_from: LocalDateTime | None = None
    valid_until: LocalDateTime | None = None
    sessions: list[int] = []
    max_companions: Annotated[int, Field(ge=0, le=20)] = 0
    asks: list[str] = []
    tax_code: Annotated[str, StringConstraints(max_length=16)]
    on_sale: Checkbox = False
    position: Annotated[int, Field(ge=0, le=999)] = 0
    needs_approval: Checkbox = False
    pay_within_days: Annotated[int, Field(ge=1, le=90)] = 3
    group_from: Annotated[int, Field(ge=2, le=10_000)] | None = None
    group_percent: Annotated[int, Field(ge=0, le=100)] = 0


class PriceForm(Form):
    """`total` is what the person pays, IVA included, in the event's currency."""

    audience: Audience
    total: Amount
    starts_at: LocalDateTime | None = None
    ends_at: LocalDateTime | None = None


class PostponeForm(Form):
    starts_at: LocalDateTime | None = None
    ends_at: LocalDateTime | None = None
    reason: LongLine


class CancelForm(Form):
    cancel_reason: LongLine


class CopyForm(Form):
    copy_starts_at: LocalDateTime


class InvitedForm(Form):
    company_ids: list[int] = []


class YearPlanForm(Form):
    year: Annotated[int, Field(ge=2020, le=2100)]
    weekday: Annotated[int, Field(ge=0, le=6)] = 3
    week: Annotated[int, Field(ge=1, le=4)] = 3
    hour: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "16:00"
    venue_name: PlainLine = ""


def check_event(form: Filled[EventForm]) -> None:
    """What only two fields together can say."""
    if form.value is None:
        return
    value = form.checked
    check_order(form, value.starts_at, value.ends_at)
    opens, closes = value.sale_opens_at, value.sale_closes_at
    if opens and closes and closes <= opens:
        form.add("sale_closes_at", N_("El registro no puede cerrar antes de abrir."))
    if closes and closes > value.ends_at:
        form.add("sale_closes_at", N_("El registro no puede cerrar después de que termine el evento."))


def check_order(form: Filled[Any], starts: datetime, ends: datetime) -> None:
    if ends <= starts:
        form.add("ends_at", N_("Debe terminar después de empezar."))


def check_window(form: Filled[Any], name: str, start: datetime | None, end: datetime | None) -> None:
    """A window may be open at either side."""
    if start and end and end <= start:
        form.add(name, N_("Debe terminar después de empezar."))
