"""The places of a division for teams: one guarded write takes one, and old holds give theirs back when it fails."""

from datetime import datetime

from events_app.core.database import row, rows
from events_app.payments.expired_holds import ending, note_expired

TAKE = """
UPDATE divisions SET taken = taken + 1
WHERE id = $1 AND status = 'open' AND (call_opens_at IS NULL OR call_opens_at <= $2)
  AND (call_closes_at IS NULL OR call_closes_at > $2) AND taken < max_teams
RETURNING nextval(pg_get_serial_sequence('teams', 'id')) AS team_id
"""
TAKE_BACK = """
UPDATE divisions SET taken = taken + 1
WHERE id = $1 AND status IN ('open', 'closed') AND taken < max_teams RETURNING id
"""
# Not FOR UPDATE: whoever wrote a team holds a share of the division's key, and two of them would wait for each other.
LOCK = "SELECT id, status FROM divisions WHERE id = $1 FOR NO KEY UPDATE"
GIVE_BACK = "UPDATE divisions SET taken = taken - 1 WHERE id = $1 RETURNING id"
EXPIRE = ending(
    "teams",
    "division_id",
    """over AS (
    UPDATE teams t SET status = 'expired', hold_expires_at = NULL, ended_at = $2, end_reason = 'hold expired'
    FROM due WHERE t.id = due.id AND t.status = 'held' RETURNING t.id, t.order_id
), whole AS (
    UPDATE divisions d SET taken = d.taken - s.teams
    FROM (SELECT count(*)::int AS teams FROM over) s WHERE d.id = $1 AND s.teams > 0 RETURNING d.id
)
SELECT id, order_id FROM over ORDER BY id
""",
)
EXPIRED = """
SELECT count(*)::int AS n FROM teams WHERE division_id = $1 AND status = 'held' AND hold_expires_at <= $2
"""


async def take(division_id: int, *, now: datetime) -> int | None:
    """The id for a new team while its call is open and there is room; None otherwise."""
    taken = await row(TAKE, division_id, now)
    if taken is None and await recycle(division_id, now):
        taken = await row(TAKE, division_id, now)
    return int(taken["team_id"]) if taken else None


async def take_back(division_id: int, *, now: datetime) -> bool:
    """A place for a team whose money came late, until the draw."""
    if await row(TAKE_BACK, division_id) is not None:
        return True
    return await recycle(division_id, now) and await row(TAKE_BACK, division_id) is not None


async def lock(division_id: int) -> str | None:
    """Locks the division and gives its status: every change of a place begins here."""
    found = await row(LOCK, division_id)
    return str(found["status"]) if found else None


async def give_back(division_id: int) -> None:
    await row(GIVE_BACK, division_id)


async def recycle(division_id: int, now: datetime) -> bool:
    """Ends the holds that are over; their orders are closed by a job after the commit."""
    await lock(division_id)
    closed = await rows(EXPIRE, division_id, now)
    await note_expired("team", closed, now)
    return bool(closed)


async def expired(division_id: int, now: datetime) -> int:
    """Places of holds that are over and not yet given back, which a page may already call free."""
    found = await row(EXPIRED, division_id, now)
    return int(found["n"]) if found else 0
