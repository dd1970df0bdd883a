"""The tables themselves refuse what may never be: a frozen call that changes, a child twice, a score out of place."""

from datetime import timedelta

import pytest
from asyncpg import RestrictViolationError
from tortoise.exceptions import IntegrityError, OperationalError

from events_app.tests.factories.scholarships import (
    CLOSES,
    make_application,
    make_assignment,
    make_call,
    make_reviewer,
    make_round,
)
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call, CallStatus
from scholarships.review.models import Conflict, ConflictSource
from scholarships.review.readings import RoundStatus, ScoreVersion


async def test_the_rules_of_a_call_that_opened_stay_as_they_are(db: str) -> None:
    call = await make_call()

    with pytest.raises((RestrictViolationError, OperationalError, IntegrityError)):
        await Call.filter(id=call.id).update(budget=1)
    await Call.filter(id=call.id).update(extended_until=CLOSES + timedelta(days=7))

    assert (await Call.get(id=call.id)).budget == 5_000_000


async def test_a_child_has_one_live_application_in_a_call(db: str) -> None:
    call = await make_call()
    first = await make_application(call)
    await make_application(call, child_key=first.child_key, status=ApplicationStatus.WITHDRAWN)

    with pytest.raises(IntegrityError):
        await make_application(call, child_key=first.child_key)


@pytest.mark.parametrize("trouble", ["closed round", "conflict", "published call", "other reader"])
async def test_a_score_out_of_place_is_refused_by_the_database(db: str, trouble: str) -> None:
    call = await make_call(status=CallStatus.PUBLISHED if trouble == "published call" else CallStatus.REVIEWING)
    application, reviewer, other = await make_application(call), await make_reviewer(call), await make_reviewer(call)
    is_closed = trouble == "closed round"
    round = await make_round(
        call,
        status=RoundStatus.CLOSED if is_closed else RoundStatus.OPEN,
        closed_at=CLOSES if is_closed else None,
    )
    assignment = await make_assignment(round, application, reviewer)
    if trouble == "conflict":
        await Conflict.create(
            application=application, reviewer=reviewer, source=ConflictSource.DECLARED, declared_by="user:1", at=CLOSES
        )

    with pytest.raises((RestrictViolationError, OperationalError, IntegrityError)):
        await ScoreVersion.create(
            assignment=assignment, application=application, reviewer=other if trouble == "other reader" else reviewer,
            criterion="motivo", version=1, value=4, at=CLOSES,
        )  # fmt: skip

    assert await ScoreVersion.all().count() == 0


async def test_a_score_in_its_place_is_kept_and_never_rewritten(db: str) -> None:
    call = await make_call(status=CallStatus.REVIEWING)
    application, reviewer = await make_application(call), await make_reviewer(call)
    assignment = await make_assignment(await make_round(call), application, reviewer)
    score = await ScoreVersion.create(
        assignment=assignment, application=application, reviewer=reviewer, criterion="motivo", version=1, value=4,
        at=CLOSES,
    )  # fmt: skip

    with pytest.raises((RestrictViolationError, OperationalError, IntegrityError)):
        await ScoreVersion.filter(id=score.id).update(value=5)

    assert [each.value for each in await ScoreVersion.all()] == [4]
