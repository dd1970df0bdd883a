"""Limits hold across processes, slide over the hour, and store nothing about anybody."""

import asyncio
from datetime import datetime, timedelta

import pytest

from events_app.core import limits
from events_app.core.database import row, rows
from events_app.core.errors import TooMany

HOUR = timedelta(hours=1)


async def admitted(key: str, now: datetime, *, limit: int = 5) -> bool:
    try:
        await limits.hit("sign-in", key, limit=limit, per=HOUR, now=now)
    except TooMany:
        return False
    return True


async def test_the_sixth_attempt_of_five_is_refused_and_told_how_long_to_wait(db: str, now: datetime) -> None:
    verdicts = [await admitted("ana@plant.example", now) for _ in range(5)]

    with pytest.raises(TooMany) as refused:
        await limits.hit("sign-in", "ana@plant.example", limit=5, per=HOUR, now=now)

    assert verdicts == [True] * 5
    # The window before weighs 5 × what is left of it: after one window and a fifth, 4 remain.
    assert refused.value.retry_after == 4320
    assert not await admitted("ana@plant.example", now + timedelta(seconds=4319))
    assert await admitted("ana@plant.example", now + timedelta(seconds=4320))


async def test_waiting_for_the_hour_to_strike_does_not_double_the_limit(db: str, now: datetime) -> None:
    before = now + timedelta(minutes=59)
    for _ in range(5):
        await admitted("631", before)

    assert not await admitted("631", now + timedelta(minutes=61))
    assert await admitted("631", now + timedelta(minutes=60 + 13))


async def test_another_key_and_another_name_have_their_own_count(db: str, now: datetime) -> None:
    assert await admitted("one", now, limit=1)
    assert not await admitted("ONE ", now, limit=1)
    assert await admitted("two", now, limit=1)
    await limits.hit("other", "one", limit=1, per=HOUR, now=now)


async def test_nothing_personal_is_stored_and_old_counters_go(db: str, now: datetime) -> None:
    await admitted("ana@plant.example", now)
    stored = await row("SELECT * FROM rate_counters")

    assert stored is not None
    assert "ana" not in str(stored.values())
    assert await limits.tidy(now + 3 * HOUR) == 1


async def test_a_hundred_at_once_admit_exactly_the_limit(db: str, now: datetime) -> None:
    verdicts = await asyncio.gather(*(admitted("door", now, limit=20) for _ in range(100)))

    assert verdicts.count(True) == 20


async def test_counting_first_and_writing_after_admits_too_many(db: str, now: datetime) -> None:
    """The negative control of the race above: without the guarded write the limit does not hold."""
    await admitted("door", now, limit=99)

    async def careless() -> bool:
        found = await row("SELECT hits FROM rate_counters")
        if found is None or found["hits"] >= 20:
            return False
        await rows("UPDATE rate_counters SET hits = hits + 1 RETURNING id")
        return True

    verdicts = await asyncio.gather(*(careless() for _ in range(100)))

    assert verdicts.count(True) > 19


async def both(address: str, number: str, now: datetime) -> int | None:
    """Seconds to wait after trying with this address (3 an hour) and this number (2 an hour), None when admitted."""
    attempts = (limits.Attempt("address", address, 3, HOUR), limits.Attempt("number", number, 2, HOUR))
    try:
        await limits.hit_all(*attempts, now=now)
    except TooMany as error:
        return error.retry_after
    return None


async def test_attempts_that_are_counted_together_are_the_same_as_one_after_the_other(db: str, now: datetime) -> None:
    number_full = [await both("north", "417", now) for _ in range(3)]
    address_full = [await both("north", "631", now) for _ in range(2)]
    elsewhere = [await both("south", "631", now) for _ in range(3)]

    # The third of 417 used up the address; 631 was therefore not counted from there, and has both its attempts left.
    assert [each is None for each in (*number_full, *address_full, *elsewhere)] == [
        *(True, True, False),
        *(False, False),
        *(True, True, False),
    ]


async def test_together_they_cost_one_statement(db: str, now: datetime, statements: type) -> None:
    async with statements() as seen:
        await both("north", "417", now)

    assert seen.count == 1
