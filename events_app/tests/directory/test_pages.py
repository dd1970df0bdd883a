"""The office's pages of the directory, through HTTP."""

import re
from typing import Any

import pytest

from events_app.core.access import Grant, Role
from events_app.directory.models import Committee, CommitteeMember, Company, Employment, Person, StandingChange
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee, make_company, make_employee, make_person

READS = ("/oficina/empresas", "/oficina/empresas/{company}", "/oficina/empresas/exportar.csv")
OFFICE = (
    "/oficina/empresas/nueva", "/oficina/empresas/{company}/editar", "/oficina/personas", "/oficina/personas/nueva",
    "/oficina/personas/{person}", "/oficina/personas/{person}/editar", "/oficina/personas/exportar.xlsx",
    "/oficina/comites", "/oficina/comites/nuevo", "/oficina/comites/{committee}", "/oficina/comites/{committee}/editar",
    "/oficina/subir/empresas", "/oficina/subir/personas", "/oficina/subir/personas/plantilla.xlsx",
    "/oficina/duplicadas/empresas", "/oficina/duplicadas/personas", "/oficina/duplicadas/personas?con={person}&q=jo",
    "/oficina/duplicadas/empresas/{company}/{other}",
)  # fmt: skip


async def world() -> dict[str, int]:
    company, other = await make_company("Bravo"), await make_company("Bravo, S.A. de C.V.")
    job = await make_employee(company)
    committee = await make_committee()
    await CommitteeMember.create(committee=committee, year=2026, person_id=job.person_id)
    return {"company": company.id, "other": other.id, "person": job.person_id, "committee": committee.id}


async def sign_in(client: Any, *roles: Role | Grant, locale: str = "es-MX") -> None:
    await client.sign_in(await make_user(roles=roles, locale=locale))


@pytest.mark.parametrize(
    ("roles", "reads", "works"),
    [
        ((), 303, 303),
        ((Grant(Role.COORDINATOR, "company:1"),), 404, 404),
        ((Role.FINANCE,), 200, 404),
        ((Role.OFFICE,), 200, 200),
    ],
)
async def test_each_role_sees_its_own_pages(client: Any, roles: tuple[Any, ...], reads: int, works: int) -> None:
    ids = await world()
    if roles:
        await sign_in(client, *roles)

    answers = {path: (await client.get(path.format(**ids))).status_code for path in (*READS, *OFFICE)}

    assert answers == dict.fromkeys(READS, reads) | dict.fromkeys(OFFICE, works)


async def test_a_company_is_made_once_however_often_the_button_is_pressed(client: Any, db: str) -> None:
    await sign_in(client, Role.OFFICE)
    typed = {"legal_name": "Arneses, S.A. de C.V.", "domains": "arneses.example", "idempotency_key": "k1",
             "company_class": "regular", "location": "home", "country": "MX"}  # fmt: skip

    answers = [await client.post("/oficina/empresas/nueva", data=typed) for _press in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert await Company.all().values_list("slug", "domains") == [("arneses", ["arneses.example"])]
    assert await StandingChange.all().count() == 1


BAD = ("", "😀" * 300, "\x00", "\u202eabc" * 400, "x" * 400_000)


@pytest.mark.parametrize("text", BAD)
async def test_bad_input_is_answered_beside_its_field_and_nothing_is_kept(client: Any, db: str, text: str) -> None:
    await sign_in(client, Role.OFFICE)
    company = {"legal_name": text, "rfc": "x", "domains": "gmail.com", "employee_digits": "muchos"}
    person = {"given_name": text, "paternal_surname": text, "phone": "12", "email": "no", "company_id": "-1"}

    answers = [
        await client.post("/oficina/empresas/nueva", data=company),
        await client.post("/oficina/personas/nueva", data=person),
    ]

    assert [each.status_code for each in answers] == [422, 422]
    assert await Company.all().count() == await Person.all().count() == 0


async def test_a_standing_moves_with_its_reason_and_keeps_its_history(client: Any, db: str) -> None:
    company = await make_company()
    await sign_in(client, Role.OFFICE)
    url = f"/oficina/empresas/{company.id}/situacion"

    without = await client.post(url, data={"standing": "suspended", "since": "2026-11-20"})
    done = await client.post(url, data={"standing": "suspended", "since": "2026-11-20", "reason": "Cuota vencida"})

    assert (without.status_code, done.status_code) == (422, 303)
    assert (await Company.get()).standing == "suspended"
    assert await StandingChange.all().values_list("standing", "reason") == [("suspended", "Cuota vencida")]


async def test_a_stale_form_overwrites_nobody_and_keeps_what_was_typed(client: Any, db: str) -> None:
    person = await make_person()
    await sign_in(client, Role.OFFICE)
    url, typed = f"/oficina/personas/{person.id}/editar", {"paternal_surname": "Ruiz", "revision": "0"}

    first = await client.post(url, data=typed | {"given_name": "Primera"})
    second = await client.post(url, data=typed | {"given_name": "Segunda"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Segunda" in second.text
    assert (await Person.get()).given_name == "Primera"


async def test_a_taken_number_is_explained_beside_its_field(client: Any, db: str) -> None:
    job = await make_employee(await make_company(), "417")
    other = await make_person("Eva")
    await sign_in(client, Role.OFFICE)

    answer = await client.post(
        f"/oficina/personas/{other.id}/empleos", data={"company_id": job.company_id, "employee_number": "00417"}
    )

    assert answer.status_code == 409
    assert "ya es de otra persona" in answer.text
    assert await Employment.all().count() == 1


async def test_a_file_is_reviewed_and_confirmed_on_the_page(client: Any, db: str) -> None:
    company = await make_company()
    await sign_in(client, Role.OFFICE)
    csv = b"No empleado,Apellido paterno,Nombres\n1,Ruiz,Ana\n2,,Eva\n"

    sent = await client.post(
        "/oficina/subir/personas", data={"company_id": company.id}, files={"file": ("a.csv", csv, "text/csv")}
    )
    review = await client.get(sent.headers["location"])
    seen = re.search(r'name="seen" value="(\w+)"', review.text)
    assert seen is not None
    for _press in range(2):
        done = await client.post(f"{sent.headers['location']}/confirmar", data={"seen": seen[1]})
    result = await client.get(done.headers["location"])

    assert "Falta este dato" in review.text
    assert result.status_code == 200
    assert [each.given_name for each in await Person.all()] == ["Ana"]


@pytest.mark.parametrize("data", [b"", b"\x00\xff\x00", b"PK\x03\x04nada", b"solo un titulo\n"])
async def test_a_file_that_is_no_sheet_is_refused_kindly(client: Any, db: str, data: bytes) -> None:
    await sign_in(client, Role.OFFICE)

    answer = await client.post("/oficina/subir/empresas", files={"file": ("a.xlsx", data, "application/x")})

    assert answer.status_code == 422


async def test_a_new_chair_turns_the_former_one_into_a_member(client: Any, db: str) -> None:
    committee, one, two = await make_committee(), await make_person("Ana"), await make_person("Eva")
    await sign_in(client, Role.OFFICE)

    for person in (one, two):
        await client.post(
            f"/oficina/comites/{committee.id}/lugares",
            data={"person_id": person.id, "year": "2026", "position": "chair"},
        )

    seats = await CommitteeMember.all().order_by("id").values_list("person_id", "position")
    assert seats == [(one.id, "member"), (two.id, "chair")]
    assert await Committee.all().count() == 1


async def test_two_entries_are_compared_in_words_with_a_way_back(client: Any, db: str) -> None:
    one, other = await make_person(), await make_person()
    await sign_in(client, Role.OFFICE)

    shown = await client.get(f"/oficina/duplicadas/personas/{one.id}/{other.id}")

    assert shown.status_code == 200
    assert "Español" in shown.text.partition("<main")[2]
    assert "es-MX" not in shown.text.partition("<main")[2]
    assert 'href="/oficina/duplicadas/personas"' in shown.text
