"""What the company says: its one answer about an employee, and the list of those whom it proposes."""

from dataclasses import dataclass
from datetime import date, datetime

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.core.errors import Invalid
from events_app.core.fields import phone_number
from events_app.core.forms import Mistake
from events_app.core.i18n import N_, _
from events_app.core.search import search_key
from events_app.core.sheets import Table
from events_app.directory.engine import columns
from events_app.directory.engine.folding import number_key
from events_app.directory.models import Company
from scholarships.applications.models import Application
from scholarships.applications.papers import EmploymentAnswer
from scholarships.calls.models import Call

COLUMNS = {
    "child": (
        "hijo", "hija", "hijo o hija", "estudiante", "nombre del estudiante", "nombre del hijo",
        "nombre del hijo o hija", "alumno", "alumna", "candidato", "candidata", "child", "student", "student name",
    ),
    **{name: words for name, words in columns.PEOPLE.items() if name != "company"},
}  # fmt: skip
ADD = """
INSERT INTO scholarship_nominations (created_at, call_id, company_id, employee_number, number_key, employee_name,
    surname_key, child_name, child_name_key, email, phone, nominated_by, nominated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $1)
ON CONFLICT (call_id, company_id, number_key, child_name_key) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Row:
    """A row of the file under its own number; `wrong` says in words what keeps it out."""

    line: int
    number: str
    name: str
    child: str
    email: str
    phone: str
    wrong: str


@dataclass(frozen=True)
class Plan:
    rows: tuple[Row, ...]

    @property
    def good(self) -> tuple[Row, ...]:
        return tuple(each for each in self.rows if not each.wrong)


class NominationColumns(Invalid):
    message = N_("No encontramos las columnas del número de empleado y del nombre. Ponles esos títulos.")


@transaction
async def answer(
    application: Application, *, works_here: bool, hired_on: date | None, actor: str, now: datetime
) -> None:
    """Kept once; the database refuses a second answer."""
    await EmploymentAnswer.create(
        application_id=application.id, company_id=application.company_id, works_here=works_here, hired_on=hired_on,
        answered_by=actor, answered_at=now,
    )  # fmt: skip
    await audit.note(
        "application.employment", actor=actor, subject=f"application:{application.id}", now=now,
        detail={"works_here": works_here},
    )  # fmt: skip


def plan(table: Table) -> Plan:
    """What each row says. Raises NominationColumns when number or name cannot be told apart."""
    places = columns.guess(table.headers, COLUMNS)
    if "employee_number" not in places or not places.keys() & {"full_name", "given_name"}:
        raise NominationColumns()
    found: list[Row] = []
    seen: set[tuple[str, str]] = set()
    for line, cells in zip(table.numbers, table.rows, strict=True):
        found.append(_row(line, _said(cells, places), seen))
    return Plan(tuple(found))


@transaction
async def keep(call: Call, company: Company, plan: Plan, *, actor: str, now: datetime) -> int:
    """Adds those that are new; returns how many. The same file twice adds nobody."""
    added = 0
    for each in plan.good:
        kept = await row(
            ADD, now, call.id, company.id, each.number, number_key(each.number), each.name, search_key(each.name),
            each.child, search_key(each.child), each.email, each.phone, actor,
        )  # fmt: skip
        added += kept is not None
    await audit.note("call.nominated", actor=actor, subject=f"call:{call.id}", now=now, detail={"added": added})
    return added


def _said(cells: list[str], places: dict[str, int]) -> dict[str, str]:
    said = {name: " ".join(cells[place].split()) for name, place in places.items()}
    parts = (said.get(name, "") for name in ("given_name", "paternal_surname", "maternal_surname"))
    return said | {"name": said.get("full_name") or " ".join(part for part in parts if part)}


def _row(line: int, said: dict[str, str], seen: set[tuple[str, str]]) -> Row:
    number, phone = said["employee_number"].removesuffix(".0").upper(), said.get("phone", "")
    wrong = ""
    try:
        phone = phone_number(phone) if phone else ""
    except Mistake:
        phone = ""
    if not number or len(number) > 20 or not number_key(number):
        wrong = _("Falta el número de empleado.")
    elif len(said["name"].split()) < 2:
        wrong = _("Escribe nombre y apellido del trabajador.")
    key = (number_key(number) if number else "", search_key(said.get("child", "")))
    if not wrong and key in seen:
        wrong = _("Está repetido en el archivo.")
    seen.add(key)
    email = said.get("email", "").lower()
    return Row(line, number, said["name"][:240], said.get("child", "")[:240], email[:254], phone, wrong)
