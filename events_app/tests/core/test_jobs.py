"""Jobs: written with their cause, taken by one worker, tried again later each time, and never lost."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from events_app.core import jobs, jobs_queue, jobs_worker, live
from events_app.core.database import rows, tx

Done = list[dict[str, Any]]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    """What the test's own jobs did."""
    seen: Done = []

    async def write_down(payload: dict[str, Any], now: datetime) -> None:
        seen.append(payload)

    async def break_down(payload: dict[str, Any], now: datetime) -> None:
        seen.append(payload)
        raise RuntimeError("the plug of ana@plant.example fell out")

    async def give_up(payload: dict[str, Any], now: datetime) -> None:
        raise jobs.GiveUp("no such thing")

    async def ask_again(payload: dict[str, Any], now: datetime) -> None:
        seen.append(payload)
        if payload["n"] == 1:
            await jobs.later("again", {"n": 2}, now=now, key="k")

    monkeypatch.setattr(jobs_worker, "_known", {"note": write_down, "break": break_down, "give": give_up})
    monkeypatch.setattr(jobs_worker, "_timetable", {})
    jobs.register({"again": ask_again})
    return seen


async def status() -> list[tuple[str, int]]:
    return [(each["status"], each["attempts"]) for each in await rows("SELECT status, attempts FROM jobs ORDER BY id")]


async def test_a_job_is_done_once_and_stays_visible(db: str, now: datetime, done: Done) -> None:
    await jobs.later("note", {"n": 1}, now=now)

    tried = await jobs.work_once(now), await jobs.work_once(now)

    assert (tried, done, await status()) == ((1, 0), [{"n": 1}], [("done", 1)])


async def test_a_job_whose_cause_rolls_back_never_was(db: str, now: datetime, done: Done) -> None:
    async def cause() -> None:
        await jobs.later("note", {"n": 1}, now=now)
        raise LookupError

    with pytest.raises(LookupError):
        await tx(cause)

    assert await status() == []


async def test_a_key_stands_once_among_unfinished_jobs(db: str, now: datetime, done: Done) -> None:
    for number in (1, 2):
        await jobs.later("note", {"n": number}, now=now, key="event:7")
    await jobs.work_once(now)
    await jobs.later("note", {"n": 3}, now=now, key="event:7")
    await jobs.work_once(now)

    assert done == [{"n": 1}, {"n": 3}]


async def test_a_job_asked_for_while_it_runs_runs_again(db: str, now: datetime, done: Done) -> None:
    await jobs.later("again", {"n": 1}, now=now, key="k")

    await jobs.work_once(now)

    assert (done, await status()) == ([{"n": 1}, {"n": 2}], [("done", 2)])


async def test_a_job_for_tomorrow_waits(db: str, now: datetime, done: Done) -> None:
    await jobs.later("note", {"n": 1}, now=now, run_at=now + timedelta(days=1))

    assert await jobs.work_once(now + timedelta(hours=23)) == 0
    assert await jobs.work_once(now + timedelta(hours=24)) == 1


async def test_a_broken_job_is_tried_later_and_fails_visibly_in_the_end(db: str, now: datetime, done: Done) -> None:
    await jobs.later("break", {}, now=now, attempts=2)
    await jobs.work_once(now)
    [first] = await rows("SELECT status, run_at, last_error FROM jobs")
    await jobs.work_once(first["run_at"])

    assert (first["status"], first["last_error"]) == ("waiting", "RuntimeError: the plug of <email> fell out")
    assert timedelta(seconds=5) <= first["run_at"] - now <= timedelta(seconds=11)
    assert await status() == [("failed", 2)]


async def test_the_office_can_ask_for_a_failed_job_again(db: str, now: datetime, done: Done) -> None:
    await jobs.later("give", {}, now=now)
    await jobs.work_once(now)
    assert await status() == [("failed", 1)]

    assert await jobs.retry(1, now)

    assert await status() == [("waiting", 1)]


async def test_the_job_of_a_killed_worker_returns_and_the_late_worker_cannot_end_it(
    db: str, now: datetime, done: Done
) -> None:
    await jobs.later("note", {"n": 1}, now=now)
    [lost] = await jobs_queue.take(["note"], now, limit=1)
    after = now + jobs_queue.LEASE
    assert await jobs_queue.take(["note"], after - timedelta(seconds=1), limit=1) == []
    [found] = await jobs_queue.take(["note"], after, limit=1)

    await jobs_queue.finish(lost, after)
    assert await status() == [("running", 2)]
    await jobs_queue.finish(found, after)

    assert await status() == [("done", 2)]


async def test_a_long_job_is_held_by_its_worker_and_by_nobody_else(db: str, now: datetime, done: Done) -> None:
    await jobs.later("note", {}, now=now)
    [lost] = await jobs_queue.take(["note"], now, limit=1)
    [held] = await jobs_queue.take(["note"], now + jobs_queue.LEASE, limit=1)

    await jobs_queue.keep(held, now + 2 * jobs_queue.LEASE)
    await jobs_queue.keep(lost, now + 9 * jobs_queue.LEASE)

    assert await rows("SELECT lease_until FROM jobs") == [{"lease_until": now + 3 * jobs_queue.LEASE}]


async def test_a_job_that_kills_every_worker_is_buried(db: str, now: datetime, done: Done) -> None:
    await jobs.later("note", {}, now=now, attempts=1)
    await jobs_queue.take(["note"], now, limit=1)

    await jobs.work_once(now + jobs_queue.LEASE)

    assert (done, await status()) == ([], [("failed", 1)])


async def test_ten_workers_share_a_hundred_jobs_and_do_each_once(db: str, now: datetime, done: Done) -> None:
    for number in range(100):
        await jobs.later("note", {"n": number}, now=now)

    await asyncio.gather(*(jobs.work_once(now) for _ in range(10)))

    assert sorted(each["n"] for each in done) == list(range(100))


async def test_the_timetable_is_claimed_once_by_all_processes(db: str, now: datetime, done: Done) -> None:
    table = (("note", timedelta(minutes=1)),)
    moments = (now, now + timedelta(seconds=59), now + timedelta(seconds=60))

    for moment in moments:
        await asyncio.gather(*(jobs_queue.put_due(table, moment) for _ in range(8)))
        await jobs.work_once(moment)

    assert len(done) == 2


async def test_a_worker_is_woken_by_the_commit_and_stops_when_told(
    db: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, woken = asyncio.Event(), asyncio.Event()

    async def wake(payload: dict[str, Any], moment: datetime) -> None:
        woken.set()

    monkeypatch.setattr(jobs_worker, "_known", {"wake": wake})
    monkeypatch.setattr(jobs_worker, "_timetable", {})
    monkeypatch.setattr(jobs_worker, "POLL_SECONDS", 60.0)
    worker = asyncio.create_task(jobs.work(stop))
    await asyncio.wait_for(live.ready(), 10)
    await jobs.later("wake", {}, now=now - timedelta(days=400))
    await asyncio.wait_for(woken.wait(), 10)
    stop.set()
    await asyncio.wait_for(worker, 10)

    assert await status() == [("done", 1)]


def test_each_wait_doubles_up_to_an_hour() -> None:
    whole = [jobs.back_off(attempt, jitter=1).total_seconds() for attempt in (1, 2, 3, 9, 10, 99)]
    half = jobs.back_off(3, jitter=0).total_seconds()

    assert (whole, half) == ([10, 20, 40, 2560, 3600, 3600], 20)


async def test_each_round_of_a_long_queue_has_a_moment_of_its_own(db: str, now: datetime, done: Done) -> None:
    """A lease that began when the queue did would be over before its job began."""
    stop, moments = asyncio.Event(), list[datetime]()

    async def note_moment(payload: dict[str, Any], moment: datetime) -> None:
        moments.append(moment)
        if len(moments) > jobs_worker.PARALLEL:
            stop.set()

    jobs.register({"moment": note_moment})
    for number in range(jobs_worker.PARALLEL + 1):
        await jobs.later("moment", {"n": number}, now=now)

    await asyncio.wait_for(jobs.work(stop), 20)

    assert moments[0] == moments[jobs_worker.PARALLEL - 1] < moments[jobs_worker.PARALLEL]
