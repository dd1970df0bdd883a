"""What happens to roles for one company when two companies become one."""

from datetime import datetime

from events_app.core.access import SYSTEM
from events_app.core.database import execute
from events_app.directory.kinds import MergeKind

# The same role for both companies from the same day on is one role, and lasts as long as the longer one.
_LONGER = """
UPDATE role_grants kept
SET ends_on = CASE WHEN kept.ends_on IS NULL OR gone.ends_on IS NULL THEN NULL
                   ELSE greatest(kept.ends_on, gone.ends_on) END
FROM role_grants gone
WHERE gone.scope = $1 AND kept.scope = $2 AND gone.ended_at IS NULL AND kept.ended_at IS NULL
  AND gone.user_id = kept.user_id AND gone.role = kept.role AND gone.starts_on = kept.starts_on
"""
_END_TWICE_GIVEN = """
UPDATE role_grants gone SET ended_at = $3, ended_by = $4
FROM role_grants kept
WHERE gone.scope = $1 AND kept.scope = $2 AND gone.ended_at IS NULL AND kept.ended_at IS NULL
  AND gone.user_id = kept.user_id AND gone.role = kept.role AND gone.starts_on = kept.starts_on
"""
_MOVE = "UPDATE role_grants SET scope = $2 WHERE scope = $1"


async def move_roles(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """Who coordinated the absorbed company coordinates the kept one."""
    if kind != MergeKind.COMPANY:
        return 0
    gone, kept = f"company:{absorbed_id}", f"company:{kept_id}"
    await execute(_LONGER, gone, kept)
    await execute(_END_TWICE_GIVEN, gone, kept, now, SYSTEM.label)
    return await execute(_MOVE, gone, kept)
