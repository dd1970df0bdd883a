"""The moves of an event's status, and the one door through which it moves."""

from datetime import datetime

from events_app.core import audit
from events_app.core.states import Moves
from events_app.events.kinds import EventStatus
from events_app.events.models import Event

MOVES = Moves(
    {
        EventStatus.DRAFT: {EventStatus.PUBLISHED, EventStatus.CANCELLED},
        EventStatus.PUBLISHED: {EventStatus.POSTPONED, EventStatus.CANCELLED, EventStatus.FINISHED},
        EventStatus.POSTPONED: {EventStatus.PUBLISHED, EventStatus.CANCELLED},
    }
)


async def move(event: Event, to: EventStatus, *, actor: str, reason: str, now: datetime) -> None:
    """Moves the status and notes it; the caller holds the row's lock. Raises IllegalMove."""
    MOVES.check(event.status, to)
    detail = {"from": str(event.status), "to": str(to), "reason": reason}
    event.status, event.status_reason, event.changed_at = to, reason, now
    event.revision += 1
    fields = ["status", "status_reason", "changed_at", "revision"]
    await event.save(update_fields=fields)
    await audit.note(f"event.{to}", actor=actor, subject=f"event:{event.id}", now=now, detail=detail)
