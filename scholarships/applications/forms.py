"""What a family types, step by step: whatever is right is kept, whatever is not is told beside its field."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from events_app.core.fields import Email, EmployeeNumber, Line, LongLine, PersonName, Phone, Text, pesos
from events_app.core.forms import Filled, Form, Mistake, clean, parse
from events_app.core.i18n import N_
from scholarships.applications import curp
from scholarships.applications.states import Relationship
from scholarships.calls.rules import NeedQuestion, Rules

F = TypeVar("F", bound=Form)
MOST_PEOPLE = 40
MOST_LETTERS = 8_000


def _average(value: Any) -> Any:
    """Kept exactly as typed: 8.4999 stays below 8.5."""
    text = str(value).strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,6})?", text) or Decimal(text) > 10:
        raise Mistake(N_("Escribe el promedio de 0 a 10, como viene en la boleta: 9.4."))
    return text


Average = Annotated[str, BeforeValidator(_average)]
Curp = Annotated[Line, AfterValidator(lambda text: curp.read(text).text)]


class StartForm(Form):
    company: Annotated[str, StringConstraints(max_length=80)]
    employee_number: EmployeeNumber
    surname: PersonName


class StudentForm(Form):
    """Birth and sex are read from the CURP."""

    child_given_name: PersonName | None = None
    child_paternal_surname: PersonName | None = None
    child_maternal_surname: PersonName | None = None
    curp: Curp | None = None
    guardian_relationship: Relationship | None = None
    guardian_phone: Phone | None = None
    guardian_email: Email | None = None


class SchoolForm(Form):
    level: Line | None = None
    grade: int | None = Field(default=None, ge=1, le=12)
    school: Annotated[Line, Field(min_length=3)] | None = None
    average: Average | None = None
    failed: int | None = Field(default=None, ge=0, le=30)
    previous_awards: int | None = Field(default=None, ge=0, le=20)


class WithdrawForm(Form):
    reason: LongLine = ""
    sure: Annotated[str, Field(min_length=1)]


class AnswerForm(Form):
    """The company's one answer."""

    works_here: Annotated[str, StringConstraints(pattern="^(yes|no)$")]
    hired_on: Line = ""


class CorrectionForm(Form):
    asked: list[str] = []
    message: Annotated[Text, Field(min_length=10, max_length=1_000)]
    days: int = Field(default=5, ge=1, le=30)


class VerdictForm(Form):
    verdict: Annotated[str, StringConstraints(pattern="^(accepted|rejected)$")]
    reason: LongLine = ""


class FactsForm(Form):
    """What the office read in the documents."""

    level: Line
    grade: int = Field(ge=1, le=12)
    average: Average
    failed: int = Field(ge=0, le=30)


def lenient(form: type[F], data: Mapping[str, Any]) -> Filled[F]:
    """All fields that are right, with the mistakes of the others: `value` is there even when `errors` are."""
    filled = parse(form, data)
    if filled.value is None:
        right = {name: value for name, value in filled.typed.items() if name not in filled.errors}
        filled.value = parse(form, right).value
    return filled


def need_answers(rules: Rules, data: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Mistake]]:
    """The answers that are right, and the mistakes, by question; an emptied answer is ""."""
    answers: dict[str, str] = {}
    wrong: dict[str, Mistake] = {}
    for question in rules.need:
        if question.key not in data:
            continue
        typed = clean(str(data[question.key]))
        try:
            answers[question.key] = _KINDS[question.kind](question, typed) if typed else ""
        except Mistake as mistake:
            wrong[question.key] = mistake
    return answers, wrong


def essays(rules: Rules, data: Mapping[str, Any]) -> dict[str, str]:
    return {each.key: clean(str(data[each.key]))[:MOST_LETTERS] for each in rules.essays if each.key in data}


def _money(_question: NeedQuestion, typed: str) -> str:
    return str(pesos(typed))


def _count(_question: NeedQuestion, typed: str) -> str:
    if not re.fullmatch(r"[0-9]{1,2}", typed) or int(typed) > MOST_PEOPLE:
        raise Mistake(N_("Escribe un número, como 4."))
    return str(int(typed))


def _option(question: NeedQuestion, typed: str) -> str:
    if typed not in {each.key for each in question.options}:
        raise Mistake(N_("Elige una de las opciones."))
    return typed


_KINDS: Mapping[str, Callable[[NeedQuestion, str], str]] = {"money": _money, "count": _count, "choice": _option}
