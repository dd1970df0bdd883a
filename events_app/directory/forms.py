"""What the office types about companies, people, employments, standings and committees."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from events_app.core.fields import Day, Email, EmployeeNumber, Line, LongLine, PersonName, Phone
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.directory.domains import domain_list
from events_app.directory.engine.folding import folded, number_key
from events_app.directory.kinds import CompanyClass, Location, MemberPosition, Standing, VerifiedBy
from events_app.directory.rfc import rfc


def _lettered(text: str) -> str:
    if not folded(text):
        raise Mistake(N_("Escribe el nombre con letras."))
    return text


def _domains(text: str) -> str:
    return ", ".join(domain_list(text))


def _country(text: str) -> str:
    named = {"mexico": "MX", "eua": "US", "estados unidos": "US", "usa": "US", "united states": "US", "ee uu": "US"}
    code = named.get(folded(text), text.upper())
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise Mistake(N_("Escribe el país con dos letras, como MX o US."))
    return code


# What a spreadsheet makes of a number in a column of dates.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")


def _number(text: str) -> str:
    if not number_key(text):
        raise Mistake(N_("Escribe el número de empleado como viene en el gafete."))
    if _DAY.fullmatch(text):
        raise Mistake(N_("Tu hoja lo guardó como fecha: escríbelo como viene en el gafete."))
    return text


CompanyName = Annotated[LongLine, StringConstraints(max_length=200), AfterValidator(_lettered)]
Rfc = Annotated[Line, AfterValidator(rfc)]
Domains = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_domains)]
Country = Annotated[Line, AfterValidator(_country)]
Number = Annotated[EmployeeNumber, AfterValidator(_number)]
Short = Annotated[Line, StringConstraints(max_length=80)]


class CompanyForm(Form):
    legal_name: CompanyName
    trade_name: Line = ""
    rfc: Rfc | None = None
    company_class: CompanyClass = CompanyClass.REGULAR
    location: Location = Location.HOME
    city: Short = ""
    country: Country = "MX"
    shelter: Line = ""
    sector: Short = ""
    domains: Domains = ""
    employee_digits: Annotated[int, Field(ge=1, le=12)] | None = None
    member_since: Day | None = None
    revision: int = 0


class StandingForm(Form):
    standing: Standing
    since: Day
    until: Day | None = None
    reason: Annotated[LongLine, AfterValidator(_lettered)]

    def ends_before_it_starts(self) -> bool:
        return self.until is not None and self.until < self.since


class PersonForm(Form):
    given_name: PersonName
    paternal_surname: PersonName
    maternal_surname: PersonName | None = None
    phone: Phone | None = None
    email: Email | None = None
    locale: Annotated[str, StringConstraints(pattern="^(es-MX|en)$")] = "es-MX"
    revision: int = 0


class EmploymentForm(Form):
    company_id: Annotated[int, Field(ge=1, le=2**62)]
    employee_number: Number
    starts_on: Day | None = None
    verified_by: VerifiedBy = VerifiedBy.DIRECTORY


class FirstEmploymentForm(Form):
    """On the page of a new person: both or neither."""

    company_id: Annotated[int, Field(ge=1, le=2**62)] | None = None
    employee_number: Number | None = None


class EndForm(Form):
    ends_on: Day


class CommitteeForm(Form):
    name_es: Annotated[Line, AfterValidator(_lettered)]
    name_en: Line = ""
    purpose_es: LongLine = ""
    purpose_en: LongLine = ""


class SeatForm(Form):
    person_id: Annotated[int, Field(ge=1, le=2**62)]
    year: Annotated[int, Field(ge=1950, le=2200)]
    position: MemberPosition = MemberPosition.MEMBER
