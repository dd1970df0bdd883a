"""How long what golf sells waits for its money: as long as its order, and never past the day's start."""

from datetime import datetime

from events_app.core.database import row

HOLD_TEAM = """
UPDATE golf_teams SET hold_expires_at = $2 WHERE id = $1 AND status = 'held' AND hold_expires_at < $2 RETURNING id
"""
HOLD_SALE = """
UPDATE golf_sales SET hold_expires_at = $2 WHERE id = $1 AND status = 'held' AND hold_expires_at < $2 RETURNING id
"""
TEAM_STARTS = """
SELECT e.starts_at FROM golf_teams t JOIN golf_tournaments g ON g.id = t.tournament_id
JOIN events e ON e.id = g.event_id WHERE t.id = $1
"""
SALE_STARTS = """
SELECT e.starts_at FROM golf_sales s JOIN golf_teams t ON t.id = s.team_id
JOIN golf_tournaments g ON g.id = t.tournament_id JOIN events e ON e.id = g.event_id WHERE s.id = $1
"""
SPONSOR_STARTS = """
SELECT e.starts_at FROM golf_sponsors s JOIN golf_tournaments g ON g.id = s.tournament_id
JOIN events e ON e.id = g.event_id WHERE s.id = $1
"""


async def on_team_held(reference_id: int, until: datetime, now: datetime) -> None:
    """The order of a team waits longer (a voucher was issued), and so does its place."""
    await row(HOLD_TEAM, reference_id, until)


async def on_sale_held(reference_id: int, until: datetime, now: datetime) -> None:
    """The order of an extra waits longer, and so does what was bought."""
    await row(HOLD_SALE, reference_id, until)


async def team_latest(reference_id: int) -> datetime | None:
    """Nobody holds a place of a day that has begun."""
    found = await row(TEAM_STARTS, reference_id)
    return found["starts_at"] if found else None


async def sale_latest(reference_id: int) -> datetime | None:
    found = await row(SALE_STARTS, reference_id)
    return found["starts_at"] if found else None


async def sponsor_latest(reference_id: int) -> datetime | None:
    """A gift is announced on the day itself: no voucher may still wait for it then."""
    found = await row(SPONSOR_STARTS, reference_id)
    return found["starts_at"] if found else None
