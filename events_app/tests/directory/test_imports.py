"""Spreadsheets into the directory: verdicts, exact application, the same file twice."""

import io
from collections.abc import Sequence
from datetime import date, datetime

import pytest
import xlsxwriter

from events_app.core.errors import PlanChanged
from events_app.directory import imports
from events_app.directory.kinds import UploadKind
from events_app.directory.models import Company, Employment, Person, Upload, UploadRow
from events_app.tests.factories.directory import make_company, make_employee

DAY = date(2026, 11, 20)
HEADERS = ["NO EMP", "AP PAT", "AP MAT", "NOMBRES", "TELEFONO", "TALLA"]


def xlsx(*rows: Sequence[object]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()
    return written.getvalue()


async def bring(
    data: bytes, now: datetime, *, kind: UploadKind = UploadKind.PEOPLE, company_id: int | None = None
) -> Upload:
    name = "lista.xlsx" if data.startswith(b"PK") else "lista.csv"
    return await imports.receive(data, name, kind, company_id=company_id, actor="user:1", now=now)


async def apply(upload: Upload, now: datetime) -> dict[str, int]:
    return await imports.confirm(upload, upload.plan_digest, actor="user:1", now=now, today=DAY)


async def test_each_row_gets_its_verdict_and_confirming_applies_exactly_those(db: str, now: datetime) -> None:
    levis = await make_company()
    await make_employee(levis, "00007", given_name="José", paternal_surname="Ruiz", maternal_surname="")
    await make_employee(levis, "8", given_name="Ana", paternal_surname="Luna", maternal_surname="")
    rows: list[list[object]] = [
        [7, "RUIZ", "", "JOSE", "6311111111", "M"],
        [8, "Luna", "", "Ana", "", "S"],
        [9, "Ñáñez", "Oña", "Zoé", "631 222 2222", "L"],
        [9, "Ñáñez", "Oña", "Zoé", "631 222 2222", "L"],
        ["", "Sin", "Número", "Eva", "", "S"],
        [8, "Otra", "", "Persona", "", "S"],
        [10, "Mal", "", "Tel", "123", "S"],
    ]

    upload = await bring(xlsx(HEADERS, *rows), now, company_id=levis.id)
    shown = dict(await UploadRow.filter(upload_id=upload.id).values_list("number", "verdict"))
    done = await apply(upload, now)

    assert shown == {2: "changed", 3: "same", 4: "new", 5: "repeated", 6: "mistake", 7: "mistake", 8: "mistake"}
    assert done == {"mistake": 3, "repeated": 1, "changed": 1, "new": 1, "same": 1}
    people = await Person.all().order_by("sort_key").values_list("given_name", "paternal_surname", "phone")
    assert people == [("Ana", "Luna", None), ("Zoé", "Ñáñez", "+526312222222"), ("José", "Ruiz", "+526311111111")]


async def test_a_blank_row_counts_in_the_numbers_that_the_office_sees(db: str, now: datetime) -> None:
    levis = await make_company()

    upload = await bring(
        xlsx([], HEADERS, [1, "Ruiz", "", "Ana", "", ""], [], [2, "", "", "Eva", "", ""]), now, company_id=levis.id
    )

    shown = await UploadRow.filter(upload_id=upload.id).order_by("number").values_list("number", "verdict")
    assert shown == [(3, "new"), (5, "mistake")]


async def test_the_same_file_again_changes_nothing(db: str, now: datetime) -> None:
    levis = await make_company()
    data = xlsx(HEADERS, *[[number, "Ruiz", "Luna", f"Ana {number}", "", ""] for number in range(1, 6)])
    first = await bring(data, now, company_id=levis.id)
    await apply(first, now)
    before = await Person.all().values()

    again = await bring(data, now, company_id=levis.id)
    done = await apply(again, now)
    await apply(first, now)

    assert done == {"mistake": 0, "repeated": 0, "changed": 0, "new": 0, "same": 5}
    assert await Person.all().values() == before
    assert await Employment.all().count() == 5


async def test_what_was_not_shown_is_not_applied(db: str, now: datetime) -> None:
    levis = await make_company()
    upload = await bring(xlsx(HEADERS, [5, "Ruiz", "", "Ana", "", ""]), now, company_id=levis.id)
    await make_employee(levis, "5", given_name="Beto", paternal_surname="Soto")

    with pytest.raises(PlanChanged):
        await apply(upload, now)

    assert await Person.all().count() == 1


async def test_a_semicolon_file_of_mexican_excel_brings_companies_and_people_by_name(db: str, now: datetime) -> None:
    companies = "Razón social;Nombre comercial;RFC;Clase;Ciudad\r\nCAÑÓN, S.A. DE C.V.;El Cañón;;Asociada;Nogales\r\n"
    people = "Empresa;Número de empleado;Apellido paterno;Nombres\r\nEL CAÑON;0012;Peña;Inés\r\nNadie;1;Ruiz;Ana\r\n"

    await apply(await bring(companies.encode("cp1252"), now, kind=UploadKind.COMPANIES), now)
    done = await apply(await bring(people.encode("cp1252"), now), now)

    company = await Company.get()
    assert (company.slug, company.company_class, company.city) == ("el-canon", "associate", "Nogales")
    assert (done["new"], done["mistake"]) == (1, 1)
    assert await Employment.get().values_list("company_id", "employee_number", "number_key") == (
        company.id,
        "0012",
        "12",
    )
