"""Reads a spreadsheet's rows against the directory as it stands, and says what each one would do."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from events_app.core.database import rows as sql_rows
from events_app.core.i18n import N_, _
from events_app.directory.engine.columns import surnames_first
from events_app.directory.engine.folding import company_key, folded, number_key, tight
from events_app.directory.engine.verdicts import Known, Planned, Read, judge
from events_app.directory.import_fields import FIELDS, NAME_PARTS, Row, read_row
from events_app.directory.kinds import UploadKind
from events_app.directory.models import Company
from events_app.directory.rfc import GENERIC

NO_COMPANY = N_("No encontramos «%(name)s» en el directorio.")
WHICH_COMPANY = N_("Falta decir de qué empresa es.")
OTHER_PERSON = N_("El %(number)s es de %(name)s. Corrígelo o da de baja primero a esa persona.")
OTHER_RFC = N_("Ya hay una empresa con ese nombre y otro RFC.")
MANY_RFC = N_("Varias empresas tienen ese RFC y ninguna ese nombre.")

_STANDING_PEOPLE = """
SELECT e.company_id, e.number_key, p.id, p.given_name, p.paternal_surname, p.maternal_surname,
       coalesce(p.phone, '') AS phone, coalesce(p.email, '') AS email
FROM employments e JOIN people p ON p.id = e.person_id
WHERE e.ends_on IS NULL AND e.company_id = ANY($1::bigint[]) AND e.number_key = ANY($2::text[])
"""


@dataclass(frozen=True)
class Sheet:
    """What is to be read: the rows, which column of them is which field, and whose people they are if one company's."""

    headers: Sequence[str]
    rows: Sequence[Row]
    chosen: Mapping[str, int]
    company_id: int | None = None

    def whole_name(self, row: Row) -> str:
        """The cell with the whole name; "" without such a column or when the office wrote the parts itself."""
        place = self.chosen.get("full_name", len(row.cells))
        return "" if place >= len(row.cells) or row.mended.keys() & set(NAME_PARTS) else row.cells[place]

    @property
    def surnames_first(self) -> bool:
        return "full_name" in self.chosen and surnames_first(self.headers[self.chosen["full_name"]])


async def plan(kind: UploadKind, sheet: Sheet) -> list[Planned]:
    """One verdict per row of the file; the same file against the same directory gives the same plan."""
    return await (_plan_people(sheet) if kind == UploadKind.PEOPLE else _plan_companies(sheet))


def plan_digest(planned: Sequence[Planned]) -> str:
    """What the office saw, as 64 characters: a confirmation carries it, so nothing else is ever applied."""
    seen = [[each.number, each.verdict, each.values, each.changes, each.target] for each in planned]
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def missing_columns(kind: UploadKind, chosen: Mapping[str, int]) -> list[str]:
    """The names of the columns without which no row can be read."""
    given = {*chosen, *(NAME_PARTS if "full_name" in chosen else ())}
    return [field.label for field in FIELDS[kind] if field.required and field.name not in given]


async def _plan_people(sheet: Sheet) -> list[Planned]:
    companies = {} if sheet.company_id else _index(await Company.filter(merged_into_id=None).order_by("id"))
    read = [_person_row(row, sheet, companies) for row in sheet.rows]
    keyed = [each.key.split(":") for each in read if each.key]
    ids, numbers = sorted({int(key[0]) for key in keyed}), sorted({key[1] for key in keyed})
    standing = await sql_rows(_STANDING_PEOPLE, ids, numbers) if keyed else []
    known = {f"{each['company_id']}:{each['number_key']}": _known_person(each) for each in standing}
    wholes = [sheet.whole_name(row) for row in sheet.rows]
    read = [_recognised(each, known.get(each.key), whole) for each, whole in zip(read, wholes, strict=True)]
    return judge([_guarded(each, known.get(each.key)) for each in read], known)


def _person_row(row: Row, sheet: Sheet, companies: Mapping[str, set[int]]) -> Read:
    values, mistakes = read_row(UploadKind.PEOPLE, row, sheet.chosen, surnames_first=sheet.surnames_first)
    company_id = sheet.company_id
    if company_id is None:
        name = values.get("company", "")
        found = companies.get(folded(name)) or companies.get(company_key(name)) or set()
        if len(found) != 1:
            mistakes = (*mistakes, ("company", _(NO_COMPANY, name=name) if name else _(WHICH_COMPANY)))
        company_id = next(iter(found)) if len(found) == 1 else None
    if company_id is None or any(field != "full_name" for field, _text in mistakes):
        return Read(row.number, "", values, mistakes)
    values["company_id"] = str(company_id)
    return Read(row.number, f"{company_id}:{number_key(values['employee_number'])}", values, mistakes)


def _recognised(read: Read, standing: Known | None, whole: str) -> Read:
    """A whole name that is the standing person's, in any order, is separated as the directory has it."""
    if standing is None or not whole:
        return read
    names = {name: standing.values[name] for name in NAME_PARTS}
    if sorted(folded(whole).split()) != sorted(folded(" ".join(names.values())).split()):
        return read
    return replace(read, values=read.values | names, mistakes=())


def _guarded(read: Read, standing: Known | None) -> Read:
    """A number that belongs to somebody of another name is a mistake, never a change of name."""
    if standing is None or read.mistakes:
        return read
    names = ("paternal_surname", "given_name")
    if any(tight(read.values[name]) == tight(standing.values[name]) for name in names):
        return read
    name = f"{standing.values['given_name']} {standing.values['paternal_surname']}"
    return replace(
        read, mistakes=(("employee_number", _(OTHER_PERSON, number=read.values["employee_number"], name=name)),)
    )


def _known_person(row: Mapping[str, Any]) -> Known:
    names = ("given_name", "paternal_surname", "maternal_surname", "phone", "email")
    return Known(row["id"], {name: row[name] for name in names})


def _index(companies: Sequence[Company]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for each in companies:
        spellings = {
            folded(each.legal_name),
            folded(each.trade_name),
            each.name_key,
            folded(each.rfc),
            folded(each.slug),
        }
        for spelling in spellings - {""}:
            found.setdefault(spelling, set()).add(each.id)
    return found


async def _plan_companies(sheet: Sheet) -> list[Planned]:
    standing = await Company.filter(merged_into_id=None).order_by("id")
    by_rfc: dict[str, list[Company]] = {}
    by_name: dict[str, list[Company]] = {}
    for each in standing:
        by_rfc.setdefault(each.rfc, []).append(each)
        by_name.setdefault(each.name_key, []).append(each)
    read = [_company_row(row, sheet.chosen, by_rfc, by_name) for row in sheet.rows]
    return judge(read, {f"id:{each.id}": Known(each.id, company_text(each)) for each in standing})


def _company_row(
    row: Row,
    chosen: Mapping[str, int],
    by_rfc: Mapping[str, list[Company]],
    by_name: Mapping[str, list[Company]],
) -> Read:
    number = row.number
    values, mistakes = read_row(UploadKind.COMPANIES, row, chosen)
    if mistakes:
        return Read(number, "", values, mistakes)
    name, rfc = company_key(values["legal_name"]), values.get("rfc", "")
    rfc = "" if rfc in GENERIC else rfc
    named = by_name.get(name, [])
    same = [each for each in named if not rfc or each.rfc in ("", rfc)] or (by_rfc.get(rfc, []) if rfc else [])
    if len(same) > 1:
        return Read(number, "", values, (("rfc", _(MANY_RFC)),))
    if named and not same:
        return Read(number, "", values, (("rfc", _(OTHER_RFC)),))
    return Read(number, f"id:{same[0].id}" if same else rfc or f"name:{name}", values)


def company_text(company: Company) -> dict[str, str]:
    """A company's values as text, as a spreadsheet would say them."""
    values = {field.name: getattr(company, field.name) for field in FIELDS[UploadKind.COMPANIES]}
    values["domains"] = ", ".join(company.domains)
    return {name: "" if value is None else str(value) for name, value in values.items()}
