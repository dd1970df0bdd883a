"""What the committee types about venues, fields, their hours and the referees."""

from typing import Annotated

from pydantic import StringConstraints, field_validator, model_validator

from events_app.core.fields import Day, Email, Line, LongLine, PersonName, Phone
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.tournaments.forms import RecordId
from events_app.tournaments.kinds import Sport

MOST_DAYS = 120


class VenueForm(Form):
    name: Annotated[Line, StringConstraints(min_length=2)]
    address: LongLine = ""
    map_url: Annotated[str, StringConstraints(max_length=500)] = ""

    @field_validator("map_url")
    @classmethod
    def _link(cls, text: str) -> str:
        if text and not text.startswith(("https://", "http://")):
            raise Mistake(N_("Pega el enlace completo, con https:// al principio."))
        return text


class FieldForm(Form):
    """A court or diamond; without sports it serves for all."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=60)]
    sports: list[Sport] = []


class WindowForm(Form):
    """When fields may be used: between two hours of the day, on each chosen weekday from one day to another."""

    fields: list[int]
    first_day: Day
    last_day: Day | None = None
    weekdays: list[int] = []
    starts: str
    ends: str

    @field_validator("starts", "ends")
    @classmethod
    def _hour(cls, text: str) -> str:
        hour, _, minute = text.partition(":")
        if not (hour.isdecimal() and minute[:2].isdecimal() and int(hour) < 24 and int(minute[:2]) < 60):
            raise Mistake(N_("Escribe la hora como 16:30."))
        return f"{int(hour):02}:{int(minute[:2]):02}"

    @model_validator(mode="after")
    def _in_order(self) -> "WindowForm":
        last = self.last_day or self.first_day
        if self.ends <= self.starts:
            raise Mistake(N_("El horario termina después de empezar."))
        if not 0 <= (last - self.first_day).days <= MOST_DAYS:
            raise Mistake(N_("El último día va después del primero, con cuatro meses como máximo."))
        return self


class RefereeForm(Form):
    """`available` is written one line per stay: "2027-01-16 08:00 14:00"; empty is always."""

    name: PersonName
    phone: Phone | None = None
    email: Email | None = None
    company_id: RecordId | None = None
    available: Annotated[str, StringConstraints(max_length=3_000)] = ""
