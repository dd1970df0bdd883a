"""Who is registering: found by number and surname, or typed anew; and what proves the company."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from events_app.core import tokens
from events_app.core.access import Actor, Role
from events_app.core.clock import local
from events_app.core.limits import Attempt, hit, hit_all
from events_app.directory import queries as directory
from events_app.directory.kinds import VerifiedBy
from events_app.directory.models import Company, Person
from events_app.events.kinds import Visibility
from events_app.events.models import Event
from events_app.events.queries import opens_to
from events_app.registration.engine.wanted import Applicant, NewPerson
from events_app.registration.waiting_records import WaitEntry

PURPOSE = "registration-who"
MAX_AGE = timedelta(minutes=40)
WINDOW = timedelta(minutes=10)
# A plant of eight hundred people registers from one address on the day of the poster.
PER_ADDRESS, PER_NUMBER, MISSES_PER_COMPANY = 900, 12, 80


async def identify(
    company: Company, employee_number: str, surname: str, *, address: str, now: datetime
) -> Applicant | None:
    """The employee with this number and surname, or None without saying which of the two was wrong."""
    here = Attempt("register-address", address, PER_ADDRESS, WINDOW)
    await hit_all(here, Attempt("register-number", f"{company.id}:{employee_number}", PER_NUMBER, WINDOW), now=now)
    employment = await directory.find_employee(company.id, employee_number, surname)
    if employment is None:
        await hit("register-miss", str(company.id), limit=MISSES_PER_COMPANY, per=WINDOW, now=now)
        return None
    return of_person(employment.person, company, str(VerifiedBy.DIRECTORY), now=now)


async def known(person_id: int, company: Company | None, verified_by: str, *, now: datetime) -> Applicant:
    return of_person(await Person.get(id=person_id), company, verified_by, now=now)


async def who_waited(entry: WaitEntry, *, now: datetime) -> Applicant | None:
    """Somebody of the waiting list as they are today: who left the company meanwhile is of the public.
    None when the directory does not know them.
    """
    if entry.person_id is None:
        return None
    company = entry.company
    if company is None or await directory.has_left(entry.person_id, company.id):
        return await known(entry.person_id, None, "", now=now)
    return await known(entry.person_id, company, str(entry.verified_by), now=now)


def of_person(person: Person, company: Company | None, verified_by: str, *, now: datetime) -> Applicant:
    return Applicant(
        name=person.full_name,
        person_id=person.id,
        email=person.email,
        company_id=company.id if company else None,
        verified_by=verified_by,
        audience=audience_of(company, verified_by, now=now),
    )


def stranger(new: NewPerson, company: Company | None, verified_by: str, *, now: datetime) -> Applicant:
    """Somebody typed anew; the company counts for the price only when something proves it."""
    return Applicant(
        name=new.full_name,
        new=new,
        email=new.email,
        company_id=company.id if company else None,
        verified_by=verified_by,
        audience=audience_of(company, verified_by, now=now),
    )


def audience_of(company: Company | None, verified_by: str, *, now: datetime) -> str:
    """The price list: the company's class when the link is proved and the company is in good standing today."""
    if company is None or not verified_by or not directory.is_member(company, local(now).date()):
        return "public"
    return company.audience


def vouched_by(actor: Actor, company: Company | None) -> str:
    """A coordinator's word holds for the own company, the office's for all."""
    if company is None:
        return ""
    if actor.is_office or actor.has(Role.COORDINATOR, f"company:{company.id}"):
        return str(VerifiedBy.COORDINATOR)
    return ""


def may_type_names(actor: Actor, event: Event) -> bool:
    """A closed event takes whom the directory knows; only a coordinator or the office brings somebody by name."""
    return event.visibility == Visibility.PUBLIC or actor.is_office or bool(actor.scopes(Role.COORDINATOR, "company"))


async def is_admitted(applicant: Applicant, event: Event, *, now: datetime) -> bool:
    """A closed event needs a company that it is open to and somebody who proves that the person works there."""
    if event.visibility == Visibility.PUBLIC:
        return True
    company = await Company.get_or_none(id=applicant.company_id) if applicant.company_id else None
    if company is None or applicant.verified_by not in (VerifiedBy.DIRECTORY, VerifiedBy.COORDINATOR):
        return False
    return await opens_to(event, company, local(now).date())


def carry(applicant: Applicant, event_id: int, *, now: datetime) -> str:
    """What the next step needs, signed; it carries ids and what the person typed, nothing that we hold."""
    payload: dict[str, Any] = {"event": event_id, "company": applicant.company_id, "verified": applicant.verified_by}
    if applicant.person_id is not None:
        payload["person"] = applicant.person_id
    elif applicant.new is not None:
        payload["new"] = asdict(applicant.new)
    return tokens.sign(payload, PURPOSE, now=now)


async def carried(text: str, event_id: int, *, now: datetime) -> Applicant | None:
    """The applicant of the step before; None when it is too old, altered or of another event."""
    payload = tokens.unsign(text, PURPOSE, now=now, max_age=MAX_AGE)
    if payload is None or payload.get("event") != event_id:
        return None
    company_id = payload.get("company")
    company = await Company.get_or_none(id=company_id) if company_id else None
    if "person" in payload:
        return await known(payload["person"], company, payload["verified"], now=now)
    return stranger(NewPerson(**payload["new"]), company, payload["verified"], now=now)
