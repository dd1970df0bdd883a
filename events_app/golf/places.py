"""Guarded writes on the counter of teams: a place is taken or refused in one statement, never counted first."""

from datetime import datetime

from events_app.core.database import row, rows
from events_app.payments.expired_holds import ending, note_expired

TAKE = """
UPDATE golf_tournaments g SET taken = taken + 1, revision = revision + 1
WHERE g.id = $1 AND g.taken < g.places
  AND EXISTS (SELECT 1 FROM events e WHERE e.id = g.event_id AND e.status = 'published')
RETURNING nextval(pg_get_serial_sequence('golf_teams', 'id')) AS team_id
"""
TAKE_AGAIN = """
UPDATE golf_tournaments SET taken = taken + 1, revision = revision + 1 WHERE id = $1 AND taken < places RETURNING id
"""
GIVE_BACK = "UPDATE golf_tournaments SET taken = taken - 1, revision = revision + 1 WHERE id = $1 RETURNING id"
# Not FOR UPDATE: whoever wrote a team holds a share of the tournament's key, and two of them would wait for each other.
LOCK = "SELECT id FROM golf_tournaments WHERE id = $1 FOR NO KEY UPDATE"
EXPIRE = ending(
    "golf_teams",
    "tournament_id",
    """over AS (
    UPDATE golf_teams t SET status = 'expired', hold_expires_at = NULL, ended_at = $2
    FROM due WHERE t.id = due.id AND t.status = 'held' RETURNING t.id, t.order_id
), whole AS (
    UPDATE golf_tournaments g SET taken = g.taken - n.gone, revision = g.revision + 1
    FROM (SELECT count(*)::int AS gone FROM over) n WHERE g.id = $1 AND n.gone > 0 RETURNING g.id
)
SELECT id, order_id FROM over ORDER BY id
""",
)


async def take(golf_id: int, *, now: datetime) -> int | None:
    """The id of the new team, or None when every place is taken even after expired holds went back."""
    found = await row(TAKE, golf_id)
    if found is None and await recycle(golf_id, now):
        found = await row(TAKE, golf_id)
    return int(found["team_id"]) if found else None


async def take_again(golf_id: int, *, now: datetime) -> bool:
    """A place for a team that had let it go (money that came late)."""
    if await row(TAKE_AGAIN, golf_id) is not None:
        return True
    return await recycle(golf_id, now) and await row(TAKE_AGAIN, golf_id) is not None


async def lock(golf_id: int) -> None:
    """Every change of a place locks its tournament first, so that two changes never wait for each other in a ring."""
    await row(LOCK, golf_id)


async def give_back(golf_id: int) -> None:
    await row(GIVE_BACK, golf_id)


async def recycle(golf_id: int, now: datetime) -> bool:
    """Gives back the expired holds; their orders are closed by a job after the commit."""
    await lock(golf_id)
    closed = await rows(EXPIRE, golf_id, now)
    await note_expired("golf_team", closed, now)
    return bool(closed)
