"""Work for later: a row written with its cause, done by whichever worker is free, again after a failure, and visible.

A job may run more than once (its worker can die before it says "done"), so doing it twice must be harmless. A room
lists its own in `jobs.py`, as this module does for the core: JOBS (kind to function) and TIMETABLE (kind, every).
"""

from datetime import datetime, timedelta
from typing import Any

from events_app.core import audit, jobs_queue, limits, mail
from events_app.core.jobs_queue import GiveUp, TryAgain, later, retry
from events_app.core.jobs_worker import Work, back_off, register, work, work_once

__all__ = [
    "JOBS",
    "TIMETABLE",
    "GiveUp",
    "TryAgain",
    "Work",
    "back_off",
    "later",
    "register",
    "retry",
    "work",
    "work_once",
]

DONE_JOBS_KEPT = timedelta(days=14)


async def seal_audit(_payload: dict[str, Any], now: datetime) -> None:
    await audit.seal(now)


async def deliver_mail(payload: dict[str, Any], now: datetime) -> None:
    await mail.deliver(int(payload["message"]), now)


async def doubt_mail(_payload: dict[str, Any], now: datetime) -> None:
    await mail.doubt_the_unfinished(now)


async def tidy(_payload: dict[str, Any], now: datetime) -> None:
    await jobs_queue.tidy(now - DONE_JOBS_KEPT)
    await limits.tidy(now)


JOBS: dict[str, Work] = {
    "core.seal_audit": seal_audit,
    "core.deliver_mail": deliver_mail,
    "core.doubt_mail": doubt_mail,
    "core.tidy": tidy,
}

TIMETABLE = (
    ("core.seal_audit", timedelta(minutes=1)),
    ("core.doubt_mail", timedelta(minutes=5)),
    ("core.tidy", timedelta(days=1)),
)

register(JOBS, TIMETABLE)
