"""Who runs the scholarships: the office, the chair of the committee, and nine readers with an employer of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from events_app.accounts.models import User
from events_app.core.access import Actor, Grant, Role
from events_app.core.clock import local
from events_app.demo.people import Town, open_account
from scholarships.calls.models import Call
from scholarships.review import readers
from scholarships.review.models import Reviewer
from scholarships.review.readers import NewReader, NewRelative

READERS = 9
CHAIRS_COMPANY = 1  # where the chair of the scholarships works, by its place among the companies
SEAT = 25  # the n-th reader is this employee of the n-th company


@dataclass(frozen=True)
class Cast:
    """The accounts behind the story; `readers` in the order of their addresses."""

    office: User
    chair: User
    readers: list[User]

    @property
    def actor(self) -> str:
        """How the audit names the office."""
        return f"user:{self.office.id}"

    @property
    def presiding(self) -> str:
        return f"user:{self.chair.id}"


async def gather(town: Town, *, now: datetime) -> Cast:
    """The accounts that exist already, and seven more readers."""
    role = Grant(Role.REVIEWER, f"committee:{town.committees['BECAS'].id}")
    found = []
    for number in range(1, READERS + 1):
        name = town.staff(number - 1)[SEAT].person.full_name
        found.append(await open_account(f"reviewer{number}@convoca.example", name, role, now=now))
    return Cast(
        await User.get(email="office1@convoca.example"), await User.get(email="committee-chair2@convoca.example"), found
    )


async def invite(
    call: Call, cast: Cast, town: Town, *, relative: str = "", ends_on: date, now: datetime
) -> list[Reviewer]:
    """All nine joined and declared their employer, the third one a relative too; the chair only presides."""
    office = Actor(cast.office.id, cast.office.name, grants=(Grant(Role.OFFICE),))
    today = local(now).date()
    made = []
    for place, user in enumerate([*cast.readers, cast.chair]):
        most = 0 if user is cast.chair else None
        asked = NewReader(email=user.email or "", name=user.name, ends_on=ends_on, max_load=most)
        reader = await readers.invite(call, asked, by=office, today=today, now=now)
        await readers.declare(
            reader,
            company_id=town.companies[CHAIRS_COMPANY if user is cast.chair else place].id,
            relatives=_relatives(relative) if place == 2 else (),
            actor=f"user:{user.id}",
            today=today,
            now=now + timedelta(hours=3 + place),
        )
        made.append(reader)
    return made


def _relatives(name: str) -> Sequence[NewRelative]:
    return [NewRelative(name, "sobrina")] if name else []
