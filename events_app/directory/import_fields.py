"""The columns that an import understands: their names, which a row cannot miss, and an example for the template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from events_app.core.fields import Day, Email, Line, PersonName, Phone
from events_app.core.forms import Form, explain
from events_app.core.i18n import N_, _
from events_app.directory.engine import columns
from events_app.directory.engine.folding import folded
from events_app.directory.engine.names import split_name
from events_app.directory.engine.verdicts import Mistake
from events_app.directory.forms import CompanyForm, Number
from events_app.directory.kinds import UploadKind

CLASSES = {"regular": "regular", "socia": "regular", "maquiladora": "regular", "asociada": "associate",
           "asociado": "associate", "associate": "associate", "proveedor": "associate"}  # fmt: skip
PLACES = {"sede": "home", "home": "home", "local": "home", "en la ciudad sede": "home", "nogales": "home",
          "fuera": "outside", "outside": "outside", "foranea": "outside", "en otra ciudad del pais": "outside",
          "extranjero": "abroad", "abroad": "abroad", "en el extranjero": "abroad", "arizona": "abroad"}  # fmt: skip


class PersonRow(Form):
    company: Line = ""
    employee_number: Number
    given_name: PersonName
    paternal_surname: PersonName
    maternal_surname: PersonName | None = None
    phone: Phone | None = None
    email: Email | None = None


class CompanyRow(CompanyForm):
    country: Line = ""
    city: Line = ""
    member_since: Day | None = None


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    example: str
    required: bool = False


FIELDS: Mapping[UploadKind, tuple[Field, ...]] = {
    UploadKind.PEOPLE: (
        Field("company", N_("Empresa"), "Arneses del Bravo"),
        Field("employee_number", N_("Número de empleado"), "00417", required=True),
        Field("paternal_surname", N_("Apellido paterno"), "Peñúñuri", required=True),
        Field("maternal_surname", N_("Apellido materno"), "Sáenz"),
        Field("given_name", N_("Nombres"), "Iñaki", required=True),
        Field("phone", N_("Teléfono"), "631 555 0142"),
        Field("email", N_("Correo"), "inaki@arneses.example"),
    ),
    UploadKind.COMPANIES: (
        Field("legal_name", N_("Razón social"), "ARNESES DEL BRAVO S. DE R.L. DE C.V.", required=True),
        Field("trade_name", N_("Nombre comercial"), "Arneses del Bravo"),
        Field("rfc", N_("RFC"), ""),
        Field("company_class", N_("Clase"), "Regular"),
        Field("location", N_("Ubicación"), "En la ciudad sede"),
        Field("city", N_("Ciudad"), "Nogales"),
        Field("country", N_("País"), "MX"),
        Field("shelter", N_("Empresa shelter"), ""),
        Field("sector", N_("Giro"), "Automotriz"),
        Field("domains", N_("Dominios de correo"), "arneses.example"),
        Field("employee_digits", N_("Dígitos del número"), "5"),
        Field("member_since", N_("Socia desde"), "2019-03-01"),
    ),
}
# A column that an import understands and that no template has: it becomes the three of the name.
WHOLE_NAME = Field("full_name", N_("Nombre completo"), "")
NAME_PARTS = ("paternal_surname", "maternal_surname", "given_name")
CHOOSABLE: Mapping[UploadKind, tuple[Field, ...]] = {
    UploadKind.PEOPLE: (*FIELDS[UploadKind.PEOPLE], WHOLE_NAME),
    UploadKind.COMPANIES: FIELDS[UploadKind.COMPANIES],
}
DOUBTFUL = N_("¿Está bien separado «%(name)s»? Confírmalo o corrígelo.")
FORMS: Mapping[UploadKind, type[Form]] = {UploadKind.PEOPLE: PersonRow, UploadKind.COMPANIES: CompanyRow}
GUESSES = {UploadKind.PEOPLE: columns.PEOPLE, UploadKind.COMPANIES: columns.COMPANIES}


@dataclass(frozen=True)
class Row:
    """A row of the file and what the office wrote over its cells, by field."""

    number: int
    cells: list[str]
    mended: dict[str, str]


def read_row(
    kind: UploadKind, row: Row, chosen: Mapping[str, int], *, surnames_first: bool = False
) -> tuple[dict[str, str], tuple[Mistake, ...]]:
    """The row's values as they would be stored; with mistakes, what was typed."""
    typed = {name: row.cells[index] for name, index in chosen.items() if index < len(row.cells)}
    whole = typed.pop("full_name", "")
    split = split_name(whole, surnames_first=surnames_first)
    if whole.strip():
        typed |= {name: getattr(split, name) for name in NAME_PARTS}
    typed |= row.mended
    values, mistakes = _checked(kind, typed)
    doubtful = whole.strip() and not split.sure and not row.mended.keys() & set(NAME_PARTS)
    if doubtful and not any(field in NAME_PARTS for field, _text in mistakes):
        mistakes += (("full_name", _(DOUBTFUL, name=whole)),)
    return values, mistakes


def _checked(kind: UploadKind, typed: dict[str, str]) -> tuple[dict[str, str], tuple[Mistake, ...]]:
    present = {name: _understood(name, value) for name, value in typed.items() if value.strip()}
    try:
        form = FORMS[kind].model_validate(present)
    except ValidationError as error:
        found: dict[str, str] = {}
        for each in error.errors():
            found.setdefault(str(each["loc"][0]) if each["loc"] else "", explain(each))
        return typed, tuple(found.items())
    return {name: _stored(getattr(form, name)) for name in present}, ()


def _understood(name: str, value: str) -> Any:
    words = {"company_class": CLASSES, "location": PLACES}.get(name)
    if words is not None:
        return words.get(folded(value), value)
    return _iso_day(value) if name == "member_since" else value


def _iso_day(text: str) -> str:
    """A day as spreadsheets write it (31/12/2019 or 2019-12-31 00:00:00), as 2019-12-31."""
    for form in ("%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return text


def _stored(value: Any) -> str:
    return "" if value is None else str(value)
