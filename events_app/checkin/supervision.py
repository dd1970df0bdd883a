"""What a supervisor may do to the log: add to it. An entry undone and a reading decided are entries of their own."""

from datetime import datetime
from typing import Any

from events_app.checkin import resolvers
from events_app.checkin.errors import AlreadyInsideNow, AlreadyReviewed, NotCountable, NotUndoable
from events_app.checkin.kinds import Decision
from events_app.checkin.scan_sql import ENTER
from events_app.core import audit, live
from events_app.core.database import row, transaction

# Only the entry that is open now can be taken back: the last one of this ticket at this place.
_REOPEN = """
UPDATE admissions SET inside = false, entries = entries - 1
WHERE event_id = $1 AND place = $2 AND credential = $3 AND inside AND $4 = (
    SELECT s.id FROM scans s LEFT JOIN scan_undos u ON u.scan_id = s.id LEFT JOIN scan_reviews v ON v.scan_id = s.id
    WHERE s.event_id = $1 AND s.place = $2 AND s.credential = $3 AND u.id IS NULL
      AND (s.verdict = 'admitted' OR v.decision = 'counted')
    ORDER BY coalesce(v.decided_at, s.received_at) DESC, s.id DESC LIMIT 1)
RETURNING id
"""
_UNDO = """
INSERT INTO scan_undos (scan_id, undone_by, undone_at, reason, created_at) VALUES ($1, $2, $3, $4, $3)
ON CONFLICT (scan_id) DO NOTHING RETURNING id
"""
_REVIEW = """
INSERT INTO scan_reviews (scan_id, decision, decided_by, decided_at, note, created_at) VALUES ($1, $2, $3, $4, $5, $4)
ON CONFLICT (scan_id) DO NOTHING RETURNING id
"""


@transaction
async def undo(scan: dict[str, Any], *, reason: str, actor: str, now: datetime) -> None:
    """Takes an open entry back, with its reason. Raises NotUndoable."""
    reopened = await row(_REOPEN, scan["event_id"], scan["place"], scan["credential"], scan["id"])
    written = await row(_UNDO, scan["id"], actor, now, reason) if reopened else None
    if written is None:
        raise NotUndoable()
    detail = {"reason": reason, "credential": scan["credential"]}
    await audit.note("scan.undone", actor=actor, subject=f"scan:{scan['id']}", now=now, detail=detail)
    await live.announce(f"gate-event:{scan['event_id']}", {"scan": scan["id"]})


@transaction
async def review(scan: dict[str, Any], *, decision: Decision, note: str, actor: str, now: datetime) -> None:
    """Decides a reading that waited; raises AlreadyReviewed, NotCountable or AlreadyInsideNow."""
    written = await row(_REVIEW, scan["id"], decision, actor, now, note)
    if written is None:
        raise AlreadyReviewed()
    if decision is Decision.COUNTED:
        await _count(scan, now)
    detail = {"decision": str(decision), "note": note}
    await audit.note("scan.reviewed", actor=actor, subject=f"scan:{scan['id']}", now=now, detail=detail)
    await live.announce(f"gate-event:{scan['event_id']}", {"scan": scan["id"]})


async def _count(scan: dict[str, Any], now: datetime) -> None:
    known = await resolvers.by_label(scan["credential"]) if scan["quarantined"] and scan["direction"] == "in" else None
    if known is None or known.status != "confirmed" or known.event_id != scan["event_id"]:
        raise NotCountable()
    entered = await row(
        ENTER, scan["event_id"], scan["place"], scan["credential"], 1 + known.companions, scan["happened_at"],
        scan["gate_id"], now, scan["reentry"],
    )  # fmt: skip
    if entered is None:
        raise AlreadyInsideNow()
