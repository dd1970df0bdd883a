"""Changes companies, people, employments and committees: one transaction each, noted in the audit."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import transaction
from events_app.core.errors import AlreadySeated, NumberTaken, StaleForm
from events_app.core.i18n import N_, _
from events_app.core.search import name_sort_key, search_key
from events_app.directory.engine.folding import company_key, folded, number_key, slug
from events_app.directory.forms import CommitteeForm, CompanyForm, EmploymentForm, PersonForm, SeatForm, StandingForm
from events_app.directory.kinds import STANDING_MOVES, MemberPosition, Standing
from events_app.directory.models import Committee, CommitteeMember, Company, Employment, Person, StandingChange


def company_values(form: CompanyForm) -> dict[str, Any]:
    """The columns of a company as a form says them, keys included."""
    values = form.model_dump(exclude={"revision", "member_since"})
    values["rfc"] = form.rfc or ""
    values["domains"] = form.domains.split(", ") if form.domains else []
    return values | company_keys(values)


def company_keys(values: Mapping[str, Any]) -> dict[str, str]:
    """What a company is found and listed by."""
    shown = values["trade_name"] or values["legal_name"]
    found = search_key(
        values["trade_name"], values["legal_name"], values["rfc"], values["city"], values["sector"], values["shelter"],
        *values["domains"],
    )  # fmt: skip
    return {
        "name_key": company_key(values["legal_name"])[:240],
        "search_key": found[:600],
        "sort_key": name_sort_key(shown, "", "")[:240],
    }


def person_values(form: PersonForm) -> dict[str, Any]:
    values = form.model_dump(exclude={"revision"}) | {"maternal_surname": form.maternal_surname or ""}
    return values | person_keys(values)


def person_keys(values: Mapping[str, Any]) -> dict[str, str]:
    """What a person is found and listed by."""
    names = values["paternal_surname"], values["maternal_surname"], values["given_name"]
    found = search_key(names[2], names[0], names[1], values.get("email"), values.get("phone"))
    return {
        "name_key": folded(" ".join(names))[:250],
        "search_key": found[:600],
        "sort_key": name_sort_key(*names)[:300],
    }


@transaction
async def add_company(form: CompanyForm, *, actor: str, now: datetime, today: date) -> Company:
    """A new member in good standing from its first day."""
    since = form.member_since or today
    company = await Company.create(
        **company_values(form),
        slug=await free_slug(form.trade_name or form.legal_name),
        member_since=since,
        standing=Standing.GOOD,
        standing_since=since,
    )
    await StandingChange.create(
        company=company, standing=Standing.GOOD, since=since, reason=_(FIRST_REASON), actor=actor, at=now
    )
    await audit.note("directory.company-added", actor=actor, subject=f"company:{company.id}", now=now)
    return company


@transaction
async def edit_company(company: Company, form: CompanyForm, *, actor: str, now: datetime) -> None:
    """Raises StaleForm when somebody else saved in between."""
    values: dict[str, Any] = company_values(form)
    if form.member_since:
        values["member_since"] = form.member_since
    changed = await Company.filter(id=company.id, revision=form.revision).update(**values, revision=form.revision + 1)
    if not changed:
        raise StaleForm()
    await _note_changes("directory.company-edited", f"company:{company.id}", company, values, actor=actor, now=now)


@transaction
async def change_standing(company: Company, form: StandingForm, *, actor: str, now: datetime) -> None:
    """The one door through which a standing moves: with its days, its reason and who took the decision."""
    current = await Company.select_for_update().get(id=company.id)
    STANDING_MOVES.check(current.standing, form.standing)
    wanted = {"standing": form.standing, "standing_since": form.since, "standing_until": form.until}
    if all(getattr(current, name) == value for name, value in wanted.items()):
        return
    await Company.filter(id=company.id).update(**wanted)
    days: dict[str, Any] = {"since": form.since, "until": form.until}
    await StandingChange.create(
        company_id=company.id, standing=form.standing, reason=form.reason, actor=actor, at=now, **days
    )
    detail = {"standing": str(form.standing), "reason": form.reason} | days
    await audit.note("directory.standing", actor=actor, subject=f"company:{company.id}", now=now, detail=detail)


@transaction
async def add_person(form: PersonForm, *, actor: str, now: datetime) -> Person:
    person = await Person.create(**person_values(form))
    await audit.note("directory.person-added", actor=actor, subject=f"person:{person.id}", now=now)
    return person


@transaction
async def edit_person(person: Person, form: PersonForm, *, actor: str, now: datetime) -> None:
    """Raises StaleForm when somebody else saved in between."""
    values = person_values(form)
    changed = await Person.filter(id=person.id, revision=form.revision).update(**values, revision=form.revision + 1)
    if not changed:
        raise StaleForm()
    await _note_changes("directory.person-edited", f"person:{person.id}", person, values, actor=actor, now=now)


@transaction
async def employ(person: Person, form: EmploymentForm, *, actor: str, now: datetime, today: date) -> Employment:
    """Gives a person a number in a company; the same again changes nothing. Raises NumberTaken."""
    key = number_key(form.employee_number)
    await Company.select_for_update().get(id=form.company_id)
    taken = await Employment.filter(company_id=form.company_id, number_key=key, ends_on=None).first()
    if taken is not None and taken.person_id == person.id:
        return taken
    if taken is not None:
        raise NumberTaken(number=form.employee_number)
    employment = await Employment.create(
        person=person,
        company_id=form.company_id,
        employee_number=form.employee_number,
        number_key=key,
        verified_by=form.verified_by,
        starts_on=form.starts_on or today,
    )
    await audit.note(
        "directory.employed", actor=actor, subject=f"person:{person.id}", now=now, detail={"company": form.company_id}
    )
    return employment


@transaction
async def end_employment(employment: Employment, ends_on: date, *, actor: str, now: datetime) -> None:
    """The number is free again and the company's price is not theirs any more; ending twice changes nothing."""
    last = max(ends_on, employment.starts_on)
    if await Employment.filter(id=employment.id, ends_on=None).update(ends_on=last):
        subject = f"person:{employment.person_id}"
        detail = {"company": employment.company_id, "ends_on": last}
        await audit.note("directory.employment-ended", actor=actor, subject=subject, now=now, detail=detail)


@transaction
async def save_committee(committee: Committee | None, form: CommitteeForm, *, actor: str, now: datetime) -> Committee:
    """A new committee, or new words for one."""
    if committee is None:
        last = await Committee.all().order_by("-position").first()
        key = folded(form.name_es).replace(" ", "-")[:40]
        if await Committee.exists(key=key):
            raise AlreadySeated(N_("Ya hay un comité con ese nombre."))
        committee = Committee(key=key, position=last.position + 1 if last else 1)
    committee.update_from_dict(form.model_dump())
    await committee.save()
    await audit.note("directory.committee-saved", actor=actor, subject=f"committee:{committee.id}", now=now)
    return committee


@transaction
async def seat(committee: Committee, form: SeatForm, *, actor: str, now: datetime) -> CommitteeMember:
    """Gives somebody a seat for a year; a new chair turns the former one into a member."""
    await Committee.select_for_update().get(id=committee.id)
    seats = CommitteeMember.filter(committee_id=committee.id, year=form.year)
    if form.position == MemberPosition.CHAIR:
        await (
            seats.filter(position=MemberPosition.CHAIR)
            .exclude(person_id=form.person_id)
            .update(position=MemberPosition.MEMBER)
        )
    held, made = await CommitteeMember.get_or_create(
        committee_id=committee.id, year=form.year, person_id=form.person_id, defaults={"position": form.position}
    )
    if not made and held.position != form.position:
        await CommitteeMember.filter(id=held.id).update(position=form.position)
    detail = {"person": form.person_id, "year": form.year, "position": str(form.position)}
    await audit.note("directory.seated", actor=actor, subject=f"committee:{committee.id}", now=now, detail=detail)
    return held


@transaction
async def unseat(member: CommitteeMember, *, actor: str, now: datetime) -> None:
    if await CommitteeMember.filter(id=member.id).delete():
        detail = {"person": member.person_id, "year": member.year}
        subject = f"committee:{member.committee_id}"
        await audit.note("directory.unseated", actor=actor, subject=subject, now=now, detail=detail)


async def free_slug(name: str, taken: frozenset[str] = frozenset()) -> str:
    """A name for links that no company has, not even one that was merged away."""
    base, number = slug(name), 1
    while True:
        wanted = base if number == 1 else f"{base}-{number}"
        if wanted not in taken and not await Company.exists(slug=wanted):
            return wanted
        number += 1


async def _note_changes(
    action: str, subject: str, record: Company | Person, values: dict[str, Any], *, actor: str, now: datetime
) -> None:
    changes = {
        name: [getattr(record, name), value]
        for name, value in values.items()
        if not name.endswith("_key") and getattr(record, name) != value
    }
    await audit.note(action, actor=actor, subject=subject, now=now, detail=changes or None)


FIRST_REASON = N_("Alta en el directorio")
