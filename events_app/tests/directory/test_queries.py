"""Finding employees, companies and people."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from events_app.directory import queries
from events_app.directory.kinds import Standing
from events_app.directory.models import Company
from events_app.tests.factories.directory import make_company, make_employee, make_person


@pytest.mark.parametrize("surname", ["Peñúñuri", "penunuri", " PEÑUÑURI  sáenz", "Saenz Penunuri"])
@pytest.mark.parametrize("number", ["00417", "417", " 0417 "])
async def test_an_employee_is_found_without_zeros_or_accents(db: str, number: str, surname: str) -> None:
    levis = await make_company()
    employment = await make_employee(levis, "00417")

    found = await queries.find_employee(levis.id, number, surname)

    assert found is not None
    assert (found.id, found.person_id, found.company_id) == (employment.id, employment.person_id, levis.id)


@pytest.mark.parametrize(("number", "surname"), [("418", "Peñúñuri"), ("417", "Sáenz"), ("417", ""), ("", "Peñúñuri")])
async def test_a_wrong_half_finds_nobody_with_the_same_effort(
    db: str, statements: Any, number: str, surname: str
) -> None:
    levis = await make_company()
    await make_employee(levis, "417")

    async with statements() as seen:
        found = await queries.find_employee(levis.id, number, surname)

    assert found is None
    assert seen.count == 1


async def test_a_number_of_another_company_or_an_ended_one_is_not_found(db: str) -> None:
    levis, other = await make_company(), await make_company("Otra")
    ended = await make_employee(levis, "417")
    ended.ends_on = date(2026, 1, 1)
    await ended.save()

    found = [await queries.find_employee(each.id, "417", "Peñúñuri") for each in (levis, other)]

    assert found == [None, None]


DAYS = {"before": date(2019, 12, 31), "first": date(2026, 3, 1), "inside": date(2026, 3, 5), "last": date(2026, 3, 9)}
DAYS |= {"after": date(2026, 3, 10), "early": date(2026, 2, 28)}


@pytest.mark.parametrize(
    ("standing", "members"), [(Standing.GOOD, {"first", "inside", "last"}), (Standing.SUSPENDED, {"early", "after"})]
)
async def test_a_standing_counts_from_its_first_to_its_last_day(db: str, standing: Standing, members: set[str]) -> None:
    company = await make_company(standing=standing, standing_since=DAYS["first"], standing_until=DAYS["last"])

    asked = {name for name, day in DAYS.items() if queries.is_member(company, day)}
    listed = {name for name, day in DAYS.items() if await queries.companies_in_good_standing(day)}

    assert asked == listed == members


async def test_an_address_tells_the_only_company_of_its_domain(db: str) -> None:
    levis = await make_company(domains=["levis.example"])
    shared = [await make_company(name, domains=["grupo.example"]) for name in ("Planta 1", "Planta 2")]

    found = [await queries.company_for_email(f"ana@{each}") for each in ("LEVIS.example", "grupo.example", "gmail.com")]

    assert found == [levis, None, None]
    assert [queries.owns_email(each, "a@grupo.example") for each in shared] == [True, True]


async def test_people_are_found_without_accents_by_any_word_and_listed_with_enye_after_n(db: str) -> None:
    levis = await make_company()
    for number, surname in enumerate(("Oña", "Ñáñez", "Nuñez", "Nunzio", "Munguía"), start=1):
        await make_employee(levis, f"00{number}", paternal_surname=surname, maternal_surname="", given_name="José")

    listed = [each.paternal_surname for each in await queries.people("jose")]
    found = [[each.paternal_surname for each in await queries.people(text)] for text in ("nañez JOSE", "3", "100%")]

    assert listed == ["Munguía", "Nunzio", "Nuñez", "Ñáñez", "Oña"]
    assert found == [["Ñáñez"], ["Nuñez"], []]


async def test_an_old_poster_leads_to_the_company_that_was_kept(db: str) -> None:
    kept = await make_company("Nueva", slug="nueva")
    await Company.create(**{**_columns(await make_company("Vieja")), "slug": "vieja-liga", "merged_into_id": kept.id})

    found = await queries.company_by_slug("vieja-liga")

    assert found == kept


def _columns(company: Company) -> dict[str, Any]:
    names = SimpleNamespace(**{field: getattr(company, field) for field in company._meta.db_fields})
    return {name: value for name, value in vars(names).items() if name not in ("id", "created_at")}


async def test_a_person_without_a_number_is_still_a_person(db: str) -> None:
    person = await make_person("Zoé", "Ruiz", "")

    assert (await queries.person(person.id)).full_name == "Zoé Ruiz"
