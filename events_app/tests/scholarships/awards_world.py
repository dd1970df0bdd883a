"""A call that was read and is being decided, with a fund behind it, as small as the tests of the awards need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from events_app.accounts.models import User
from events_app.core.access import Grant, Role
from events_app.core.database import execute
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.scholarships import (
    CLOSES,
    LEVELS,
    RUBRIC,
    RULES,
    make_application,
    make_assignment,
    make_call,
    make_reviewer,
    make_round,
)
from scholarships.applications.models import Application
from scholarships.awards import calibrating, deciding, lottery, meetings, publishing, voting
from scholarships.awards.models import Meeting, Motion, Ranking, VoteChoice
from scholarships.calls.models import Call, CallStatus
from scholarships.engine.meeting import Change
from scholarships.fund.models import Donation, FundSource, SourceKind
from scholarships.review.models import Reviewer
from scholarships.review.readings import Assignment, AssignmentStatus, RoundStatus, ScoreVersion

NOW = datetime(2027, 3, 12, 17, 0, tzinfo=UTC)
TODAY = date(2027, 3, 12)
RESULTS = datetime(2027, 3, 15, 16, 0, tzinfo=UTC)
LATER = datetime(2027, 3, 15, 16, 1, tzinfo=UTC)


@dataclass
class World:
    """`users` are the readers' users; the first one chairs."""

    call: Call
    applications: list[Application]
    readers: list[Reviewer]
    users: list[User]

    @property
    def folios(self) -> list[str]:
        return [each.folio for each in self.applications]


async def make_world(
    scores: Sequence[Sequence[int]] = ((5, 5, 5), (4, 4, 4), (3, 3, 3)),
    *,
    budget: int = 600_000,
    rules: Mapping[str, Any] | None = None,
    fund: int = 5_000_000,
    levels: Sequence[str] = (),
    **over: Any,
) -> World:
    """`scores` has a row for each application and a column for each reader: 1 to 5 on every criterion.

    With the usual budget of 6,000 pesos two of the three applications of 3,000 are awarded.
    """
    ties = ["need:desc", "previous:asc", "lottery"]
    rules = RULES | {"parent_active_on": None, "tie_breaks": ties} | dict(rules or {})
    call = await make_call(
        status=CallStatus.REVIEWING, budget=budget, rules=rules, minimum_readings=len(scores[0]), **over
    )
    role = Grant(Role.REVIEWER, f"committee:{call.committee_id}")
    chair = Grant(Role.COMMITTEE_CHAIR, f"committee:{call.committee_id}")
    users = [
        await make_user(f"Integrante {number}", roles=[role, chair] if number == 0 else [role])
        for number in range(len(scores[0]))
    ]
    readers = [
        await make_reviewer(call, user=user, code=f"L{number}", company=await make_company(f"Ajena {number}"))
        for number, user in enumerate(users)
    ]
    applications = [
        await make_application(
            call, company=await make_company(f"Planta {number}"), level=levels[number] if levels else "primaria",
            guardian_email=f"familia{number}@correo.example",
        )
        for number in range(len(scores))
    ]  # fmt: skip
    await _read(call, applications, readers, scores)
    if fund:
        await give(fund)
    return World(call, applications, readers, users)


async def give(
    amount: int, *, currency: str = "MXN", kind: SourceKind = SourceKind.DONOR, year: int = 2027
) -> FundSource:
    source = await FundSource.create(kind=kind, name=f"Fondo {kind}", year=year, currency=currency)
    await Donation.create(
        source=source, amount=amount, currency=currency, received_on=date(year, 1, 15), recorded_by="user:1"
    )
    return source


async def ranked(world: World, draw: str = "número 48213") -> Ranking:
    if not world.call.lottery_draw:
        await lottery.record_draw(world.call, draw, source="Lotería Nacional", actor="user:1", now=NOW)
        world.call = await Call.get(id=world.call.id)
    return await calibrating.rank(world.call, actor="user:1", now=NOW)


async def opened(world: World, *, quorum: int = 2) -> Meeting:
    """A meeting with everybody there, on a ranking made now."""
    await ranked(world)
    meeting = await meetings.plan(
        world.call, starts_at=NOW, place="Sala de juntas", quorum=quorum, chair=world.users[0].id, actor="user:1",
        now=NOW,
    )  # fmt: skip
    for user in world.users:
        await meetings.arrive(meeting, user.id, actor="user:1", now=NOW)
    await meetings.open_meeting(meeting, actor="user:1", now=NOW)
    return await fresh(meeting)


async def moved(
    world: World, meeting: Meeting, change: dict[str, Any], *, no: Sequence[int] = (), dissent: str = ""
) -> Motion:
    """Proposed by the first, voted by all but those with a conflict, and counted; `no` are those against."""
    motion = await voting.propose(
        meeting, f"Moción {change.get('kind', '')}".strip(), change, by=world.users[0].id, actor="user:1", now=NOW
    )
    for number, user in enumerate(world.users):
        choice = VoteChoice.NO if number in no else VoteChoice.YES
        words = dissent if number in no else ""
        await voting.vote(meeting, motion.id, user=user.id, choice=choice, dissent=words, actor="user:1", now=NOW)
    return await voting.close_motion(meeting, motion.id, actor="user:1", now=NOW)


async def decided(world: World) -> Meeting:
    """The whole list adopted and signed by the first two."""
    meeting = await opened(world)
    await moved(world, meeting, {"kind": Change.ADOPT, "place": len(world.applications)})
    await meetings.close_meeting(meeting, actor="user:1", now=NOW)
    await deciding.sign(await fresh(meeting), second=world.users[1].id, actor="user:2", now=NOW)
    return await fresh(meeting)


async def published(world: World) -> None:
    """Decided, published at RESULTS (seen a minute later)."""
    await decided(world)
    await publishing.schedule(world.call, RESULTS, actor="user:1", now=NOW)
    assert await publishing.publish(world.call.id, actor="system", now=LATER)
    world.call = await Call.get(id=world.call.id)


async def fresh(meeting: Meeting) -> Meeting:
    return await Meeting.get(id=meeting.id).select_related("call__committee", "ranking__run", "chair", "second")


def level(key: str, **over: Any) -> dict[str, Any]:
    """One of the usual levels with other bounds."""
    return next(each for each in LEVELS if each["key"] == key) | over


async def _read(
    call: Call, applications: Sequence[Application], readers: Sequence[Reviewer], scores: Sequence[Sequence[int]]
) -> None:
    round = await make_round(call)
    for application, row in zip(applications, scores, strict=True):
        for number, (reader, value) in enumerate(zip(readers, row, strict=True), start=1):
            given = await make_assignment(round, application, reader, reading=number)
            await ScoreVersion.bulk_create(
                ScoreVersion(
                    assignment_id=given.id, application_id=application.id, reviewer_id=reader.id, version=1, at=CLOSES,
                    criterion=criterion["key"], value=value,
                )
                for criterion in RUBRIC["criteria"]
            )  # fmt: skip
    await Assignment.filter(round_id=round.id).update(status=AssignmentStatus.DONE, finished_at=CLOSES)
    await type(round).filter(id=round.id).update(status=RoundStatus.CLOSED, closed_at=CLOSES)
    await execute("UPDATE scholarship_calls SET status = 'deciding' WHERE id = $1", call.id)
    call.status = CallStatus.DECIDING
