"""What people type to register a team, to fill its roster and to answer for their company's people."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from events_app.core.fields import Checkbox, Day, Email, EmployeeNumber, Line, LongLine, PersonName, Phone
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.core.search import search_key

MOST_ID = 9_000_000_000_000_000_000


def _colour(text: Any) -> Any:
    found = str(text).strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", found):
        raise Mistake(N_("Elige un color de la lista."))
    return found


def _with_letters(text: str) -> str:
    if text and not any(letter.isalnum() for letter in search_key(text)):
        raise Mistake(N_("Escribe un nombre con letras o números."))
    return text


Colour = Annotated[str, BeforeValidator(_colour)]
TeamName = Annotated[Line, StringConstraints(max_length=80), AfterValidator(_with_letters)]
ShortName = Annotated[Line, StringConstraints(max_length=16), AfterValidator(_with_letters)]
Shirt = Annotated[int, Field(ge=0, le=999)]
Sex = Literal["woman", "man", ""]


class TeamForm(Form):
    """`company` is a slug; number and surname are the captain's, for who has no account."""

    company: Line = ""
    employee_number: Line = ""
    surname: Line = ""
    captain_name: Line = ""
    captain_phone: Phone | None = None
    captain_email: Email | None = None
    name: TeamName
    short_name: ShortName = ""
    colour: Colour = "#006b68"
    second_colour: Colour = "#ffffff"


class LookForm(Form):
    """What a captain may change of the team until the roster is locked."""

    short_name: ShortName
    colour: Colour
    second_colour: Colour
    captain_phone: Phone | None = None
    captain_email: Email | None = None


class PlayerForm(Form):
    number: Shirt | None = None
    gender: Sex = ""
    birth_date: Day | None = None
    official: Checkbox = False
    is_captain: Checkbox = False
    shown: Checkbox = False
    reason: LongLine = ""


class EmployeeForm(PlayerForm):
    """Somebody of the team's company, or of `company` when it is a reinforcement from another."""

    employee_number: EmployeeNumber
    surname: PersonName
    company: Line = ""


class PersonForm(PlayerForm):
    """Somebody whom the directory does not know: a reinforcement, or an employee for whom the company will answer."""

    kind: Literal["reinforcement", "employee"]
    given_name: PersonName
    paternal_surname: PersonName
    maternal_surname: Line = Field(default="", max_length=80)


class ChosenForm(PlayerForm):
    """Somebody found in the list of the company's people."""

    person_id: Annotated[int, Field(ge=1, le=MOST_ID)]


class ReasonForm(Form):
    reason: LongLine = ""


class PasteForm(Form):
    pasted: Annotated[str, StringConstraints(max_length=20_000)] = ""


class WithdrawForm(Form):
    policy: Literal["auto", "annul", "walkover"] = "auto"
    reason: Annotated[LongLine, StringConstraints(min_length=3)]


class CaptainForm(Form):
    captain_name: PersonName
    captain_phone: Phone | None = None
    captain_email: Email | None = None


class AnswerForm(Form):
    players: list[int] = []
    answer: Literal["confirm", "reject"]
