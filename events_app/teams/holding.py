"""How long a team's place waits for its money: as long as its order, and never past the tournament's start."""

from datetime import datetime

from events_app.core.database import row

HOLD = """
UPDATE teams SET hold_expires_at = $2 WHERE id = $1 AND status = 'held' AND hold_expires_at < $2 RETURNING id
"""
STARTS = """
SELECT e.starts_at FROM teams t JOIN divisions d ON d.id = t.division_id
JOIN tournaments c ON c.id = d.tournament_id JOIN events e ON e.id = c.event_id WHERE t.id = $1
"""


async def on_held(reference_id: int, until: datetime, now: datetime) -> None:
    """The order waits longer (a voucher was issued), and so does the place."""
    await row(HOLD, reference_id, until)


async def latest(reference_id: int) -> datetime | None:
    """Nobody holds a place of a tournament that has begun."""
    found = await row(STARTS, reference_id)
    return found["starts_at"] if found else None
