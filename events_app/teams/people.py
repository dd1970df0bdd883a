"""Finds the person behind a line of a roster: an employee by number and surname, or somebody named anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events_app.core.access import Actor
from events_app.core.database import row
from events_app.core.limits import hit
from events_app.directory.forms import PersonForm as DirectoryForm
from events_app.directory.kinds import VerifiedBy
from events_app.directory.models import Company, Employment, Person
from events_app.directory.queries import find_employee
from events_app.directory.services import add_person, person_values
from events_app.teams.queries import speaks_for
from events_app.tournaments.entries import Team

WINDOW = timedelta(minutes=10)
MISSES_PER_TEAM, PEOPLE_PER_TEAM = 80, 60
TRUSTED = (VerifiedBy.DIRECTORY, VerifiedBy.COORDINATOR)
# The same full name on the same team is the same person: a form sent again does not make another.
_NAMESAKE = """
SELECT p.id FROM people p JOIN players y ON y.person_id = p.id
WHERE y.team_id = $1 AND p.name_key = $2 AND p.merged_into_id IS NULL ORDER BY p.id LIMIT 1
"""


@dataclass(frozen=True)
class Known:
    """`vouched` says who holds that the person works at the team's company: directory, coordinator or "" (nobody)."""

    person_id: int
    name: str
    vouched: str
    reinforcement: bool


async def employee(
    team: Team, number: str, surname: str, *, actor: Actor, now: datetime, company: Company | None = None
) -> Known | None:
    """The employee of the team's company (or of `company`) with this number and surname; None without saying which
    of the two was wrong. Misses are counted: raises TooMany."""
    company_id = company.id if company else team.company_id
    found = await find_employee(company_id, number, surname) if company_id else None
    if found is None:
        await hit("roster-miss", str(team.id), limit=MISSES_PER_TEAM, per=WINDOW, now=now)
        return None
    person = await Person.get(id=found.person_id)
    return Known(person.id, person.full_name, _vouched(found, actor), company_id != team.company_id)


async def listed(team: Team, person_id: int, *, actor: Actor) -> Known | None:
    """A person whom a coordinator chose from the company's own list."""
    found = await Employment.get_or_none(company_id=team.company_id, person_id=person_id, ends_on=None)
    if found is None or not speaks_for(actor, team.company_id):
        return None
    person = await Person.get(id=person_id)
    return Known(person.id, person.full_name, _vouched(found, actor), reinforcement=False)


async def named(
    team: Team, given: str, paternal: str, maternal: str, *, reinforcement: bool, actor: Actor, now: datetime
) -> Known:
    """A new entry of the directory for somebody whom it does not know. Raises TooMany."""
    await hit("roster-people", str(team.id), limit=PEOPLE_PER_TEAM, per=WINDOW, now=now)
    form = DirectoryForm(given_name=given, paternal_surname=paternal, maternal_surname=maternal or None)
    same = await row(_NAMESAKE, team.id, person_values(form)["name_key"])
    person = await Person.get(id=same["id"]) if same else await add_person(form, actor=actor.label, now=now)
    vouched = str(VerifiedBy.COORDINATOR) if speaks_for(actor, team.company_id) else ""
    return Known(person.id, person.full_name, vouched, reinforcement)


def _vouched(employment: Employment, actor: Actor) -> str:
    if employment.verified_by in TRUSTED:
        return str(employment.verified_by)
    return str(VerifiedBy.COORDINATOR) if speaks_for(actor, employment.company_id) else ""
