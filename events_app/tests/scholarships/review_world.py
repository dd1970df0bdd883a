"""A call under review with unmistakable names, for the tests of the reading."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from events_app.accounts.models import User
from events_app.core.access import Grant, Role
from events_app.directory.models import Company
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.scholarships import make_application, make_call, make_reviewer
from scholarships.applications.models import Application
from scholarships.calls.models import Call, CallStatus
from scholarships.review import rounds
from scholarships.review.models import Reviewer
from scholarships.review.readings import Assignment, ReviewRound
from scholarships.review.scoring import Said, finish, save

NOW = datetime(2026, 12, 10, 16, 0, tzinfo=UTC)
TODAY = date(2026, 12, 10)
WHOLE = {"esfuerzo": Said(4), "necesidad": Said(5), "motivo": Said(3)}


@dataclass
class World:
    call: Call
    companies: list[Company]
    applications: list[Application]
    readers: list[Reviewer]
    users: list[User]

    @property
    def reader_role(self) -> Grant:
        return Grant(Role.REVIEWER, f"committee:{self.call.committee_id}")

    async def reading(self, reader: int = 0, number: int = 0) -> Assignment:
        """The n-th live file of a reader."""
        mine = Assignment.filter(reviewer_id=self.readers[reader].id).exclude(status="returned")
        return (await mine.order_by("position"))[number]


async def make_world(
    *, files: int = 6, readers: int = 5, readings: int = 3, status: CallStatus = CallStatus.REVIEWING
) -> World:
    """Files and readers of different companies; the readers' users have the role of the call's committee."""
    call = await make_call(status=status, minimum_readings=readings)
    companies = [await make_company(f"Maquilas Zacatrús {number}") for number in range(files)]
    applications = [
        await make_application(
            call, company=company, guardian_given_name=f"Xóchitl{number}", guardian_paternal_surname="Bacasegua",
            guardian_maternal_surname="Quijada", child_given_name=f"Ximenita{number}",
            child_paternal_surname="Tequida", child_maternal_surname="Bacasegua",
        )
        for number, company in enumerate(companies)
    ]  # fmt: skip
    role = Grant(Role.REVIEWER, f"committee:{call.committee_id}")
    users = [await make_user(f"Lector Núm{number}", roles=[role]) for number in range(readers)]
    made = [
        await make_reviewer(call, user=user, company=await make_company(f"Empleadora {number}"), code=f"L{number + 1}")
        for number, user in enumerate(users)
    ]
    return World(call, companies, applications, made, users)


async def open_reading(world: World, seed: str = "x", *, now: datetime = NOW) -> ReviewRound:
    return await rounds.open_reading(
        world.call,
        closes_at=datetime(2027, 2, 28, 20, tzinfo=UTC),
        actor="user:1",
        today=now.date(),
        now=now,
        seed=seed,
    )


async def read_all(world: World, reader: int, answers: dict[str, Said] | None = None, *, now: datetime = NOW) -> None:
    """The reader answers and finishes every file in hand."""
    for each in await Assignment.filter(reviewer_id=world.readers[reader].id).exclude(status="returned"):
        await save(each.id, world.users[reader].id, answers or WHOLE, comment=None, today=now.date(), now=now)
        await finish(each.id, world.users[reader].id, today=now.date(), now=now)
