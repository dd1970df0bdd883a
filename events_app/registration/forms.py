"""What people type to register, to find their ticket and to change what is theirs."""

from pydantic import Field

from events_app.core.fields import Checkbox, Email, EmployeeNumber, Line, LongLine, PersonName, Phone
from events_app.core.forms import Form
from events_app.core.i18n import N_

TOO_MANY = N_("Puedes traer hasta %(most)s acompañantes.")
NOBODY_ELSE = N_("Este lugar es para una sola persona: no admite acompañantes.")


def too_many(most: int) -> str:
    """What to say when there are more companions than these."""
    return TOO_MANY if most > 0 else NOBODY_ELSE


class IdentifyForm(Form):
    """Two fields for whom the directory knows; the company comes from the poster or from the list."""

    company: Line
    employee_number: EmployeeNumber
    surname: PersonName


class PersonForm(Form):
    """For whom the directory does not know."""

    given_name: PersonName
    paternal_surname: PersonName
    maternal_surname: Line = Field(default="", max_length=80)
    phone: Phone | None = None
    email: Email | None = None
    company: Line = ""


class CodeForm(Form):
    who: str = Field(max_length=4_000)
    proof: str = Field(max_length=100)
    code: Line = ""


class ConfirmForm(Form):
    """`shown` is every ticket type with the price that the page said; `offer` is that of the waiting list."""

    who: str = Field(max_length=4_000)
    shown: str = Field(default="", max_length=2_000)
    offer: Line = ""
    payer: Line = ""
    code: Line = Field(default="", max_length=40)
    ticket_type: int = Field(ge=1, le=9_000_000_000_000_000_000)
    companions: int = Field(default=0, ge=0, le=20)
    diet: LongLine = Field(default="", max_length=200)
    accessibility: LongLine = Field(default="", max_length=200)


class WaitForm(Form):
    """A place on the waiting list; where to write is asked, because the address on file is never shown."""

    who: str = Field(max_length=4_000)
    ticket_type: int = Field(ge=1, le=9_000_000_000_000_000_000)
    companions: int = Field(default=0, ge=0, le=20)
    email: Email | None = None
    phone: Phone | None = None


class FindTicketForm(Form):
    company: Line
    employee_number: EmployeeNumber
    surname: PersonName


class ExtrasForm(Form):
    companions: int = Field(default=0, ge=0, le=20)
    diet: LongLine = Field(default="", max_length=200)
    accessibility: LongLine = Field(default="", max_length=200)


class NameForm(Form):
    given_name: PersonName
    paternal_surname: PersonName
    maternal_surname: Line = Field(default="", max_length=80)


class CancelForm(Form):
    reason: LongLine = ""


class OfficePersonForm(PersonForm):
    """By hand in the office: an employee's number finds the person, else the names make one."""

    given_name: Line = Field(default="", max_length=80)
    paternal_surname: Line = Field(default="", max_length=80)
    employee_number: Line = ""
    surname: Line = ""
    ticket_type: int = Field(ge=1, le=9_000_000_000_000_000_000)
    companions: int = Field(default=0, ge=0, le=20)
    vouched: Checkbox = False


class DecisionForm(Form):
    decision: Line
