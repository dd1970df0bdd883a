"""Fills the directory: companies, their employees, the eight committees and one account for each role."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from events_app.accounts.models import RoleGrant, User
from events_app.accounts.services import ensure_user
from events_app.core.access import Grant, Role
from events_app.core.clock import local
from events_app.core.search import search_key
from events_app.demo import names
from events_app.directory.engine.folding import number_key
from events_app.directory.models import Committee, CommitteeMember, Company, Employment, Person
from events_app.directory.services import company_keys, person_keys

PASSWORD = "nopal-verde-sahuaro-41"
COMPANIES, EMPLOYEES = 24, 30
COMMITTEES = (
    ("LABOR", "Compensaciones, IMSS y Laboral", "Compensation, IMSS and Labor"),
    ("FISCAL", "Fiscal y Legal", "Fiscal and Legal"),
    ("NOGALES", "Proyecto Nogales", "Nogales Project"),
    ("BECAS", "Becas y Golf", "Scholarships and Golf"),
    ("COMEX", "Comercio Exterior y Logística", "Foreign Trade and Logistics"),
    ("TALENTO", "Desarrollo de Talento", "Talent Development"),
    ("DEPORTES", "Deportes", "Sports"),
    ("PROVEEDORES", "Desarrollo de Proveedores", "Supplier Base Development"),
)


@dataclass(frozen=True)
class Town:
    """Everybody there is: companies in order, the employments of each, and committees by key."""

    companies: list[Company]
    employments: dict[int, list[Employment]]
    committees: dict[str, Committee]

    def staff(self, company: int) -> list[Employment]:
        """The employees of the company at this position."""
        return self.employments[self.companies[company].id]


async def settle(luck: random.Random, *, scale: int, now: datetime) -> Town:
    """Writes the companies, people and committees of the demonstration."""
    today = local(now).date()
    firms = names.firms(max(COMPANIES, 20 * scale), luck)
    companies = [await _company(firm, order, today) for order, firm in enumerate(firms)]
    employments = {}
    for firm, company in zip(firms, companies, strict=True):
        employments[company.id] = await _staff(company, names.workers(firm, EMPLOYEES, luck), today, luck)
    committees = await _committees(companies, employments, today.year)
    return Town(companies, employments, committees)


async def open_accounts(town: Town, *, now: datetime, event_ids: list[int], played: int) -> None:
    """Two accounts for each role (one password for all), each with its scope; scorekeepers have the event `played`."""
    for seat, (role, places) in enumerate(_scopes(town, event_ids, played).items()):
        for number, scope in enumerate(places, start=1):
            email = f"{role.value.replace('_', '-')}{number}@convoca.example"
            person = town.staff(number - 1)[10 + seat].person
            await open_account(email, person.full_name, Grant(role, scope), now=now)


async def open_account(email: str, name: str, grant: Grant, *, now: datetime) -> User:
    """An account with the password of all accounts of the demonstration, which is hashed for the first one only."""
    user = await ensure_user(email, name, [grant], None, now)
    known = await User.filter(email="admin1@convoca.example").exclude(password_hash=None).first()
    if known is None:
        return await ensure_user(email, name, [grant], PASSWORD, now)
    user.password_hash, user.password_changed_at = known.password_hash, now
    await user.save(update_fields=["password_hash", "password_changed_at"])
    return user


async def accounts() -> list[dict[str, str]]:
    """Every account of the demonstration with a role until further notice: address, password and scope."""
    grants = await RoleGrant.filter(ends_on=None).order_by("id").select_related("user")
    return [
        {"role": str(each.role), "email": str(each.user.email), "password": PASSWORD, "scope": each.scope}
        for each in grants
    ]


async def already_settled() -> bool:
    return await User.filter(email="admin1@convoca.example").exists()


def _scopes(town: Town, event_ids: list[int], played: int) -> dict[Role, tuple[str, str]]:
    first, second = (f"company:{company.id}" for company in town.companies[:2])
    events = [f"event:{event_id}" for event_id in event_ids[:2]]
    sports, scholarships = (f"committee:{town.committees[key].id}" for key in ("DEPORTES", "BECAS"))
    return {
        Role.ADMIN: ("", ""),
        Role.OFFICE: ("", ""),
        Role.FINANCE: ("", ""),
        Role.COORDINATOR: (first, second),
        Role.GATE_SUPERVISOR: (events[0], events[1]),
        Role.GATE_VOLUNTEER: (events[0], events[1]),
        Role.SCOREKEEPER: (f"event:{played}", f"event:{played}"),
        Role.COMMITTEE_CHAIR: (sports, scholarships),
        Role.REVIEWER: (scholarships, scholarships),
    }


async def _company(firm: names.Firm, order: int, today: date) -> Company:
    values: dict[str, Any] = {
        "legal_name": firm.legal_name,
        "trade_name": firm.trade_name,
        "rfc": firm.rfc,
        "company_class": firm.company_class,
        "location": firm.location,
        "city": firm.city,
        "country": firm.country,
        "shelter": firm.shelter,
        "sector": firm.sector,
        "domains": [firm.domain],
        "employee_digits": firm.employee_digits,
        "member_since": date(1990 + order % 30, 1 + order % 12, 1),
    }
    suspended = order == COMPANIES - 5
    since = today - timedelta(days=200 if suspended else 1200)
    values |= {"standing": "suspended" if suspended else "good", "standing_since": since}
    slug = search_key(firm.trade_name).replace(" ", "-")
    return await Company.create(**values | company_keys(values), slug=slug)


async def _staff(company: Company, workers: list[names.Worker], today: date, luck: random.Random) -> list[Employment]:
    people = []
    for worker in workers:
        values: dict[str, Any] = {
            "given_name": worker.given_name,
            "paternal_surname": worker.paternal_surname,
            "maternal_surname": worker.maternal_surname,
            "phone": worker.phone,
            "email": worker.email,
            "locale": "en" if company.country == "US" else "es-MX",
        }
        people.append(await Person.create(**values | person_keys(values)))
    hired = [today - timedelta(days=luck.randrange(60, 4000)) for _ in workers]
    return [
        await Employment.create(
            person=person,
            company=company,
            employee_number=worker.employee_number,
            number_key=number_key(worker.employee_number),
            verified_by="directory",
            starts_on=start,
        )
        for person, worker, start in zip(people, workers, hired, strict=True)
    ]


async def _committees(companies: list[Company], staff: dict[int, list[Employment]], year: int) -> dict[str, Committee]:
    found = {}
    for position, (key, spanish, english) in enumerate(COMMITTEES):
        committee = await Committee.create(key=key, name_es=spanish, name_en=english, position=position)
        for seat in range(5):
            member = staff[companies[(position + seat) % len(companies)].id][10 + position]
            rank = "chair" if seat == 0 else "member"
            await CommitteeMember.create(committee=committee, year=year, person_id=member.person_id, position=rank)
        found[key] = committee
    return found
