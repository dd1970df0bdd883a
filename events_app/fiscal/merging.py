"""What happens to fiscal data when two entries of a company become one."""

from datetime import datetime

from events_app.core.database import execute
from events_app.directory.kinds import MergeKind

DOUBLE = """
DELETE FROM fiscal_profiles WHERE company_id = $1 AND EXISTS (SELECT 1 FROM fiscal_profiles k WHERE k.company_id = $2)
"""
MOVE = "UPDATE fiscal_profiles SET company_id = $2 WHERE company_id = $1"


async def move_profiles(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """The kept company keeps its own data; without any it takes the other's. Documents carry theirs with them."""
    if kind != MergeKind.COMPANY:
        return 0
    gone = await execute(DOUBLE, absorbed_id, kept_id)
    moved = await execute(MOVE, absorbed_id, kept_id)
    return gone + moved
