"""Writes a confirmed plan into the directory, many rows at a time; runs inside the caller's transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from events_app.core.database import rows
from events_app.core.i18n import N_, _
from events_app.directory.domains import domain_list
from events_app.directory.engine.folding import number_key, slug
from events_app.directory.engine.verdicts import Planned
from events_app.directory.forms import CompanyForm
from events_app.directory.kinds import Standing, VerifiedBy
from events_app.directory.models import Company, Employment, Person, StandingChange
from events_app.directory.services import company_keys, person_keys

BATCH = 1_000
IMPORTED = N_("Alta por archivo")
PERSON_COLUMNS = ("given_name", "paternal_surname", "maternal_surname", "phone", "email")


async def apply_people(planned: Sequence[Planned], *, actor: str, now: datetime, today: date) -> None:
    """New people with their number, and what changed of the known ones."""
    new = [each for each in planned if each.verdict == "new"]
    ids = await _new_ids("people", len(new))
    people = [Person(id=id_, **_person_values(each.values)) for id_, each in zip(ids, new, strict=True)]
    await Person.bulk_create(people, batch_size=BATCH)
    jobs = [
        Employment(
            person_id=id_,
            company_id=int(each.values["company_id"]),
            employee_number=each.values["employee_number"],
            number_key=number_key(each.values["employee_number"]),
            verified_by=VerifiedBy.DIRECTORY,
            starts_on=today,
        )
        for id_, each in zip(ids, new, strict=True)
    ]
    await Employment.bulk_create(jobs, batch_size=BATCH)
    for each in planned:
        if each.verdict == "changed" and each.target is not None:
            await _change_person(each.target, {name: new for name, (_old, new) in each.changes.items()})


async def apply_companies(planned: Sequence[Planned], *, actor: str, now: datetime, today: date) -> None:
    """New members in good standing, and what changed of the known ones."""
    taken = {each["slug"] for each in await rows("SELECT slug FROM companies")}
    for each in planned:
        if each.verdict == "new":
            await _new_company(each.values, taken, actor=actor, now=now, today=today)
        elif each.verdict == "changed" and each.target is not None:
            await _change_company(each.target, {name: new for name, (_old, new) in each.changes.items()})


async def _new_ids(table: str, count: int) -> list[int]:
    sql = "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)"
    return [each["id"] for each in await rows(sql, table, count)] if count else []


def _person_values(values: dict[str, str]) -> dict[str, Any]:
    wanted: dict[str, Any] = {name: values.get(name, "") for name in PERSON_COLUMNS}
    wanted |= {"phone": wanted["phone"] or None, "email": wanted["email"] or None}
    return wanted | person_keys(wanted)


async def _change_person(person_id: int, changes: dict[str, str]) -> None:
    person = await Person.select_for_update().get(id=person_id)
    standing = {name: getattr(person, name) or "" for name in PERSON_COLUMNS}
    await Person.filter(id=person_id).update(**_person_values(standing | changes), revision=person.revision + 1)


async def _new_company(values: dict[str, str], taken: set[str], *, actor: str, now: datetime, today: date) -> None:
    wanted = _company_values(values)
    since = wanted.pop("member_since", None) or today
    name = _free(slug(values.get("trade_name") or values["legal_name"]), taken)
    wanted |= company_keys(wanted) | {"slug": name, "member_since": since, "standing_since": since}
    company = await Company.create(**wanted, standing=Standing.GOOD)
    await StandingChange.create(
        company_id=company.id, standing=Standing.GOOD, since=since, reason=_(IMPORTED), actor=actor, at=now
    )


async def _change_company(company_id: int, changes: dict[str, str]) -> None:
    company = await Company.select_for_update().get(id=company_id)
    changed = {
        name: value for name, value in _company_values(changes | _names(company, changes)).items() if name in changes
    }
    keys = {name: changed.get(name, getattr(company, name)) for name in KEYED}
    await Company.filter(id=company_id).update(**changed, **company_keys(keys), revision=company.revision + 1)


KEYED = ("legal_name", "trade_name", "rfc", "city", "sector", "shelter", "domains")


def _names(company: Company, changes: dict[str, str]) -> dict[str, str]:
    return {"legal_name": changes.get("legal_name", company.legal_name)}


def _company_values(values: dict[str, str]) -> dict[str, Any]:
    form = CompanyForm.model_validate({name: value for name, value in values.items() if value})
    wanted = form.model_dump(exclude={"revision"})
    return wanted | {"rfc": form.rfc or "", "domains": domain_list(form.domains)}


def _free(base: str, taken: set[str]) -> str:
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
