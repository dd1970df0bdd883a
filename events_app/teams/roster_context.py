"""What the pages of a roster share: the team behind the link, what a lock asks for, and what every page shows."""

from typing import Any

from starlette.requests import Request

from events_app.core.errors import Invalid
from events_app.core.i18n import N_
from events_app.registration.context import today
from events_app.teams import lifecycle, queries
from events_app.teams.call import is_locked, roster_rules
from events_app.teams.captain import organises
from events_app.teams.errors import RosterLocked, TeamGone
from events_app.tournaments.entries import Team

REASON_NEEDED = N_("La lista está cerrada: escribe el motivo del cambio.")


async def team_of(request: Request) -> Team:
    """Raises NotFound, and TeamGone for a change to a team that is out."""
    team = await queries.team_by_code(request.path_params["code"])
    if request.method == "POST" and team.status not in queries.LIVE:
        raise TeamGone()
    return team


def reason_of(request: Request, team: Team, typed: str) -> str:
    """Before the lock no reason is asked; after it only the organiser changes a roster, and says why."""
    if not is_locked(team.division, request.state.now):
        return ""
    if not organises(request, team):
        raise RosterLocked()
    if len(typed.strip()) < 3:
        raise Invalid(REASON_NEEDED)
    return typed.strip()


def around(request: Request, team: Team) -> dict[str, Any]:
    division = team.division
    return {
        "team": team,
        "division": division,
        "event": division.tournament.event,
        "code": lifecycle.code_of(team),
        "rules": roster_rules(division),
        "locked": is_locked(division, request.state.now),
        "organises": organises(request, team),
        "today": today(request),
    }
