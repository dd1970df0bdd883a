"""The members who read this year: invited by the office, declared by themselves, until their term or their leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from events_app.accounts import roles
from events_app.accounts.models import User
from events_app.accounts.roles import Term
from events_app.core import audit
from events_app.core.access import Actor, Role
from events_app.core.database import execute, rows, transaction
from events_app.core.errors import RoleOverlaps
from events_app.core.search import search_key
from scholarships.applications.models import Application
from scholarships.calls.models import Call
from scholarships.engine import kinship
from scholarships.review import emails, returning
from scholarships.review.errors import AlreadyReader
from scholarships.review.models import ConflictSource, Relative, Reviewer, ReviewerStatus
from scholarships.review.moving import move_reader
from scholarships.review.readings import Assignment, AssignmentStatus, ReturnedBecause
from scholarships.review.returning import HandedOn, give_back

CONFLICT = """
INSERT INTO scholarship_conflicts (created_at, application_id, reviewer_id, source, reason, declared_by, at)
VALUES ($5, $1, $2, $3, '', $4, $5) ON CONFLICT (application_id, reviewer_id) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class NewReader:
    """`max_load` is the most files this reader takes; 0 for a chair who only presides."""

    email: str
    name: str
    ends_on: date
    max_load: int | None = None


@dataclass(frozen=True)
class NewRelative:
    name: str
    relationship: str = ""
    company_id: int | None = None


@transaction
async def invite(call: Call, asked: NewReader, *, by: Actor, today: date, now: datetime) -> Reviewer:
    """Makes the account if there is none, gives the role for the term and writes; raises AlreadyReader."""
    await Call.filter(id=call.id).select_for_update().get()
    user = await User.get_or_none(email=asked.email)
    if user is not None and await Reviewer.exists(call_id=call.id, user_id=user.id):
        raise AlreadyReader()
    term = Term(Role.REVIEWER, f"committee:{call.committee_id}", today, asked.ends_on)
    if user is None:
        made = await roles.invite_user(
            email=asked.email, name=asked.name, locale="es-MX", terms=[term], by=by, now=now
        )  # fmt: skip
        user = await User.get(id=made)
    else:
        await _grant(user.id, term, by=by, now=now)
    number = await Reviewer.filter(call_id=call.id).count() + 1
    reader = await Reviewer.create(
        call_id=call.id, user_id=user.id, person_id=user.person_id, code=f"L{number}",
        starts_on=today, ends_on=asked.ends_on, max_load=asked.max_load,
    )  # fmt: skip
    await _note("reader_invited", reader, actor=by.label, now=now)
    await emails.invite(user, call, now=now)
    return reader


@transaction
async def declare(
    reader: Reviewer,
    *,
    company_id: int | None,
    relatives: Sequence[NewRelative],
    actor: str,
    today: date,
    now: datetime,
) -> HandedOn:
    """What the reader says of their employer and relatives; what turns out to be a conflict is reassigned at once.

    It can be said again at any time of the year: nobody is a relative of nobody for ever. A relative who is no longer
    named is kept on record, and so is the conflict that was found.
    """
    reader.company_id, reader.has_no_company = company_id, company_id is None
    reader.has_no_relatives, reader.declared_at = not relatives, now
    await reader.save(update_fields=["company_id", "has_no_company", "has_no_relatives", "declared_at"])
    if reader.status is ReviewerStatus.INVITED:
        await move_reader(reader, ReviewerStatus.ACTIVE, now=now)
    await _keep_relatives(reader, relatives, now)
    sent = await Application.filter(call_id=reader.call_id).exclude(folio="")
    await find_conflicts(reader, families(sent), now=now)
    await _note("reader_declared", reader, actor=actor, now=now)
    against = await returning.in_conflict(reader.id)
    return await give_back(against, ReturnedBecause.CONFLICT, actor=actor, today=today, now=now)


Family = tuple[int, tuple[kinship.Known, ...]]


def families(applications: Sequence[Application]) -> list[Family]:
    """The guardian and the child of each application, as the comparison wants them."""
    return [
        (each.id, tuple(kinship.known(name, str(each.company_id)) for name in (each.guardian_name, each.child_name)))
        for each in applications
    ]


async def find_conflicts(reader: Reviewer, among: Sequence[Family], *, now: datetime) -> int:
    """Compares the reader and the declared relatives with guardians and children; gives how many conflicts are new."""
    user = await User.get(id=reader.user_id)
    named = await Relative.filter(reviewer_id=reader.id, withdrawn_at=None)
    declared = [kinship.known(user.name)] + [
        kinship.known(each.name, str(each.company_id) if each.company_id else None) for each in named
    ]
    found = 0
    for application_id, people in among:
        if any(kinship.same(relative, person) for relative in declared for person in people):
            made = await rows(CONFLICT, application_id, reader.id, ConflictSource.RELATIVE.value, "system", now)
            found += len(made)
    return found


@transaction
async def leave(reader: Reviewer, *, reason: str, actor: str, today: date, now: datetime) -> HandedOn:
    """The reader reads no more: open files go to others at once, finished readings stay as they are."""
    if reader.status is not ReviewerStatus.LEFT:
        await move_reader(reader, ReviewerStatus.LEFT, now=now, reason=reason)
        await _note("reader_left", reader, actor=actor, now=now)
    still = await Assignment.filter(
        reviewer_id=reader.id, status__in=[AssignmentStatus.ASSIGNED, AssignmentStatus.STARTED]
    ).order_by("id")
    return await give_back(still, ReturnedBecause.LEFT, actor=actor, today=today, now=now, note=reason)


@transaction
async def keep_on(reader: Reviewer, until: date, *, by: Actor, today: date, now: datetime) -> None:
    """A member whose term ended goes on reading until a day, with the role that this needs."""
    call = await Call.get(id=reader.call_id)
    starts = max(today, reader.ends_on + timedelta(days=1))
    await _grant(
        reader.user_id, Term(Role.REVIEWER, f"committee:{call.committee_id}", min(starts, until), until), by=by, now=now
    )
    reader.ends_on = until
    await reader.save(update_fields=["ends_on"])
    if reader.status is ReviewerStatus.LEFT and reader.declared_at is not None:
        await move_reader(reader, ReviewerStatus.ACTIVE, now=now)
    await _note("reader_kept", reader, actor=by.label, now=now)


async def _grant(user_id: int, term: Term, *, by: Actor, now: datetime) -> None:
    """Somebody who has the role on some of those days keeps it; the rest of the term is given day by day."""
    try:
        await roles.grant_role(user_id, term, by=by, now=now)
    except RoleOverlaps:
        await execute(LONGER, user_id, term.role.value, term.scope, term.ends_on)


LONGER = """
UPDATE role_grants SET ends_on = $4 WHERE user_id = $1 AND role = $2 AND scope = $3 AND ended_at IS NULL
  AND ends_on IS NOT NULL AND ends_on < $4
"""


async def _keep_relatives(reader: Reviewer, asked: Sequence[NewRelative], now: datetime) -> None:
    wanted = {search_key(each.name): each for each in asked}
    for known in await Relative.filter(reviewer_id=reader.id, withdrawn_at=None):
        same = wanted.pop(known.name_key, None)
        if same is None or same.company_id != known.company_id:
            known.withdrawn_at = now
            await known.save(update_fields=["withdrawn_at"])
            if same is not None:
                wanted[known.name_key] = same
    for key, each in wanted.items():
        await Relative.create(
            reviewer_id=reader.id, name=each.name, name_key=key[:240], relationship=each.relationship,
            company_id=each.company_id, declared_at=now,
        )  # fmt: skip


async def _note(action: str, reader: Reviewer, *, actor: str, now: datetime) -> None:
    await audit.note(f"scholarships.{action}", actor=actor, subject=f"scholarship_reader:{reader.id}", now=now)
