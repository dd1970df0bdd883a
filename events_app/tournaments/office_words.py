"""What the committee's pages of this room share: names of things, counts of teams and matches, mistakes of services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from events_app.core.clock import local
from events_app.core.database import rows
from events_app.core.errors import Invalid
from events_app.core.forms import Filled, Form
from events_app.tournaments import words as names

F = TypeVar("F", bound=Form)
_COUNTS = """
SELECT d.id, (SELECT count(*)::int FROM teams t WHERE t.division_id = d.id AND t.status = 'confirmed') AS confirmed,
    (SELECT count(*)::int FROM teams t WHERE t.division_id = d.id AND t.status = 'held') AS held,
    (SELECT count(*)::int FROM matches m WHERE m.division_id = d.id AND m.status <> 'not_needed') AS matches,
    (SELECT count(*)::int FROM matches m WHERE m.division_id = d.id AND m.status = 'final') AS played,
    (SELECT count(*)::int FROM matches m WHERE m.division_id = d.id AND m.starts_at IS NULL
        AND m.status IN ('waiting', 'ready')) AS unplaced
FROM divisions d WHERE d.id = ANY($1::bigint[])
"""


def words() -> dict[str, Any]:
    return {
        "sport_names": names.SPORT_NAMES,
        "branch_names": names.BRANCH_NAMES,
        "format_names": names.FORMAT_NAMES,
        "status_names": names.DIVISION_STATUS_NAMES,
        "status_tones": names.DIVISION_STATUS_TONES,
        "team_names": names.TEAM_STATUS_NAMES,
        "team_tones": names.TEAM_STATUS_TONES,
        "match_names": names.MATCH_STATUS_NAMES,
        "match_tones": names.MATCH_STATUS_TONES,
        "one_team_names": names.ONE_TEAM_NAMES,
        "shown_names": names.PLAYERS_SHOWN_NAMES,
    }


async def counted(division_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """For each division: confirmed and held teams, matches, those played and those without an hour."""
    return {each["id"]: each for each in await rows(_COUNTS, list(division_ids))}


def with_mistakes(form: Filled[F], wrong: Invalid) -> Filled[F]:
    """What a service refused, beside the fields that it names."""
    for name, message in wrong.fields.items():
        form.add(name, message)
    return form


def typed_moment(moment: datetime | None, zone: str) -> str:
    return local(moment, zone).strftime("%Y-%m-%dT%H:%M") if moment else ""
