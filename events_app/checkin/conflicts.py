"""What waits for whoever supervises: readings of revoked devices, clocks that lie, tickets that ended on the way."""

from collections.abc import Sequence
from typing import Any

from events_app.checkin.queries import SCAN_COLUMNS
from events_app.core.database import rows

# A clock more than five minutes off, one that was ahead of ours, or one that ran backwards between two readings.
# A ticket that ended within the minute before its entry crossed the entry on the way.
FLAGGED = """
SELECT s.id, s.event_id, s.received_at, 'quarantined' AS kind FROM scans s WHERE s.quarantined
UNION ALL
SELECT t.id, t.event_id, t.received_at, 'clock_suspect' FROM (
    SELECT s.id, s.event_id, s.received_at, s.clock_offset, s.device_time, s.quarantined,
        lag(s.device_time) OVER (PARTITION BY s.event_id, s.device_id ORDER BY s.sequence, s.id) AS earlier
    FROM scans s
) t
WHERE NOT t.quarantined AND (abs(t.clock_offset) > 300 OR t.device_time < t.earlier
    OR t.device_time + make_interval(secs => t.clock_offset) > t.received_at + interval '300 seconds')
UNION ALL
SELECT s.id, s.event_id, s.received_at, 'stale_list' FROM scans s
JOIN registrations r ON s.credential = 'registration:' || r.id
LEFT JOIN scan_undos u ON u.scan_id = s.id
WHERE s.verdict = 'admitted' AND u.id IS NULL AND r.status IN ('cancelled', 'expired')
    AND r.ended_at < s.happened_at AND r.ended_at >= s.happened_at - interval '1 minute'
"""
OPEN = f"""
SELECT f.id, f.event_id, f.received_at, f.kind FROM ({FLAGGED}) f
LEFT JOIN scan_reviews v ON v.scan_id = f.id WHERE v.id IS NULL
"""  # noqa: S608 - made of our own words
_OLDEST = f"SELECT id, min(kind) AS kind FROM ({OPEN}) o WHERE event_id = $1 GROUP BY id ORDER BY id LIMIT $2"  # noqa: S608
_COUNT = f"""
SELECT event_id, count(DISTINCT id)::int AS n FROM ({OPEN}) o WHERE event_id = ANY($1::bigint[]) GROUP BY event_id
"""  # noqa: S608


async def waiting(event_id: int, limit: int = 100) -> list[dict[str, Any]]:
    """The readings of an event that somebody must look at, the oldest first, each with its `kind`."""
    kinds = {each["id"]: each["kind"] for each in await rows(_OLDEST, event_id, limit)}
    listed = await rows(f"{SCAN_COLUMNS} WHERE s.id = ANY($1::bigint[]) ORDER BY s.id", list(kinds))
    return [each | {"kind": kinds[each["id"]]} for each in listed]


async def how_many(event_ids: Sequence[int]) -> dict[int, int]:
    """How many wait at each event."""
    return {each["event_id"]: each["n"] for each in await rows(_COUNT, list(event_ids))}
