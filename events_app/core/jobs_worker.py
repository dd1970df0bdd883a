"""The worker: takes what is due, does it, puts down how it ended, and sleeps until it is woken."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from events_app.core import clock, faults, jobs_queue, live
from events_app.core.jobs_queue import CHANNEL, LEASE, GiveUp, Taken, TryAgain
from events_app.core.logs import mask
from events_app.core.metrics import JOBS as COUNTED

log = logging.getLogger(__name__)

Work = Callable[[dict[str, Any], datetime], Awaitable[None]]
PARALLEL = 4
POLL_SECONDS = 2.0
STRETCH_SECONDS = 10.0
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)

_known: dict[str, Work] = {}
_timetable: dict[str, timedelta] = {}


def register(handlers: Mapping[str, Work], timetable: Iterable[tuple[str, timedelta]] = ()) -> None:
    """Makes a room's jobs known to this process's worker; called once for each room by the composition root."""
    _known.update(handlers)
    _timetable.update(timetable)


async def work_once(now: datetime, *, stop: asyncio.Event | None = None) -> int:
    """Does everything due at `now`, and what that brings; gives how many jobs were tried."""
    tried = 0
    await jobs_queue.bury(now)
    while not (stop and stop.is_set()) and (done := await _round(now)):
        tried += done
    return tried


async def work(stop: asyncio.Event) -> None:
    """The worker: does what is due, sleeps until it is woken or a moment has passed, and outlives a lost database."""
    with live.listening(CHANNEL) as listener:
        while not stop.is_set():
            more = False
            try:
                await jobs_queue.put_due(_timetable.items(), clock.now())
                await jobs_queue.bury(clock.now())
                more = await _work_a_while(stop)
            except Exception:
                # Whatever it is (most often the database is away), the next round is the cure.
                log.exception("worker round failed")
            if not more:
                await _rest(listener, stop)


def back_off(attempt: int, *, jitter: float) -> timedelta:
    """10 s, 20 s, 40 s … up to an hour, of which `jitter` (0 to 1) decides the second half."""
    whole = min(FIRST_WAIT * (1 << min(attempt - 1, 16)), LONGEST_WAIT)
    return whole * (0.5 + jitter / 2)


async def _work_a_while(stop: asyncio.Event) -> bool:
    """Round after round, each at its own moment: a lease that began when a long queue did would be over at once.

    True when something may be left; the timetable is looked at again in between.
    """
    until = asyncio.get_running_loop().time() + STRETCH_SECONDS
    while not stop.is_set() and await _round(clock.now()):
        if asyncio.get_running_loop().time() > until:
            return True
    return False


async def _round(now: datetime) -> int:
    """Does the next few jobs that are due; gives how many."""
    taken = await jobs_queue.take(_known, now, limit=PARALLEL)
    await asyncio.gather(*(_do(job, now, jitter=random.random()) for job in taken))  # noqa: S311
    return len(taken)


async def _do(job: Taken, now: datetime, *, jitter: float) -> None:
    started = asyncio.get_running_loop().time()
    keeper = asyncio.create_task(_keep(job, now))
    try:
        outcome, because = await _outcome(job, now)
    finally:
        keeper.cancel()
    moment = now + timedelta(seconds=asyncio.get_running_loop().time() - started)
    COUNTED.labels(job.kind, outcome).inc()
    faults.reach(f"job:{job.kind}")
    if outcome == "again":
        await jobs_queue.put_back(job, moment + back_off(job.attempt, jitter=jitter), because)
    else:
        await jobs_queue.finish(job, moment, failed_because=because if outcome == "failed" else None)


async def _outcome(job: Taken, now: datetime) -> tuple[str, str]:
    try:
        await _known[job.kind](job.payload, now)
    except GiveUp as error:
        log.error("job failed", extra={"kind": job.kind, "job": job.id, "because": str(error)})
        return "failed", mask(str(error))
    except TryAgain as error:
        log.warning("job waits", extra={"kind": job.kind, "job": job.id, "because": str(error)})
        return ("failed" if job.last else "again"), mask(str(error))
    except Exception as error:
        # A job is anybody's code: whatever goes wrong in it is put down where the office sees it, and tried again.
        log.exception("job broke", extra={"kind": job.kind, "job": job.id, "attempt": job.attempt})
        return ("failed" if job.last else "again"), mask(f"{type(error).__name__}: {error}")
    return "done", ""


async def _keep(job: Taken, now: datetime) -> None:
    """Renews the lease while the job is being done."""
    elapsed = timedelta(0)
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 3)
        elapsed += LEASE / 3
        with suppress(OSError):
            await jobs_queue.keep(job, now + elapsed)


async def _rest(listener: live.Listener, stop: asyncio.Event) -> None:
    woken = {asyncio.create_task(listener.next(POLL_SECONDS)), asyncio.create_task(stop.wait())}
    await asyncio.wait(woken, return_when=asyncio.FIRST_COMPLETED)
    for each in woken:
        each.cancel()
    listener.drain()
