"""How often somebody may try: counted in PostgreSQL, so that it holds across processes and restarts.

The count of the window before weighs in with the part of it that is still within reach, so nobody doubles the limit
by waiting for the hour to strike. Keys are stored as keyed digests: the table says nothing about anybody.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from math import ceil

from events_app.core.database import rows
from events_app.core.errors import TooMany
from events_app.core.settings import settings
from events_app.core.tokens import keyed_digest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Attempt:
    """Somebody (`key`) tries something (`name`) that may be tried `limit` times in `per`."""

    name: str
    key: str
    limit: int
    per: timedelta

    @property
    def allowed(self) -> int:
        return max(1, ceil(self.limit * settings().rate_limit_factor))

    def elapsed(self, now: datetime) -> float:
        """How much of the window is over, from 0 to 1."""
        return (now - _EPOCH) % self.per / self.per

    def values(self, now: datetime) -> tuple[object, ...]:
        start = now - (now - _EPOCH) % self.per
        ends = start + 2 * self.per
        who = (self.name, _hashed(self.name, self.key))
        return (*who, start, start - self.per, ends, 1 - self.elapsed(now), self.allowed, now)


async def hit(name: str, key: str, *, limit: int, per: timedelta, now: datetime) -> None:
    """Counts one attempt; raises TooMany with the seconds to wait when `limit` attempts in `per` are used up.

    A refused attempt does not count. Call it before a transaction, not inside: a rollback would forget the attempt.
    """
    await hit_all(Attempt(name, key, limit, per), now=now)


async def hit_all(*attempts: Attempt, now: datetime) -> None:
    """Counts attempts of different names in their order, in one statement; the first refused one hides the others."""
    values = [value for each in attempts for value in each.values(now)]
    found = await rows(_statement(len(attempts)), *values)
    for attempt, counted in zip(attempts, found, strict=False):
        if not counted["admitted"]:
            wait = _wait(counted["hits"], counted["earlier"], attempt.allowed, attempt.elapsed(now))
            raise TooMany(retry_after=max(1, ceil(wait * attempt.per.total_seconds())))


async def forgive(name: str, key: str) -> None:
    """Forgets the attempts of this key, as after a password that was right."""
    await rows("DELETE FROM rate_counters WHERE name = $1 AND key_hash = $2 RETURNING id", name, _hashed(name, key))


async def tidy(now: datetime) -> int:
    """Deletes counters that no longer count; gives how many."""
    return len(await rows("DELETE FROM rate_counters WHERE expires_at < $1 RETURNING id", now))


def _hashed(name: str, key: str) -> str:
    return keyed_digest(key.strip().lower(), f"limit:{name}")


def _wait(hits: int, earlier: int, allowed: int, elapsed: float) -> float:
    """How long, in windows, until hits + earlier × (what is left of its window) leaves room for one more."""
    if hits + 1 <= allowed and earlier:
        return (1 - (allowed - 1 - hits) / earlier) - elapsed
    # This window alone is full: it becomes the earlier one, and must shrink to allowed - 1.
    return (1 - elapsed) + (1 - (allowed - 1) / hits)


# The row lock of the upsert is what makes parallel attempts exact. A clock that went back starts anew.
_HIT = """
INSERT INTO rate_counters AS c (name, key_hash, window_start, expires_at, hits, earlier, admitted, created_at)
SELECT $1::varchar, $2::varchar, $3::timestamptz, $5::timestamptz, 1, 0, true, $8::timestamptz FROM {before}
ON CONFLICT (name, key_hash) DO UPDATE SET (window_start, expires_at, hits, earlier, admitted) = (
    SELECT $3::timestamptz, excluded.expires_at, was.hits + was.fits::int, was.earlier, was.fits
    FROM (
        SELECT base.hits, base.earlier, base.hits + base.earlier * $6::float8 + 1 <= $7::float8 + 1e-9 AS fits
        FROM (
            SELECT CASE WHEN c.window_start = $3::timestamptz THEN c.hits ELSE 0 END AS hits,
                   CASE WHEN c.window_start = $3::timestamptz THEN c.earlier
                        WHEN c.window_start = $4::timestamptz THEN c.hits ELSE 0 END AS earlier
        ) AS base
    ) AS was
)
RETURNING admitted, hits, earlier
"""
_VALUES = 8


@cache
def _statement(attempts: int) -> str:
    """Each attempt begins with the row that the one before it gave, and only if that one was admitted."""
    steps = [f"hit{place} AS ({_step(place)})" for place in range(attempts)]
    told = [f"SELECT {place} AS place, * FROM hit{place}" for place in range(attempts)]  # noqa: S608 - only numbers
    return f"WITH {', '.join(steps)} {' UNION ALL '.join(told)} ORDER BY place"


def _step(place: int) -> str:
    before = f"hit{place - 1} WHERE admitted" if place else "(VALUES (1)) AS one"
    return re.sub(r"\$(\d)", lambda found: f"${int(found[1]) + _VALUES * place}", _HIT.format(before=before))
