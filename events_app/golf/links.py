"""The secret link of a team's phone: made from its id and rotation, found by its hash, changed when it is lost."""

from events_app.core.errors import NotFound
from events_app.core.tokens import credential_code, ticket_hash
from events_app.golf.kinds import GolfStatus
from events_app.golf.models import GolfTeam

KIND = "golf_team"
LENGTH = 26
LIVE = (GolfStatus.HELD, GolfStatus.CONFIRMED)


def code_of(team_id: int, rotation: int) -> str:
    return credential_code(KIND, team_id, rotation)


def path_of(team: GolfTeam) -> str:
    return f"/golf/equipo/{code_of(team.id, team.rotation)}"


async def scoring_team(code: str) -> GolfTeam:
    """The live team of a link with its tournament, in one statement; raises NotFound."""
    found = await GolfTeam.get_or_none(link_hash=ticket_hash(code)).select_related("tournament")
    if len(code) != LENGTH or found is None or found.status not in LIVE:
        raise NotFound()
    return found


async def team_by_code(code: str) -> GolfTeam:
    """The live team of a link, with its tournament and event; raises NotFound."""
    if len(code) != LENGTH:
        raise NotFound()
    found = await GolfTeam.get_or_none(link_hash=ticket_hash(code)).prefetch_related(
        "tournament__event", "players", "order"
    )
    if found is None or found.status not in LIVE:
        raise NotFound()
    return found
