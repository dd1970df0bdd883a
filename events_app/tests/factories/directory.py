"""Builds companies, people and committees, naming only what matters."""

from datetime import date
from typing import Any

from events_app.directory.engine.folding import number_key
from events_app.directory.kinds import Standing
from events_app.directory.models import Committee, Company, Employment, Person
from events_app.directory.services import company_keys, free_slug, person_keys

SINCE = date(2020, 1, 1)


async def make_company(name: str = "Levis", **over: Any) -> Company:
    """A member in good standing since 2020."""
    values: dict[str, Any] = {"legal_name": name, "trade_name": "", "rfc": "", "city": "", "sector": "", "shelter": ""}
    values |= {"domains": [], "member_since": SINCE, "standing": Standing.GOOD, "standing_since": SINCE} | over
    values.setdefault("slug", await free_slug(values["trade_name"] or name))
    return await Company.create(**company_keys(values) | values)


async def make_person(
    given_name: str = "Iñaki", paternal_surname: str = "Peñúñuri", maternal_surname: str = "Sáenz", **over: Any
) -> Person:
    names = {"given_name": given_name, "paternal_surname": paternal_surname, "maternal_surname": maternal_surname}
    values: dict[str, Any] = {"phone": None, "email": None} | names | over
    return await Person.create(**person_keys(values) | values)


async def make_employee(company: Company, number: str = "00417", **over: Any) -> Employment:
    """A new person with this number in the company; `over` goes to the person, or is `person=…` itself."""
    person = over.pop("person", None) or await make_person(**over)
    return await Employment.create(
        person=person, company=company, employee_number=number, number_key=number_key(number), starts_on=SINCE
    )


async def make_committee(name: str = "Deportes", **over: Any) -> Committee:
    return await Committee.create(**{"key": name.lower(), "name_es": name} | over)
