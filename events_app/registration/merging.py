"""What happens to seats when two entries of the directory become one."""

from datetime import datetime

from events_app.core.database import row
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
JOIN registrations k ON k.event_id = a.event_id AND k.person_id = $2 AND k.status IN ('held', 'confirmed')
JOIN events e ON e.id = a.event_id
WHERE a.person_id = $1 AND a.status IN ('held', 'confirmed')
ORDER BY e.starts_at, e.id LIMIT 1
"""
_move = plain_mover("registrations", company="company_id", person="person_id")


async def move_registrations(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """Every registration with its folio and ticket. Raises CannotMerge when both hold a seat at one event."""
    both = await row(_BOTH_SEATED, absorbed_id, kept_id) if kind == MergeKind.PERSON else None
    if both is not None:
        raise CannotMerge(BOTH_SEATED, **both)
    return await _move(kind, absorbed_id, kept_id, now)
