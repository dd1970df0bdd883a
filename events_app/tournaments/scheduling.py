"""Changes the calendar of a tournament: moves matches, all or none, locks them, and publishes it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from events_app.core import audit, live
from events_app.core.database import execute, rows, transaction
from events_app.tournaments.calendars import Move
from events_app.tournaments.errors import MatchPlayed, MatchTaken
from events_app.tournaments.grid import MOVABLE
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division, Tournament

LOCK = "SELECT id FROM divisions WHERE tournament_id = $1 ORDER BY id FOR UPDATE"
CLEAR = "UPDATE matches SET starts_at = NULL, field_id = NULL WHERE id = ANY($1::bigint[])"
PLACE = """
UPDATE matches SET field_id = m.field, starts_at = m.starts_at, referee_id = m.referee,
    revision = revision + (d.schedule_published_at IS NOT NULL AND m.moved)::int
FROM jsonb_to_recordset($1::jsonb) AS m(match bigint, field bigint, starts_at timestamptz, referee bigint, moved bool),
    divisions d
WHERE matches.id = m.match AND d.id = matches.division_id
"""


@transaction
async def commit(
    tournament: Tournament,
    moves: Sequence[Move],
    *,
    key: str,
    actor: str,
    now: datetime,
    referees: Mapping[int, int | None] | None = None,
) -> list[int]:
    """Moves the matches, all or none; gives the ids of those that really changed place.

    Raises MatchTaken when somebody moved one meanwhile, MatchPlayed for one that began.
    """
    await rows(LOCK, tournament.id)
    found = Match.filter(id__in=[each.match for each in moves], division__tournament_id=tournament.id)
    matches = {each.id: each for each in await found.select_related("division")}
    moved = [each for each in moves if _checked(matches.get(each.match), each)]
    values = [_placing(each, matches[each.match], referees) for each in moves]
    await execute(CLEAR, [each.match for each in moves])
    await execute(PLACE, json.dumps(values, default=str))
    detail = {"matches": len(moved), "key": key}
    subject = f"tournament:{tournament.id}"
    await audit.note("schedule.changed", actor=actor, subject=subject, now=now, detail=detail)
    for division in sorted({matches[each.match].division_id for each in moves}):
        await live.announce(f"division:{division}", {"schedule": True})
    await live.announce(subject, {"schedule": True})
    return [each.match for each in moved]


def _checked(match: Match | None, move: Move) -> bool:
    """Whether the match changes place: not when it is there already. Raises MatchTaken, MatchPlayed."""
    if match is None:
        raise MatchTaken()
    stands = (match.field_id, match.starts_at)
    if stands == (move.field, move.starts_at):
        return False
    if stands != move.was:
        raise MatchTaken()
    if match.status not in MOVABLE:
        raise MatchPlayed(number=match.number)
    return True


def _placing(move: Move, match: Match, referees: Mapping[int, int | None] | None) -> dict[str, Any]:
    referee = match.referee_id if referees is None else referees.get(match.id, match.referee_id)
    changed = (move.field, move.starts_at) != (match.field_id, match.starts_at)
    return {
        "match": move.match,
        "field": move.field,
        "starts_at": move.starts_at.isoformat() if move.starts_at else None,
        "referee": referee,
        "moved": changed,
    }


@transaction
async def publish(tournament: Tournament, *, actor: str, now: datetime) -> list[Division]:
    """Shows the calendar of the drawn divisions that have hours; gives those that were not public before."""
    await rows(LOCK, tournament.id)
    shown = await rows(
        """UPDATE divisions d SET schedule_published_at = $2 WHERE tournament_id = $1 AND schedule_published_at IS NULL
           AND status IN ('drawn', 'playing')
           AND EXISTS (SELECT 1 FROM matches m WHERE m.division_id = d.id AND m.starts_at IS NOT NULL) RETURNING id""",
        tournament.id, now,
    )  # fmt: skip
    ids = [each["id"] for each in shown]
    subject = f"tournament:{tournament.id}"
    await audit.note("schedule.published", actor=actor, subject=subject, now=now, detail={"divisions": ids})
    for each in ids:
        await live.announce(f"division:{each}", {"schedule": True})
    return await Division.filter(id__in=ids or [0]).order_by("position", "id")


@transaction
async def lock(match: Match, locked: bool, *, actor: str, now: datetime) -> None:
    """A locked match keeps its place when the calendar is made again."""
    await Match.filter(id=match.id).update(locked=locked)
    action = "match.locked" if locked else "match.unlocked"
    await audit.note(action, actor=actor, subject=f"match:{match.id}", now=now)
