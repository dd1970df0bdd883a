"""What happens to seats when two entries of the directory become one."""

from datetime import datetime

from events_app.core.database import execute, row
from events_app.core.errors import CannotMerge
from events_app.core.i18n import N_
from events_app.directory.kinds import MergeKind
from events_app.directory.merging import plain_mover

BOTH_SEATED = N_(
    "Las dos fichas tienen lugar en «%(event)s», con los folios %(one)s y %(other)s. "
    "Cancela el que sobra y vuelve a unirlas."
)
_BOTH_SEATED = """
SELECT e.title_es AS event, k.folio AS one, a.folio AS other
FROM registrations a
JOIN registrations k ON k.event_id = a.event_id AND k.person_id = $2 AND k.status IN ('requested', 'held', 'confirmed')
JOIN events e ON e.id = a.event_id
WHERE a.person_id = $1 AND a.status IN ('requested', 'held', 'confirmed')
ORDER BY e.starts_at, e.id LIMIT 1
"""
_move = plain_mover("registrations", company="company_id", person="person_id")


async def move_registrations(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """Every registration with its folio and ticket. Raises CannotMerge when both hold a seat at one event."""
    both = await row(_BOTH_SEATED, absorbed_id, kept_id) if kind == MergeKind.PERSON else None
    if both is not None:
        raise CannotMerge(BOTH_SEATED, **both)
    return await _move(kind, absorbed_id, kept_id, now)


_move_waiting = plain_mover("wait_entries", company="company_id", person="person_id")
_move_limits = plain_mover("company_limits", company="company_id")
_move_counters = plain_mover("benefit_counters", company="company_id")
_move_sheets = plain_mover("sheet_uploads", company="company_id")
_WAITS_TWICE = """
UPDATE wait_entries gone SET status = 'left', ended_at = $3
WHERE gone.person_id = $1 AND gone.status = 'waiting' AND EXISTS (
    SELECT 1 FROM wait_entries kept WHERE kept.person_id = $2 AND kept.event_id = gone.event_id
    AND kept.status IN ('waiting', 'offered'))
"""
# One statement: what is counted is what the row said when it went, whoever took or gave back a seat meanwhile.
_COUNT_TOGETHER = """
WITH gone AS (
    DELETE FROM benefit_counters c WHERE c.company_id = $1
      AND EXISTS (SELECT 1 FROM benefit_counters k WHERE k.company_id = $2 AND k.benefit_id = c.benefit_id)
    RETURNING c.benefit_id, c.used
)
UPDATE benefit_counters kept SET used = kept.used + gone.used FROM gone
WHERE kept.company_id = $2 AND kept.benefit_id = gone.benefit_id
"""
_LIMITS_TWICE = """
DELETE FROM company_limits WHERE company_id = $1 AND EXISTS (SELECT 1 FROM company_limits WHERE company_id = $2)
"""
_SAME_SHEET = """
UPDATE sheet_uploads gone SET content_hash = left(gone.content_hash, 40) || gone.id::text
WHERE gone.company_id = $1 AND EXISTS (
    SELECT 1 FROM sheet_uploads kept WHERE kept.company_id = $2 AND kept.event_id = gone.event_id
    AND kept.content_hash = gone.content_hash)
"""


async def move_waiting(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """Whoever waited twice for one event keeps the place of the kept entry."""
    if kind == MergeKind.PERSON:
        await execute(_WAITS_TWICE, absorbed_id, kept_id, now)
    return await _move_waiting(kind, absorbed_id, kept_id, now)


async def move_benefit_counters(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """Seats that both used of one benefit count together."""
    if kind == MergeKind.COMPANY:
        await execute(_COUNT_TOGETHER, absorbed_id, kept_id)
    return await _move_counters(kind, absorbed_id, kept_id, now)


async def move_limits(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """The kept company's own limits win."""
    if kind == MergeKind.COMPANY:
        await execute(_LIMITS_TWICE, absorbed_id, kept_id)
    return await _move_limits(kind, absorbed_id, kept_id, now)


async def move_sheets(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """The same file brought by both companies stays twice in the history."""
    if kind == MergeKind.COMPANY:
        await execute(_SAME_SHEET, absorbed_id, kept_id)
    return await _move_sheets(kind, absorbed_id, kept_id, now)


async def move_substitutions(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """A name exchanged between two entries that turn out to be one person was no exchange."""
    if kind != MergeKind.PERSON:
        return 0
    pair = (absorbed_id, kept_id)
    gone = await execute(
        "DELETE FROM substitutions WHERE (old_person_id, new_person_id) IN (($1::bigint, $2::bigint), ($2, $1))", *pair
    )
    moved = await execute("UPDATE substitutions SET old_person_id = $2 WHERE old_person_id = $1", *pair)
    return gone + moved + await execute("UPDATE substitutions SET new_person_id = $2 WHERE new_person_id = $1", *pair)
