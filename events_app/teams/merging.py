"""What happens to rosters when two entries of the directory become one."""

from datetime import datetime

from events_app.core.database import row
from events_app.core.errors import CannotMerge
from events_app.core.i18n import N_
from events_app.directory.kinds import MergeKind
from events_app.directory.merging import plain_mover

BOTH_PLAY = N_(
    "Las dos fichas juegan en «%(division)s»: una en %(one)s y otra en %(other)s. "
    "Quita de su lista a la que sobra y vuelve a unirlas."
)
_BOTH = """
SELECT d.name_es AS division, k.name AS one, b.name AS other
FROM players a JOIN players p ON p.division_id = a.division_id AND p.person_id = $2 AND p.removed_at IS NULL
JOIN divisions d ON d.id = a.division_id JOIN teams b ON b.id = a.team_id JOIN teams k ON k.id = p.team_id
WHERE a.person_id = $1 AND a.removed_at IS NULL ORDER BY d.id LIMIT 1
"""
_move = plain_mover("players", person="person_id")


async def move_players(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
    """Every line of a roster with its credential. Raises CannotMerge when both play in one division."""
    both = await row(_BOTH, absorbed_id, kept_id) if kind == MergeKind.PERSON else None
    if both is not None:
        raise CannotMerge(BOTH_PLAY, **both)
    return await _move(kind, absorbed_id, kept_id, now)
