"""What a coordinator changes: the company's people and who else coordinates it, one transaction each."""

from datetime import date, datetime

from events_app.accounts import roles
from events_app.accounts.models import User
from events_app.accounts.roles import Term
from events_app.core import audit
from events_app.core.access import Actor, Role
from events_app.core.clock import local
from events_app.core.database import row, rows, transaction
from events_app.core.errors import NotFound, NumberTaken
from events_app.desk import emails
from events_app.desk.errors import AlreadyAsked, LastCoordinator
from events_app.desk.models import REQUEST_MOVES, AskedFor, CoordinatorRequest, RequestStatus
from events_app.desk.queries import coordinators
from events_app.directory import services as directory
from events_app.directory.channels import note_typed
from events_app.directory.engine.folding import number_key
from events_app.directory.forms import EmploymentForm, PersonForm
from events_app.directory.kinds import VerifiedBy
from events_app.directory.known import Named, known_people
from events_app.directory.models import Company, Employment, Person
from events_app.registration import groups

LOCK_COMPANY = "SELECT id FROM companies WHERE id = $1 FOR NO KEY UPDATE"


@transaction
async def add_employee(company: Company, form: PersonForm, number: str, *, actor: str, now: datetime) -> Employment:
    """Somebody new with a number of this company. Raises NumberTaken."""
    typed = form.model_dump(exclude={"employee_number"})
    plain = PersonForm.model_validate(typed | {"locale": company.language})
    values = directory.person_values(plain)
    named = Named(1, values["name_key"], values["email"], values["phone"])
    known = (await known_people([named], company.id)).get(1)
    asked = EmploymentForm(company_id=company.id, employee_number=number, verified_by=VerifiedBy.COORDINATOR)
    person = (
        await directory.add_person(plain, actor=actor, now=now)
        if known is None
        else await _completed(await Person.get(id=known), plain, actor=actor, now=now)
    )
    job = await directory.employ(person, asked, actor=actor, now=now, today=local(now).date())
    await note_typed(job.id, values["phone"], values["email"])
    return job


@transaction
async def change_number(employment_id: int, number: str, *, actor: str, now: datetime) -> None:
    """A number typed wrong, or a new badge. Raises NumberTaken."""
    job = await Employment.select_for_update().get(id=employment_id)
    key = number_key(number)
    await row(LOCK_COMPANY, job.company_id)
    taken = Employment.filter(company_id=job.company_id, number_key=key, ends_on=None).exclude(id=job.id)
    if await taken.exists():
        raise NumberTaken(number=number)
    await Employment.filter(id=job.id).update(employee_number=number, number_key=key)
    detail = {"company": job.company_id, "old": job.employee_number, "new": number}
    await audit.note("directory.number-changed", actor=actor, subject=f"person:{job.person_id}", now=now, detail=detail)


async def end(job: Employment, last_day: date, *, actor: str, now: datetime) -> None:
    """The last day of somebody who left; from now on the company's price is not theirs."""
    await directory.end_employment(job, last_day, actor=actor, now=now)


@transaction
async def ask(
    company: Company, *, kind: AskedFor, name: str, email: str, actor: Actor, now: datetime
) -> CoordinatorRequest:  # fmt: skip
    """Names another coordinator; the association decides. Raises AlreadyAsked."""
    await row(LOCK_COMPANY, company.id)
    waiting = CoordinatorRequest.filter(company_id=company.id, email=email, status=RequestStatus.WAITING)
    now_there = {each["email"] for each in await coordinators(company.id, local(now).date())}
    if await waiting.exists() or email in now_there:
        raise AlreadyAsked(email=email)
    made = await CoordinatorRequest.create(
        company_id=company.id, kind=kind, name=name, email=email, asked_by=actor.label, asked_at=now
    )
    detail = {"kind": str(kind), "email": email}
    await audit.note(
        "desk.coordinator-asked", actor=actor.label, subject=f"company:{company.id}", now=now, detail=detail
    )
    return made


@transaction
async def decide(request_id: int, *, approve: bool, reason: str, by: Actor, now: datetime) -> bool:
    """The association's answer: the role from today; a handover ends the role of whoever asked. Once only: False when
    somebody answered before or the company took it back.
    """
    found = await CoordinatorRequest.select_for_update().get_or_none(id=request_id)
    if found is None:
        raise NotFound()
    to = RequestStatus.APPROVED if approve else RequestStatus.DECLINED
    if found.status is not RequestStatus.WAITING:
        return False
    REQUEST_MOVES.check(found.status, to)
    grant_id = await _grant(found, by=by, now=now) if approve else None
    if approve and found.kind is AskedFor.HANDOVER:
        await _end_roles(found, by=by, now=now)
        await _pass_on(found.company_id, found.asked_by, found.email)
    if found.asked_by != by.label:
        await emails.tell_the_asker(found, approved=approve, reason=reason[:300], now=now)
    await CoordinatorRequest.filter(id=found.id).update(
        status=to, decided_by=by.label, decided_at=now, reason=reason[:300], grant_id=grant_id
    )
    detail = {"email": found.email, "approved": approve}
    await audit.note(
        "desk.coordinator-decided", actor=by.label, subject=f"company:{found.company_id}", now=now, detail=detail
    )
    return True


@transaction
async def withdraw(company_id: int, request_id: int, *, actor: str, now: datetime) -> bool:
    """The company takes its request back; False when the association answered before."""
    found = await CoordinatorRequest.select_for_update().get_or_none(id=request_id, company_id=company_id)
    if found is None:
        raise NotFound()
    if found.status is not RequestStatus.WAITING:
        return False
    await CoordinatorRequest.filter(id=found.id).update(
        status=RequestStatus.WITHDRAWN, decided_by=actor, decided_at=now
    )
    await audit.note("desk.coordinator-withdrawn", actor=actor, subject=f"company:{company_id}", now=now)
    return True


@transaction
async def step_down(company: Company, who: Actor, *, now: datetime) -> None:
    """A coordinator leaves the role; the company's other coordinators go on.

    Raises LastCoordinator when there is nobody else, also when two leave at once: the second one stays.
    """
    await row(LOCK_COMPANY, company.id)
    there = await coordinators(company.id, local(now).date())
    if not [each for each in there if each["user_id"] != who.user_id]:
        raise LastCoordinator()
    scope = f"company:{company.id}"
    ended = await rows(
        "UPDATE role_grants SET ended_at = $3, ended_by = $4 WHERE user_id = $1 AND role = 'coordinator' "
        "AND scope = $2 AND ended_at IS NULL RETURNING id",
        who.user_id, scope, now, who.label,
    )  # fmt: skip
    if ended:
        stays = next(each for each in there if each["user_id"] != who.user_id)
        await _pass_on(company.id, who.label, stays["email"])
        await audit.note("desk.coordinator-left", actor=who.label, subject=scope, now=now)


async def _completed(person: Person, typed: PersonForm, *, actor: str, now: datetime) -> Person:
    """What was typed fills what the directory did not know; it never changes what it knew."""
    kept = ("given_name", "paternal_surname", "maternal_surname", "locale", "revision")
    channels = {"phone": person.phone or typed.phone, "email": person.email or typed.email}
    if channels != {"phone": person.phone, "email": person.email}:
        filled = typed.model_copy(update={name: getattr(person, name) for name in kept} | channels)
        await directory.edit_person(person, filled, actor=actor, now=now)
    return person


async def _grant(found: CoordinatorRequest, *, by: Actor, now: datetime) -> int | None:
    term = Term(Role.COORDINATOR, f"company:{found.company_id}", local(now).date(), None)
    user = await User.get_or_none(email=found.email)
    if user is not None:
        await emails.tell_the_new_one(found, user, now=now)
        return await roles.grant_role(user.id, term, by=by, now=now)
    language = (await Company.get(id=found.company_id)).language
    user_id = await roles.invite_user(email=found.email, name=found.name, locale=language, terms=[term], by=by, now=now)
    made = await row("SELECT id FROM role_grants WHERE user_id = $1 ORDER BY id DESC LIMIT 1", user_id)
    return int(made["id"]) if made else None


async def _end_roles(found: CoordinatorRequest, *, by: Actor, now: datetime) -> None:
    """Whoever handed over has the role until the new one has it."""
    asker = found.asked_by.removeprefix("user:")
    grants = await rows(
        "SELECT id, user_id FROM role_grants WHERE user_id = $1 AND role = 'coordinator' AND scope = $2 "
        "AND ended_at IS NULL",
        int(asker) if asker.isdigit() else 0,
        f"company:{found.company_id}",
    )
    for each in grants:
        await roles.end_role(each["user_id"], each["id"], by=by, now=now)


async def _pass_on(company_id: int, old: str, email: str) -> None:
    """What is written about the company's orders goes to whoever coordinates from now on."""
    left = await User.get_or_none(id=int(old.removeprefix("user:"))) if old.startswith("user:") else None
    stays = await User.get_or_none(email=email)
    if left is not None and stays is not None and left.email and stays.email:
        await groups.hand_over(company_id, left.email, stays.email, stays.locale)
