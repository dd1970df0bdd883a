"""Finds entries that look like the same company or the same person, until the office says otherwise."""

from datetime import datetime
from typing import Any

from events_app.core.database import rows, transaction
from events_app.core.i18n import N_
from events_app.directory.kinds import MergeKind
from events_app.directory.models import NotDuplicate

REASONS = {
    "rfc": N_("mismo RFC"),
    "name": N_("mismo nombre"),
    "email": N_("mismo correo"),
    "phone": N_("mismo teléfono y apellido"),
}
MOST = 200

_COMPANIES = """
SELECT a.id AS low, b.id AS high, a.rfc <> '' AND a.rfc = b.rfc AS by_rfc
FROM companies a JOIN companies b ON a.id < b.id AND b.merged_into_id IS NULL
 AND (a.name_key = b.name_key OR (a.rfc = b.rfc AND a.rfc NOT IN ('', 'XAXX010101000', 'XEXX010101000')))
WHERE a.merged_into_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM directory_not_duplicates n WHERE n.kind = 'company' AND n.low_id = a.id AND n.high_id = b.id)
ORDER BY a.sort_key, a.id, b.id LIMIT $1
"""
# Three indexed equalities, each joined on its own, so that fifty thousand people take a moment.
_PEOPLE = """
WITH pairs AS (
    SELECT a.id AS low, b.id AS high, 'name' AS reason FROM people a JOIN people b ON a.name_key = b.name_key
    WHERE a.id < b.id AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
    UNION ALL
    SELECT a.id, b.id, 'email' FROM people a JOIN people b ON a.email = b.email
    WHERE a.id < b.id AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
    UNION ALL
    SELECT a.id, b.id, 'phone' FROM people a JOIN people b ON a.phone = b.phone
    WHERE a.id < b.id AND a.merged_into_id IS NULL AND b.merged_into_id IS NULL
      AND split_part(a.name_key, ' ', 1) = split_part(b.name_key, ' ', 1)
)
SELECT low, high, min(reason) AS reason FROM pairs WHERE NOT EXISTS (
    SELECT 1 FROM directory_not_duplicates n WHERE n.kind = 'person' AND n.low_id = low AND n.high_id = high)
GROUP BY low, high ORDER BY low, high LIMIT $1
"""


async def likely(kind: MergeKind) -> list[dict[str, Any]]:
    """Pairs `low`, `high` with the `reason` why they look alike, at most 200."""
    if kind == MergeKind.PERSON:
        return await rows(_PEOPLE, MOST)
    return [each | {"reason": "rfc" if each["by_rfc"] else "name"} for each in await rows(_COMPANIES, MOST)]


@transaction
async def keep_apart(kind: MergeKind, one: int, other: int, *, actor: str, now: datetime) -> None:
    """Two different ones: nobody is asked again. Saying it twice changes nothing."""
    low, high = sorted((one, other))
    await NotDuplicate.get_or_create(kind=kind, low_id=low, high_id=high, defaults={"actor": actor, "at": now})
