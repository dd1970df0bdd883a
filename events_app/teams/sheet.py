"""A roster from a spreadsheet or pasted cells: every row with its verdict; good ones never wait for others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from events_app.core.access import Actor
from events_app.core.errors import ConvocaError
from events_app.core.i18n import N_, _
from events_app.core.sheets import Table
from events_app.directory.engine import columns
from events_app.directory.engine.folding import folded, number_key
from events_app.directory.engine.names import split_name
from events_app.teams import people, queries, roster
from events_app.teams.call import first_day, roster_rules
from events_app.teams.errors import RosterRefused
from events_app.teams.roster import Candidate
from events_app.tournaments.engine.roster import Gender, Member, refusals
from events_app.tournaments.entries import Team

MOST_LINES = 60
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "employee_number": columns.PEOPLE["employee_number"],
    "given_name": columns.PEOPLE["given_name"],
    "surname": columns.PEOPLE["paternal_surname"],
    "maternal_surname": columns.PEOPLE["maternal_surname"],
    "full_name": columns.PEOPLE["full_name"],
    "number": ("playera", "camiseta", "dorsal", "jersey", "numero de playera", "numero de camiseta", "no playera",
               "no camiseta", "jersey number", "shirt number", "shirt"),
    "gender": ("sexo", "genero", "rama", "gender", "sex"),
    "birth_date": ("fecha de nacimiento", "nacimiento", "fecha nacimiento", "birth date", "birthday", "date of birth"),
    "official": ("cargo", "puesto", "papel", "rol", "funcion", "role"),
}  # fmt: skip
FIELDS = ("employee_number", "surname", "number", "gender", "birth_date", "official")
GENDERS: Mapping[str, Gender] = {
    "f": "woman", "femenino": "woman", "femenil": "woman", "mujer": "woman", "woman": "woman", "female": "woman",
    "m": "man", "h": "man", "masculino": "man", "varonil": "man", "hombre": "man", "man": "man", "male": "man",
}  # fmt: skip
OFFICIALS = ("entrenador", "entrenadora", "director tecnico", "dt", "auxiliar", "coach", "delegado", "delegada", "si")

NO_COLUMNS = N_("La primera fila debe nombrar las columnas: al menos «Número de empleado» y «Apellido».")
TOO_MANY_LINES = N_("Trae más de %(most)s filas. Divide la lista en partes.")
NOT_FOUND = N_("No lo encontramos en la empresa con ese número y ese apellido")
BAD_NUMBER = N_("El número de playera va de 0 a 999")
BAD_BIRTH = N_("Escribe la fecha de nacimiento como 31/12/1990")
BAD_GENDER = N_("Escribe F o M")
MISSING = N_("Falta el número de empleado o el apellido")
TWICE = N_("Está dos veces en la lista")


@dataclass(frozen=True)
class Typed:
    """A row as it was typed; `line` is its number in the person's own spreadsheet."""

    line: int
    employee_number: str = ""
    surname: str = ""
    number: str = ""
    gender: str = ""
    birth_date: str = ""
    official: str = ""


@dataclass(frozen=True)
class Judged:
    """`candidate` is there when the row may be added; else `words` say why not. `known` is already on this team."""

    typed: Typed
    name: str = ""
    words: str = ""
    candidate: Candidate | None = None
    known: bool = False


def is_heading(row: Sequence[str]) -> bool:
    """True for the row that names the columns, below the title that many rosters carry."""
    return columns.names_columns(row, COLUMNS)


def read(table: Table) -> list[Typed] | str:
    """The rows of the table, or a Spanish sentence that says what is wrong with it."""
    found = columns.guess(table.headers, COLUMNS)
    if "full_name" in found and "surname" in found:
        del found["full_name"]
    if "employee_number" not in found or not {"surname", "full_name"} & set(found):
        return _(NO_COLUMNS)
    if len(table.rows) > MOST_LINES:
        return _(TOO_MANY_LINES, most=MOST_LINES)
    first = "full_name" in found and columns.surnames_first(table.headers[found["full_name"]])
    return [_typed(cells, line, found, first) for cells, line in zip(table.rows, table.numbers, strict=True)]


def _typed(cells: Sequence[str], line: int, found: Mapping[str, int], surnames_first: bool) -> Typed:
    values = {name: cells[index].strip()[:80] for name, index in found.items()}
    surname = values.get("surname", "")
    if "full_name" in values:
        split = split_name(values["full_name"], surnames_first=surnames_first)
        surname = split.paternal_surname
    kept = {name: values.get(name, "") for name in FIELDS if name != "surname"}
    return Typed(line=line, surname=surname, **kept)


async def judge(team: Team, rows: Sequence[Typed], *, actor: Actor, now: datetime) -> list[Judged]:
    """What would happen with each row, those before it in the list included."""
    division = team.division
    present = [queries.member(each) for each in await queries.roster(team.id)]
    rules, day = roster_rules(division), first_day(division.tournament.event)
    planned: list[Member] = []
    judged = []
    for typed in rows:
        one = await _found(team, typed, actor=actor, now=now)
        if one.candidate is not None:
            member = one.candidate.member()
            per = str(division.tournament.one_team_per)
            elsewhere = await queries.team_elsewhere([member.person], team, division, per)
            if any(other.person == member.person for other in planned):
                one = replace(one, candidate=None, words=_(TWICE))
            elif against := refusals(member, [*present, *planned], rules, day, elsewhere=elsewhere):
                known = any(other.person == member.person for other in present)
                words = _(against[0].key, **against[0].params)
                one = replace(one, candidate=None, words=words, known=known)
            else:
                planned.append(member)
        judged.append(one)
    return judged


async def add_all(team: Team, judged: Sequence[Judged], *, actor: Actor, now: datetime, reason: str) -> int:
    """Adds the good rows one by one; whom somebody took a moment before is left out. Gives how many were added."""
    added = 0
    for each in judged:
        if each.candidate is None:
            continue
        try:
            await roster.add(team.id, each.candidate, actor=actor.label, now=now, organiser_reason=reason)
            added += 1
        except RosterRefused:
            continue
    return added


async def _found(team: Team, typed: Typed, *, actor: Actor, now: datetime) -> Judged:
    mistake = _mistake(typed)
    if mistake:
        return Judged(typed, words=mistake)
    try:
        known = await people.employee(team, typed.employee_number, typed.surname, actor=actor, now=now)
    except ConvocaError as error:
        return Judged(typed, words=error.text)
    if known is None:
        return Judged(typed, words=_(NOT_FOUND))
    candidate = Candidate(
        known.person_id,
        number=int(typed.number) if typed.number else None,
        official=folded(typed.official) in OFFICIALS,
        gender=GENDERS.get(folded(typed.gender), ""),
        birth_date=day_of(typed.birth_date),
        vouched=known.vouched,
    )
    return Judged(typed, name=known.name, candidate=candidate)


def _mistake(typed: Typed) -> str:
    if not number_key(typed.employee_number) or not folded(typed.surname):
        return _(MISSING)
    if typed.number and not (typed.number.isascii() and typed.number.isdigit() and int(typed.number) <= 999):
        return _(BAD_NUMBER)
    if typed.gender and folded(typed.gender) not in GENDERS:
        return _(BAD_GENDER)
    if typed.birth_date and day_of(typed.birth_date) is None:
        return _(BAD_BIRTH)
    return ""


def day_of(text: str) -> date | None:
    """A day as spreadsheets write it (31/12/1990, 1990-12-31, 1990-12-31 00:00:00)."""
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y"):
        try:
            found = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if found.year >= 1900 else None
    return None
