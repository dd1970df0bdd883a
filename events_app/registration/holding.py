"""How long a single registration's seat waits for its money: as long as its order, and never past the event's start."""

from datetime import datetime

from events_app.core.database import row

HOLD = """
UPDATE registrations SET hold_expires_at = $2
WHERE id = $1 AND status = 'held' AND group_id IS NULL AND hold_expires_at < $2 RETURNING id
"""
STARTS = "SELECT e.starts_at FROM registrations r JOIN events e ON e.id = r.event_id WHERE r.id = $1"


async def on_held(reference_id: int, until: datetime, now: datetime) -> None:
    """The order waits longer (a voucher was issued), and so does its seat."""
    await row(HOLD, reference_id, until)


async def latest(reference_id: int) -> datetime | None:
    """Nobody holds a seat of an event that has begun."""
    found = await row(STARTS, reference_id)
    return found["starts_at"] if found else None
