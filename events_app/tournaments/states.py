"""The one door through which the status of a division moves."""

from datetime import datetime

from events_app.core import audit, live
from events_app.tournaments.kinds import DIVISION_MOVES, DivisionStatus
from events_app.tournaments.models import Division


async def move(division: Division, to: DivisionStatus, *, actor: str, reason: str, now: datetime) -> None:
    """Moves the status and notes it; the caller holds the row's lock. Raises IllegalMove."""
    DIVISION_MOVES.check(division.status, to)
    detail = {"from": str(division.status), "to": str(to), "reason": reason}
    division.status = to
    await division.save(update_fields=["status"])
    await audit.note(f"division.{to}", actor=actor, subject=f"division:{division.id}", now=now, detail=detail)
    await live.announce(f"division:{division.id}", {"status": str(to)})
    await live.announce(f"tournament:{division.tournament_id}", {"division": division.id, "status": str(to)})
