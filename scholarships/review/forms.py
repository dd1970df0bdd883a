"""Reads what readers, the chair and the office type about the reading."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field
from starlette.datastructures import FormData

from events_app.core.errors import Invalid
from events_app.core.fields import Checkbox, Day, Email, Line, LocalDateTime, LongLine, LongText, PersonName, Text
from events_app.core.forms import Filled, Form, clean
from events_app.core.i18n import N_, _
from events_app.core.search import search_key
from events_app.directory.engine.folding import company_key
from events_app.directory.models import Company
from events_app.directory.queries import live_companies
from scholarships.review.readers import NewRelative
from scholarships.review.scoring import Said

MOST_RELATIVES = 40
MOST_COMMENT = 4_000
CRITERION = "c_"
LEVELS = ("1", "2", "3", "4", "5")


class DeclarationForm(Form):
    company: Line = ""
    no_company: Checkbox = False
    relatives: Text = ""
    no_relatives: Checkbox = False


class ConflictForm(Form):
    reason: LongLine = ""


class InviteForm(Form):
    email: Email
    name: PersonName
    ends_on: Day
    max_load: int | None = Field(default=None, ge=0, le=2000)


class RoundForm(Form):
    closes_at: LocalDateTime | None = None


class ReasonForm(Form):
    reason: LongLine = ""


class FilesForm(Form):
    application: list[int] = Field(default=[])
    closes_at: LocalDateTime | None = None


class TermForm(Form):
    decision: str = Field(pattern="^(keep|return)$")
    until: Day | None = None


class SettingsForm(Form):
    deputy: int | None = None
    third_reading_range: Line = Field(default="", pattern=r"^([1-4](\.[0-9]{1,3})?|0\.[0-9]{1,3}|)$")
    awards_expected: int | None = Field(default=None, ge=1, le=2000)


class SampleForm(Form):
    level: Line
    grade: int | None = Field(default=None, ge=1, le=12)
    average: Line = ""
    failed: int | None = Field(default=None, ge=0, le=30)
    need: int | None = Field(default=None, ge=0, le=9)
    essay: LongText


def answers_in(data: FormData | Mapping[str, Any]) -> dict[str, Said]:
    """The levels in a submitted rubric, by criterion: "1" to "5", "na", or "" for an answer taken back."""
    found = {}
    for name, given in data.items():
        if not name.startswith(CRITERION):
            continue
        if given not in (*LEVELS, "na", ""):
            raise Invalid(fields={name: N_("Elige una de las opciones.")})
        found[name.removeprefix(CRITERION)] = Said(int(given) if given in LEVELS else None, given == "na")
    return found


def comment_in(data: FormData | Mapping[str, Any]) -> str | None:
    """The comment as typed, or None when the submit says nothing of it."""
    text = data.get("comment")
    return clean(text)[:MOST_COMMENT] if isinstance(text, str) else None


async def company_named(text: str) -> Company | None:
    """The only member company of this name: written whole, or in part when no other has it.

    Readers type their employer: a list to choose from would name the companies of the families that they read.
    """
    if not company_key(text):
        return None
    whole = await live_companies().filter(name_key=company_key(text)).limit(2)
    found = whole or await live_companies().filter(search_key__contains=search_key(text)).limit(2)
    return found[0] if len(found) == 1 else None


async def declared_company(form: Filled[DeclarationForm]) -> Company | None:
    """The employer, with a mistake beside the field when there is none, several, or a box and a name at once."""
    asked = form.checked
    if not asked.company:
        if not asked.no_company:
            form.add("company", N_("Escribe dónde trabajas, o marca que no trabajas en una empresa socia."))
        return None
    found = None if asked.no_company else await company_named(asked.company)
    if found is None:
        form.add("company", N_("No encontramos una sola empresa socia con ese nombre: escríbelo completo."))
    return found


async def declared_relatives(form: Filled[DeclarationForm]) -> list[NewRelative]:
    """One relative a line: full name, kinship and, if known, the company; mistakes go beside the field."""
    lines = [line for line in form.checked.relatives.splitlines() if line.strip(" ,")]
    if not lines and not form.checked.no_relatives:
        form.add("relatives", N_("Escribe los nombres de tus familiares, o marca que ninguno puede pedir una beca."))
    if lines and form.checked.no_relatives:
        form.add(
            "relatives", N_("Marcaste que no hay familiares, pero escribiste nombres. Quita una de las dos cosas.")
        )
    return [await _relative(form, line) for line in lines[:MOST_RELATIVES]]


async def _relative(form: Filled[DeclarationForm], line: str) -> NewRelative:
    name, kinship, company, *_rest = [*(part.strip() for part in line.split(",")), "", "", ""]
    if len(name.split()) < 2:
        form.add("relatives", N_("Escribe nombre y apellidos de cada familiar: «%(who)s» no alcanza."), who=name)
    found = await company_named(company) if company else None
    return NewRelative(name[:240], kinship[:60], found.id if found else None)


def check_until(form: Filled[TermForm], today: date) -> None:
    """A term that goes on needs a day to come."""
    asked = form.checked
    if asked.decision == "keep" and (asked.until is None or asked.until <= today):
        form.add("until", _("Escribe una fecha futura."))
