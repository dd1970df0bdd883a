"""Who may begin: an employee found by number and surname, or one whom the company nominated."""

from datetime import datetime, timedelta
from typing import Any

from events_app.core.limits import hit
from events_app.core.search import search_key
from events_app.directory import queries as directory
from events_app.directory.engine.folding import number_key
from events_app.directory.engine.names import split_name
from events_app.directory.kinds import VerifiedBy
from events_app.directory.models import Company, Employment, Person
from events_app.directory.services import person_keys
from scholarships.applications.models import Application
from scholarships.applications.papers import Nomination
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call

WINDOW = timedelta(minutes=10)
PER_ADDRESS, PER_NUMBER, MISSES_PER_COMPANY, DRAFTS_PER_EMPLOYEE = 300, 12, 80, 12


async def employee(company: Company, number: str, surname: str, *, address: str, now: datetime) -> Employment | None:
    """None without saying which of the two was wrong. Raises TooMany."""
    await hit("becas-address", address, limit=PER_ADDRESS, per=WINDOW, now=now)
    await hit("becas-number", f"{company.id}:{number}", limit=PER_NUMBER, per=WINDOW, now=now)
    found = await directory.find_employee(company.id, number, surname)
    if found is None:
        found = await _nominated(company, number, surname, now=now)
    if found is None:
        await hit("becas-miss", str(company.id), limit=MISSES_PER_COMPANY, per=WINDOW, now=now)
    return found


async def nomination(call: Call, employment: Employment) -> Nomination | None:
    """A nomination of this employee that nobody has begun yet."""
    return await Nomination.filter(
        call_id=call.id, company_id=employment.company_id, number_key=employment.number_key, application_id=None
    ).first()


async def is_nominated(call: Call, employment: Employment) -> bool:
    return await Nomination.filter(
        call_id=call.id, company_id=employment.company_id, number_key=employment.number_key
    ).exists()


async def empty_draft(call: Call, employment: Employment) -> bool:
    """Whether this employee has already begun as many drafts as anyone could need."""
    begun = await Application.filter(
        call_id=call.id, company_id=employment.company_id, number_key=employment.number_key,
        status=ApplicationStatus.DRAFT,
    ).count()  # fmt: skip
    return begun >= DRAFTS_PER_EMPLOYEE


async def _nominated(company: Company, number: str, surname: str, *, now: datetime) -> Employment | None:
    """Somebody whom the directory lacks and the company named: from then on the directory has them."""
    found = await Nomination.filter(company_id=company.id, number_key=number_key(number)).first()
    asked = set(search_key(surname).split())
    if found is None or not asked or not asked <= set(found.surname_key.split()[1:]):
        return None
    split = split_name(found.employee_name)
    values: dict[str, Any] = {
        "given_name": split.given_name or found.employee_name.split()[0], "paternal_surname": split.paternal_surname,
        "maternal_surname": split.maternal_surname, "phone": found.phone or None, "email": found.email or None,
    }  # fmt: skip
    person = await Person.create(**person_keys(values) | values)
    return await Employment.create(
        person=person, company=company, employee_number=found.employee_number, number_key=found.number_key,
        verified_by=VerifiedBy.COORDINATOR, starts_on=now.date(),
    )  # fmt: skip
