"""What becomes of a company's CLABE when two companies become one."""

from datetime import datetime

from events_app.core.database import execute
from events_app.directory.kinds import MergeKind

MOVE = """
UPDATE stripe_customers SET company_id = $2 WHERE company_id = $1
AND NOT EXISTS (SELECT 1 FROM stripe_customers kept WHERE kept.company_id = $2)
"""


async def move_customers(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """The kept company takes over the CLABE unless it has its own; then the old one stays with the absorbed name.

    Money that still arrives there names its order, so it is booked all the same.
    """
    return await execute(MOVE, absorbed_id, kept_id) if kind is MergeKind.COMPANY else 0
