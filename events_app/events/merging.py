"""What happens to invitations when two companies become one."""

from datetime import datetime

from events_app.core.database import execute
from events_app.directory.kinds import MergeKind
from events_app.directory.merging import plain_mover

_INVITED_TWICE = """
DELETE FROM event_invitations gone USING event_invitations kept
WHERE gone.company_id = $1 AND kept.company_id = $2 AND kept.event_id = gone.event_id
"""
_move = plain_mover("event_invitations", company="company_id")


async def move_invitations(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """Two invitations to one event say the same, so they become one."""
    if kind == MergeKind.COMPANY:
        await execute(_INVITED_TWICE, absorbed_id, kept_id)
    return await _move(kind, absorbed_id, kept_id, now)
