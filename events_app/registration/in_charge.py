"""Who reads the mail about people whom a company brought: whoever brought them, or who coordinates the company now."""

from datetime import datetime
from typing import Any

from events_app.core.clock import local
from events_app.core.database import row

# Whoever brought them as long as the role lasts; else whoever has coordinated the longest.
READER = """
SELECT u.email, u.locale FROM role_grants g JOIN users u ON u.id = g.user_id AND u.is_active
WHERE u.email IS NOT NULL AND g.ended_at IS NULL AND g.starts_on <= $3 AND (g.ends_on IS NULL OR g.ends_on >= $3)
  AND (g.role = 'coordinator' AND g.scope = 'company:' || $1::bigint
       OR g.role IN ('office', 'admin') AND u.id = $2)
ORDER BY (u.id = $2) DESC, g.starts_on, g.id LIMIT 1
"""


async def reader(company_id: int | None, by: str, *, now: datetime) -> dict[str, Any] | None:
    """Address and language of one person; `by` is the actor who brought the people, None when nobody is in charge."""
    if not by.startswith("user:"):
        return None
    return await row(READER, company_id, int(by.removeprefix("user:")), local(now).date())
