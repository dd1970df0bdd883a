"""Keeps everybody on one roster when a team that lost its place leaves people behind, or comes back for them."""

from datetime import datetime

from events_app.core import audit
from events_app.core.database import rows

# People before the division, as whoever adds a player locks them: two at once wait for each other in one order.
LOCK_PEOPLE = """
SELECT id FROM people WHERE id IN (SELECT person_id FROM players WHERE team_id = $1 AND removed_at IS NULL)
ORDER BY id FOR NO KEY UPDATE
"""
LET_GO = """
UPDATE players p SET removed_at = $3, removed_by = 'system', is_captain = false
FROM teams t
WHERE p.person_id = $1 AND p.division_id = $2 AND p.removed_at IS NULL
  AND t.id = p.team_id AND t.status IN ('expired', 'cancelled')
RETURNING p.id, p.team_id
"""
LEAVE_THERE = """
UPDATE players p SET removed_at = $2, removed_by = 'system', is_captain = false
FROM divisions d JOIN tournaments t ON t.id = d.tournament_id
WHERE p.team_id = $1 AND p.removed_at IS NULL AND d.id = p.division_id AND EXISTS (
    SELECT 1 FROM players o JOIN teams m ON m.id = o.team_id JOIN divisions other ON other.id = o.division_id
    WHERE o.person_id = p.person_id AND o.team_id <> p.team_id AND o.removed_at IS NULL
      AND m.status IN ('held', 'confirmed', 'withdrawn') AND other.tournament_id = d.tournament_id
      AND (other.id = d.id OR t.one_team_per = 'tournament' OR (t.one_team_per = 'sport' AND other.sport = d.sport)))
RETURNING p.id, p.team_id
"""


async def let_go(person_id: int, division_id: int, now: datetime) -> None:
    """Takes a person off the rosters of teams that lost their place, so that another team may have them."""
    await _note(await rows(LET_GO, person_id, division_id, now), now)


async def lock_people(team_id: int) -> None:
    """Whoever is on the roster joins no other team until this transaction ends; asked before the division is locked."""
    await rows(LOCK_PEOPLE, team_id)


async def leave_elsewhere(team_id: int, now: datetime) -> None:
    """A team that comes back does so without those who play in another team by now."""
    await _note(await rows(LEAVE_THERE, team_id, now), now)


async def _note(gone: list[dict[str, int]], now: datetime) -> None:
    for each in gone:
        subject, detail = f"team:{each['team_id']}", {"player": each["id"], "reason": "elsewhere"}
        await audit.note("team.player_removed", actor="system", subject=subject, now=now, detail=detail)
