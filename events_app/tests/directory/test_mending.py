"""A spreadsheet is mended on its review page: cell by cell, names that can be read two ways, and what was left out."""

import asyncio
import contextvars
import re
import time
from datetime import date, datetime
from typing import Any

import pytest

from events_app.core.access import Role
from events_app.core.database import row, tx
from events_app.core.errors import CannotMerge, PlanChanged
from events_app.directory import import_mending, imports, merging
from events_app.directory.engine.columns import PEOPLE, guess, names_columns, surnames_first
from events_app.directory.engine.names import Split, split_name
from events_app.directory.kinds import MergeKind, UploadKind
from events_app.directory.models import Company, Employment, Merge, Person, Upload, UploadRow
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company, make_employee, make_person

DAY = date(2026, 11, 20)


async def bring(text: str, company: Company, now: datetime) -> Upload:
    data = text.encode()
    return await imports.receive(data, "lista.csv", UploadKind.PEOPLE, company_id=company.id, actor="user:1", now=now)


async def confirm(upload: Upload, now: datetime) -> dict[str, int]:
    current = await Upload.get(id=upload.id)
    return await imports.confirm(upload, current.plan_digest, actor="user:1", now=now, today=DAY)


async def verdicts(upload: Upload) -> dict[int, str]:
    return dict(await UploadRow.filter(upload_id=upload.id).order_by("number").values_list("number", "verdict"))


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("Ana María Ruiz Luna", Split("Ana María", "Ruiz", "Luna", sure=True)),
        ("Zoé Ñáñez Oña", Split("Zoé", "Ñáñez", "Oña", sure=True)),
        ("Eva Ruiz", Split("Eva", "Ruiz", "", sure=True)),
        ("María de los Ángeles Ruiz Luna", Split("María de los Ángeles", "Ruiz", "Luna", sure=True)),
        ("Juan de la Cruz Pérez", Split("Juan", "de la Cruz", "Pérez", sure=True)),
        ("María Montes de Oca Peñúñuri", Split("María", "Montes de Oca", "Peñúñuri", sure=True)),
        ("Ruiz Luna, Ana María", Split("Ana María", "Ruiz", "Luna", sure=True)),
        ("Ana María Ruiz", Split("Ana María", "Ruiz", "", sure=False)),
        ("RUIZ LUNA ANA MARIA", Split("ANA MARIA", "RUIZ", "LUNA", sure=False)),
        ("María de la Luz Ibarra", Split("María de la Luz", "Ibarra", "", sure=False)),
        ("José de Jesús Cota", Split("José de Jesús", "Cota", "", sure=False)),
        ("María de la Cruz Pérez", Split("María", "de la Cruz", "Pérez", sure=True)),
        ("Juan de la Rosa Pérez", Split("Juan", "de la Rosa", "Pérez", sure=True)),
        ("José Ángel", Split("José", "Ángel", "", sure=False)),
        ("Cher", Split("Cher", "", "", sure=False)),
    ],
)
def test_a_whole_name_is_separated_with_two_surnames_last_and_a_doubt_when_there_is_one(
    text: str, split: Split
) -> None:
    assert split_name(text) == split


def test_a_header_tells_that_surnames_come_first() -> None:
    assert surnames_first("Apellidos y Nombre(s)")
    assert not surnames_first("Nombre y apellidos")
    assert split_name("Ruiz Luna Ana María", surnames_first=True) == Split("Ana María", "Ruiz", "Luna", sure=True)


def test_the_row_that_names_the_columns_is_known_by_two_names_and_no_data() -> None:
    assert names_columns(["No. Nómina", "A. PATERNO", "A. MATERNO", "NOMBRE(S)", "TALLA"], PEOPLE)
    assert not names_columns(["Empleado del mes", "", ""], PEOPLE)
    assert not names_columns(["Nombre", "Correo", "7700"], PEOPLE)


def test_a_name_without_surnames_beside_it_is_the_whole_name() -> None:
    assert guess(["NOMINA", "NOMBRE"], PEOPLE) == {"employee_number": 0, "full_name": 1}
    assert guess(["Clave", "Nombre completo", "Nombre", "Paterno"], PEOPLE) == {
        "employee_number": 0, "given_name": 2, "paternal_surname": 3,
    }  # fmt: skip


async def test_a_doubtful_name_waits_until_somebody_confirms_it_and_is_then_known(db: str, now: datetime) -> None:
    levis = await make_company()
    text = "Nómina,Nombre completo\n1,Ana María Ruiz\n2,Juan Ruiz Luna\n3,José Ángel\n"
    upload = await bring(text, levis, now)

    before = await verdicts(upload)
    await import_mending.mend(upload, {}, "all")
    done = await confirm(upload, now)
    again = await bring(text, levis, now)

    assert before == {2: "mistake", 3: "new", 4: "mistake"}
    assert done["new"] == 3
    assert await Person.all().order_by("id").values_list("given_name", "paternal_surname", "maternal_surname") == [
        ("Ana María", "Ruiz", ""), ("Juan", "Ruiz", "Luna"), ("José", "Ángel", ""),
    ]  # fmt: skip
    assert await verdicts(again) == {2: "same", 3: "same", 4: "same"}


async def test_a_cell_is_mended_on_the_page_and_the_rows_keep_the_files_numbers(client: Any, db: str) -> None:
    company = await make_company()
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    csv = b"NO EMP,AP PAT,NOMBRES,TEL\n\n1,Ruiz,Ana,\n,,,\n2,,Eva,123\n2,Soto,Beto,\n"
    sent = await client.post(
        "/oficina/subir/personas", data={"company_id": company.id}, files={"file": ("a.xlsx", csv, "text/csv")}
    )
    url = sent.headers["location"]

    review = await client.get(url)
    typed = {"f5.paternal_surname": "Bustamante", "f5.phone": "631 555 0000", "f3.given_name": "Nadie"}
    saved = await client.post(f"{url}/filas", data=typed)
    after = await client.get(url)
    mended = await client.post(f"{url}/filas", data={"f6.employee_number": "3"})

    assert re.findall(r'<input id="(f[\w.]+)"', review.text) == ["f5.paternal_surname", "f5.phone"]
    assert "«AP PAT»" in review.text
    assert re.findall(r'<input id="(f[\w.]+)"', after.text) == ["f6.employee_number"]
    assert (saved.status_code, mended.status_code) == (303, 303)
    rows = await UploadRow.all().order_by("number").values_list("number", "verdict", "cells")
    assert rows == [
        (3, "new", ["1", "Ruiz", "Ana", ""]),
        (5, "new", ["2", "", "Eva", "123"]),
        (6, "new", ["2", "Soto", "Beto", ""]),
    ]


async def test_rows_left_out_open_again_as_a_file_of_their_own_once(db: str, now: datetime) -> None:
    levis = await make_company()
    upload = await bring("Nomina,Paterno,Nombres\n1,Ruiz,Ana\n2,,Eva\n", levis, now)
    await confirm(upload, now)

    rest = await import_mending.carry_on(upload, actor="user:1", now=now)
    again = await import_mending.carry_on(upload, actor="user:1", now=now)
    await import_mending.mend(rest, {"f3.paternal_surname": "Soto"}, "")
    done = await confirm(rest, now)

    assert again.id == rest.id
    assert done == {"mistake": 0, "repeated": 0, "changed": 0, "new": 1, "same": 0}
    assert [each.number_key for each in await Employment.all().order_by("number_key")] == ["1", "2"]


async def test_two_confirmations_at_once_apply_the_file_once(db: str, now: datetime) -> None:
    levis = await make_company()
    lines = "".join(f"{number},Ruiz,Ana\n" for number in range(1, 40))
    upload = await bring(f"Nomina,Paterno,Nombres\n{lines}", levis, now)

    done = await asyncio.gather(*(confirm(upload, now) for _press in range(4)))

    assert [each["new"] for each in done] == [39] * 4
    assert await Person.all().count() == await Employment.all().count() == 39


async def test_a_number_given_to_somebody_else_meanwhile_stops_the_confirmation_whole(db: str, now: datetime) -> None:
    levis, beto = await make_company(), await make_person("Beto")
    upload = await bring("Nomina,Paterno,Nombres\n1,Ruiz,Ana\n2,Soto,Eva\n", levis, now)

    async def give_the_number_while_it_is_confirmed() -> asyncio.Task[dict[str, int]]:
        await make_employee(levis, "2", person=beto)
        confirming = asyncio.create_task(confirm(upload, now), context=contextvars.Context())
        while not confirming.done() and not await row("SELECT 1 AS one FROM pg_locks WHERE NOT granted"):
            continue  # the question to the server gives the other task its turn
        return confirming

    with pytest.raises(PlanChanged):
        await (await tx(give_the_number_while_it_is_confirmed))

    assert [each.person_id for each in await Employment.all()] == [beto.id]
    assert await Person.all().count() == 1


async def test_two_merges_of_the_same_pair_at_once_leave_one_entry(db: str, now: datetime) -> None:
    one, two = await make_person(), await make_person()
    await make_employee(await make_company(), person=two)
    pairs = [(one.id, two.id), (two.id, one.id)] * 2

    done = await asyncio.gather(
        *(merging.merge(MergeKind.PERSON, kept, gone, {}, actor="user:1", now=now, today=DAY) for kept, gone in pairs),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in done) == [CannotMerge.__name__] * 3 + [Merge.__name__]
    standing = await Person.get(merged_into_id=None)
    assert await Person.filter(merged_into_id=standing.id).count() == 1
    assert await Employment.all().values_list("person_id", flat=True) == [standing.id]


async def test_five_thousand_rows_take_seconds_and_mending_one_writes_one(
    db: str, now: datetime, statements: Any
) -> None:
    levis = await make_company()
    lines = "".join(f"{number},Ruiz,Luna,Ana {'abcdefghij'[number % 10]}\n" for number in range(1, 5_000))
    begun = time.perf_counter()

    upload = await bring(f"Nomina,Paterno,Materno,Nombres\n{lines}5000,,Luna,Eva\n", levis, now)
    async with statements() as seen:
        await import_mending.mend(upload, {"f5001.paternal_surname": "Soto"}, "")
        mending = seen.count
        done = await confirm(upload, now)

    assert done["new"] == await Employment.all().count() == 5_000
    assert time.perf_counter() - begun < 30
    assert mending < 12
    assert seen.count - mending < 40
