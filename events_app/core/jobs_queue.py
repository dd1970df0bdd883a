"""The queue of jobs as SQL: asking for work, taking it under a lease, and putting down how it ended."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events_app.core import live
from events_app.core.database import row, rows

CHANNEL = "jobs"
LEASE = timedelta(minutes=5)
ATTEMPTS = 12


@dataclass(frozen=True)
class Taken:
    """A job that this worker holds; `attempt` is its fence against a worker that lost it."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempt: int
    last: bool


class TryAgain(Exception):
    """The job could not be done now and says why; it is tried again, later each time."""


class GiveUp(Exception):
    """The job can never be done and says why; it fails at once and the office sees it."""


async def later(
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    run_at: datetime | None = None,
    key: str | None = None,
    attempts: int = ATTEMPTS,
) -> None:
    """Queues a job in the caller's transaction and wakes a worker after the commit.

    Among unfinished jobs a `key` stands only once; one that is running is asked to run again with this payload.
    """
    moment = run_at or now
    await row(_PUT, kind, json.dumps(payload, default=str), key, moment, now, attempts)
    if moment <= now:
        await live.announce(CHANNEL, {})


async def put_due(timetable: Collection[tuple[str, timedelta]], now: datetime) -> None:
    """Adds the timetable's due jobs; only the process that moves the row forward adds the job."""
    kinds, seconds = [kind for kind, _ in timetable], [every.total_seconds() for _, every in timetable]
    await rows(_PUT_DUE, kinds, seconds, now, ATTEMPTS)


async def take(kinds: Collection[str], now: datetime, *, limit: int) -> list[Taken]:
    """Due jobs that nobody else holds, and those whose worker died; oldest first."""
    found = await rows(_TAKE, list(kinds), now, now + LEASE, limit)
    found.sort(key=lambda each: (each["run_at"], each["id"]))
    return [_taken(each) for each in found]


async def bury(now: datetime) -> int:
    """Marks as failed the jobs whose every worker died; gives how many."""
    return len(await rows(_BURY, now))


async def keep(job: Taken, now: datetime) -> None:
    """Holds on to a job that takes long."""
    await rows(_KEEP, job.id, job.attempt, now + LEASE)


async def finish(job: Taken, now: datetime, *, failed_because: str | None = None) -> None:
    """The job ended, well or for good; if it was asked for meanwhile it waits again."""
    status = "done" if failed_because is None else "failed"
    await rows(_FINISH, job.id, job.attempt, status, now, (failed_because or "")[:500])


async def put_back(job: Taken, run_at: datetime, because: str) -> None:
    """The job will be tried again at `run_at`."""
    await rows(_PUT_BACK, job.id, job.attempt, run_at, because[:500])


async def retry(job_id: int, now: datetime) -> bool:
    """The office asks for a failed job once more; False when it is not failed or the same work already waits."""
    return bool(await rows(_RETRY, job_id, now, ATTEMPTS))


async def tidy(before: datetime) -> int:
    """Deletes jobs done before that moment; failed ones stay until somebody deals with them."""
    return len(await rows("DELETE FROM jobs WHERE status = 'done' AND finished_at < $1 RETURNING id", before))


def _taken(found: dict[str, Any]) -> Taken:
    payload = found["payload"]
    return Taken(
        id=found["id"],
        kind=found["kind"],
        payload=json.loads(payload) if isinstance(payload, str) else payload,
        attempt=found["attempts"],
        last=found["attempts"] >= found["max_attempts"],
    )


_PUT = """
INSERT INTO jobs (kind, payload, key, status, run_at, attempts, max_attempts, last_error, created_at)
VALUES ($1, $2::jsonb, $3, 'waiting', $4, 0, $6, '', $5)
ON CONFLICT (key) WHERE status IN ('waiting', 'running')
DO UPDATE SET again_at = least(jobs.again_at, excluded.run_at), payload = excluded.payload
WHERE jobs.status = 'running'
"""

# A due moment further away than one interval means that the clock went back: it counts as due.
_PUT_DUE = """
WITH due AS (
    INSERT INTO job_timetable AS t (kind, due_at, created_at)
    SELECT kind, $3::timestamptz + make_interval(secs => seconds), $3
    FROM unnest($1::text[], $2::float8[]) AS wanted(kind, seconds) ORDER BY kind
    ON CONFLICT (kind) DO UPDATE SET due_at = excluded.due_at
    WHERE t.due_at <= $3 OR t.due_at > excluded.due_at
    RETURNING kind
)
INSERT INTO jobs (kind, payload, key, status, run_at, attempts, max_attempts, last_error, created_at)
SELECT kind, '{}', 'timetable:' || kind, 'waiting', $3, 0, $4, '', $3 FROM due
ON CONFLICT (key) WHERE status IN ('waiting', 'running') DO NOTHING
"""

_TAKE = """
UPDATE jobs SET status = 'running', attempts = attempts + 1, lease_until = $3
WHERE id IN (
    SELECT id FROM jobs
    WHERE kind = ANY($1::text[])
      AND (status = 'waiting' AND run_at <= $2
           OR status = 'running' AND lease_until <= $2 AND attempts < max_attempts)
    ORDER BY run_at, id LIMIT $4
    FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, payload, attempts, max_attempts, run_at
"""

_BURY = """
UPDATE jobs SET status = 'failed', lease_until = NULL, finished_at = $1, again_at = NULL,
                last_error = 'every worker that took it died'
WHERE status = 'running' AND lease_until <= $1 AND attempts >= max_attempts
RETURNING id
"""

_KEEP = """
UPDATE jobs SET lease_until = greatest(lease_until, $3)
WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING id
"""

_FINISH = """
UPDATE jobs SET
    status = CASE WHEN again_at IS NULL THEN $3 ELSE 'waiting' END,
    finished_at = CASE WHEN again_at IS NULL THEN $4::timestamptz END,
    run_at = coalesce(again_at, run_at),
    max_attempts = CASE WHEN again_at IS NULL THEN max_attempts ELSE attempts + max_attempts END,
    again_at = NULL, lease_until = NULL, last_error = $5
WHERE id = $1 AND attempts = $2 AND status = 'running'
RETURNING id
"""

_PUT_BACK = """
UPDATE jobs SET status = 'waiting', run_at = $3, lease_until = NULL, again_at = NULL, last_error = $4
WHERE id = $1 AND attempts = $2 AND status = 'running'
RETURNING id
"""

_RETRY = """
UPDATE jobs AS j SET status = 'waiting', run_at = $2, finished_at = NULL, max_attempts = attempts + $3
WHERE id = $1 AND status = 'failed' AND NOT EXISTS (
    SELECT 1 FROM jobs other WHERE other.key = j.key AND other.status IN ('waiting', 'running')
)
RETURNING id
"""
