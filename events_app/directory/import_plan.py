"""Reads a spreadsheet's rows against the directory as it stands, and says what each one would do."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from events_app.core.database import rows as sql_rows
from events_app.core.i18n import N_, _
from events_app.directory.engine.folding import company_key, folded, number_key, tight
from events_app.directory.engine.verdicts import Known, Planned, Read, judge
from events_app.directory.import_fields import FIELDS, read_cells
from events_app.directory.kinds import UploadKind
from events_app.directory.models import Company
from events_app.directory.rfc import GENERIC

NO_COMPANY = N_("Empresa: no encontramos «%(name)s» en el directorio.")
WHICH_COMPANY = N_("Empresa: falta decir de cuál es.")
OTHER_PERSON = N_("Número de empleado: el %(number)s es de %(name)s. Corrígelo o da de baja primero a esa persona.")
OTHER_RFC = N_("RFC: ya hay una empresa con ese nombre y otro RFC.")
MANY_RFC = N_("RFC: varias empresas tienen ese RFC y ninguna ese nombre.")

_STANDING_PEOPLE = """
SELECT e.company_id, e.number_key, p.id, p.given_name, p.paternal_surname, p.maternal_surname,
       coalesce(p.phone, '') AS phone, coalesce(p.email, '') AS email
FROM employments e JOIN people p ON p.id = e.person_id
WHERE e.ends_on IS NULL AND e.company_id = ANY($1::bigint[]) AND e.number_key = ANY($2::text[])
"""
Cells = Sequence[tuple[int, list[str]]]


async def plan(kind: UploadKind, cells: Cells, chosen: Mapping[str, int], company_id: int | None) -> list[Planned]:
    """One verdict per row of the file; the same file against the same directory gives the same plan."""
    if kind == UploadKind.PEOPLE:
        return await _plan_people(cells, chosen, company_id)
    return await _plan_companies(cells, chosen)


def plan_digest(planned: Sequence[Planned]) -> str:
    """What the office saw, as 64 characters: a confirmation carries it, so nothing else is ever applied."""
    seen = [[each.number, each.verdict, each.values, each.changes, each.target] for each in planned]
    return hashlib.sha256(json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def missing_columns(kind: UploadKind, chosen: Mapping[str, int]) -> list[str]:
    """The names of the columns without which no row can be read."""
    return [field.label for field in FIELDS[kind] if field.required and field.name not in chosen]


async def _plan_people(cells: Cells, chosen: Mapping[str, int], company_id: int | None) -> list[Planned]:
    companies = {} if company_id else _index(await Company.filter(merged_into_id=None).order_by("id"))
    read = [_person_row(number, row, chosen, company_id, companies) for number, row in cells]
    keyed = [each.key.split(":") for each in read if each.key]
    ids, numbers = sorted({int(key[0]) for key in keyed}), sorted({key[1] for key in keyed})
    standing = await sql_rows(_STANDING_PEOPLE, ids, numbers) if keyed else []
    known = {f"{each['company_id']}:{each['number_key']}": _known_person(each) for each in standing}
    return judge([_guarded(each, known.get(each.key)) for each in read], known)


def _person_row(
    number: int, row: list[str], chosen: Mapping[str, int], company_id: int | None, companies: Mapping[str, set[int]]
) -> Read:
    values, mistakes = read_cells(UploadKind.PEOPLE, row, chosen)
    if company_id is None and not mistakes:
        name = values.get("company", "")
        found = companies.get(folded(name)) or companies.get(company_key(name)) or set()
        if len(found) != 1:
            mistakes = (_(NO_COMPANY, name=name) if name else _(WHICH_COMPANY),)
        company_id = next(iter(found), None)
    if mistakes or company_id is None:
        return Read(number, "", values, mistakes)
    values["company_id"] = str(company_id)
    return Read(number, f"{company_id}:{number_key(values['employee_number'])}", values)


def _guarded(read: Read, standing: Known | None) -> Read:
    """A number that belongs to somebody of another name is a mistake, never a change of name."""
    if standing is None or read.mistakes:
        return read
    names = ("paternal_surname", "given_name")
    if any(tight(read.values[name]) == tight(standing.values[name]) for name in names):
        return read
    name = f"{standing.values['given_name']} {standing.values['paternal_surname']}"
    return replace(read, mistakes=(_(OTHER_PERSON, number=read.values["employee_number"], name=name),))


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


async def _plan_companies(cells: Cells, chosen: Mapping[str, int]) -> list[Planned]:
    standing = await Company.filter(merged_into_id=None).order_by("id")
    by_rfc: dict[str, list[Company]] = {}
    by_name: dict[str, list[Company]] = {}
    for each in standing:
        by_rfc.setdefault(each.rfc, []).append(each)
        by_name.setdefault(each.name_key, []).append(each)
    read = [_company_row(number, row, chosen, by_rfc, by_name) for number, row in cells]
    return judge(read, {f"id:{each.id}": Known(each.id, company_text(each)) for each in standing})


def _company_row(
    number: int,
    row: list[str],
    chosen: Mapping[str, int],
    by_rfc: Mapping[str, list[Company]],
    by_name: Mapping[str, list[Company]],
) -> Read:
    values, mistakes = read_cells(UploadKind.COMPANIES, row, chosen)
    if mistakes:
        return Read(number, "", values, mistakes)
    name, rfc = company_key(values["legal_name"]), values.get("rfc", "")
    rfc = "" if rfc in GENERIC else rfc
    named = by_name.get(name, [])
    same = [each for each in named if not rfc or each.rfc in ("", rfc)] or (by_rfc.get(rfc, []) if rfc else [])
    if len(same) > 1:
        return Read(number, "", values, (_(MANY_RFC),))
    if named and not same:
        return Read(number, "", values, (_(OTHER_RFC),))
    return Read(number, f"id:{same[0].id}" if same else rfc or f"name:{name}", values)


def company_text(company: Company) -> dict[str, str]:
    """A company's values as text, as a spreadsheet would say them."""
    values = {field.name: getattr(company, field.name) for field in FIELDS[UploadKind.COMPANIES]}
    values["domains"] = ", ".join(company.domains)
    return {name: "" if value is None else str(value) for name, value in values.items()}
