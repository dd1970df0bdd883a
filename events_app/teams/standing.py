"""Whether a player may play the team's next match: team, roster, the company's word and suspensions together."""

from dataclasses import dataclass

from events_app.core.database import row
from events_app.tournaments.engine.reasons import Reason
from events_app.tournaments.engine.roster import may_play
from events_app.tournaments.entries import Player
from events_app.tournaments.suspensions import bans

# The match that is on, or else the first that is still to be played.
_NEXT = """
SELECT m.number FROM matches m
WHERE m.division_id = $1 AND $2 IN (m.home_id, m.away_id) AND m.status IN ('ready', 'live', 'waiting')
ORDER BY m.status <> 'live', m.starts_at NULLS LAST, m.number LIMIT 1
"""


@dataclass(frozen=True)
class Standing:
    """`word` is eligible, unpaid, off_roster, unconfirmed or suspended; `match` the number of the team's next one."""

    word: str
    reason: Reason | None
    match: int | None


async def standing_of(player: Player) -> Standing:
    """`team` must be fetched. Three or four statements."""
    found = await row(_NEXT, player.division_id, player.team_id)
    match = int(found["number"]) if found else None
    misses = (await bans(player.division_id)).get(player.id, [])
    word, reason = may_play(
        team_status=str(player.team.status),
        removed=player.removed_at is not None,
        confirmation=player.confirmation.value,
        banned_in=match if match in misses else None,
    )
    return Standing(word, reason, match)
