"""How often somebody may try: counted in PostgreSQL, so that it holds across processes and restarts.

The count of the window before weighs in with the part of it that is still within reach, so nobody doubles the limit
by waiting for the hour to strike. Keys are stored as keyed digests: the table says nothing about anybody.
"""

from datetime import UTC, datetime, timedelta
from math import ceil

from events_app.core.database import row, rows
from events_app.core.errors import TooMany
from events_app.core.settings import settings
from events_app.core.tokens import keyed_digest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def hit(name: str, key: str, *, limit: int, per: timedelta, now: datetime) -> None:
    """Counts one attempt; raises TooMany with the seconds to wait when `limit` attempts in `per` are used up.

    A refused attempt does not count. Call it before a transaction, not inside: a rollback would forget the attempt.
    """
    allowed = max(1, ceil(limit * settings().rate_limit_factor))
    start = now - (now - _EPOCH) % per
    elapsed = (now - start) / per
    found = await row(_HIT, name, _hashed(name, key), start, start - per, start + 2 * per, 1 - elapsed, allowed, now)
    if found is None or not found["admitted"]:
        wait = _wait(found["hits"], found["earlier"], allowed, elapsed) if found else 1.0
        raise TooMany(retry_after=max(1, ceil(wait * per.total_seconds())))


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


# One statement: the row lock of the upsert is what makes parallel attempts exact. A clock that went back starts anew.
_HIT = """
INSERT INTO rate_counters AS c (name, key_hash, window_start, expires_at, hits, earlier, admitted, created_at)
VALUES ($1, $2, $3::timestamptz, $5, 1, 0, true, $8)
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
