"""One key, one body, one effect, even when both arrive at once."""

import asyncio

import pytest

from events_app.core.database import execute, row, tx
from events_app.core.errors import IdempotencyMismatch
from events_app.core.idempotency import Outcome, once
from events_app.tests.support.day import NOW

COUNT = "SELECT count(*) AS n FROM job_timetable"


async def submit(key: str, body: object, *, fails: bool = False, actor: str = "user:1") -> Outcome:
    async def effect() -> dict[str, object]:
        await execute(
            "INSERT INTO job_timetable (created_at, kind, due_at) VALUES ($1, gen_random_uuid()::text, $1)", NOW
        )
        if fails:
            raise ValueError("no seat")
        return {"folio": 7}

    async def body_of_transaction() -> Outcome:
        return await once(key, actor=actor, path="/x", body=body, effect=effect)

    return await tx(body_of_transaction)


async def test_a_repeated_submit_gets_the_first_answer_and_does_nothing(db: str) -> None:
    first = await submit("k1", {"a": 1})
    second = await submit("k1", {"a": 1})

    assert (first, second) == (Outcome({"folio": 7}, False), Outcome({"folio": 7}, True))
    assert await row(COUNT) == {"n": 1}


async def test_the_same_key_with_another_body_is_refused(db: str) -> None:
    await submit("k1", {"a": 1})

    with pytest.raises(IdempotencyMismatch):
        await submit("k1", {"a": 2})


async def test_another_person_may_use_the_same_key(db: str) -> None:
    await submit("k1", {"a": 1})
    other = await submit("k1", {"a": 2}, actor="user:2")

    assert not other.replayed


async def test_twenty_at_once_have_one_effect(db: str) -> None:
    answers = await asyncio.gather(*(submit("k1", {"a": 1}) for _ in range(20)))

    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 19
    assert await row(COUNT) == {"n": 1}


async def test_a_failed_effect_leaves_the_key_free(db: str) -> None:
    with pytest.raises(ValueError, match="no seat"):
        await submit("k1", {"a": 1}, fails=True)

    assert not (await submit("k1", {"a": 1})).replayed
