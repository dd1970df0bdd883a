"""The player's credential on a phone, the sheet of credentials, the cédula, and what the field's scanner learns."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import qr
from events_app.core.access import Access
from events_app.core.pages import Page, page
from events_app.teams import lifecycle, queries
from events_app.teams.roster_words import credential_text
from events_app.teams.standing import standing_of
from events_app.tournaments.entries import Player
from events_app.tournaments.said import said


async def player(request: Request) -> Response:
    """The full-screen QR with the one word that counts: may play or not, and why."""
    found = await queries.player_by_code(request.path_params["code"])
    standing = await standing_of(found)
    text = credential_text(found)
    return page(
        request,
        player=found,
        team=found.team,
        division=found.division,
        event=found.division.tournament.event,
        standing=standing,
        because=said(standing.reason, {}),
        match=standing.match,
        qr_svg=qr.svg(text),
        qr_side=len(qr.matrix(text)) + 2 * qr.QUIET,
    )


async def team_credentials(request: Request) -> Response:
    """A sheet of the team's credentials to print and cut."""
    team = await queries.team_by_code(request.path_params["code"])
    players = await queries.roster(team.id)
    codes = {each.id: qr.svg(credential_text(each)) for each in players}
    event = team.division.tournament.event
    return page(request, team=team, event=event, division=team.division, players=players, codes=codes)


async def team_roster(request: Request) -> Response:
    """The cédula: the roster on letter paper with numbers, QRs and a line for each signature."""
    team = await queries.team_by_code(request.path_params["code"])
    players = await queries.roster(team.id)
    return page(
        request,
        template="events_app/teams/cedula.html",
        sides=[(team, players)],
        codes=qrs(players),
        event=team.division.tournament.event,
        division=team.division,
        match=None,
        suspended={},
        back=f"/equipo/{lifecycle.code_of(team)}",
    )


def qrs(players: list[Player]) -> dict[int, str]:
    return {each.id: qr.svg(credential_text(each)) for each in players}


ROUTES = (
    Page("/J/{code}", player, access=Access.LINK),
    Page("/equipo/{code}/credenciales", team_credentials, access=Access.LINK),
    Page("/equipo/{code}/cedula", team_roster, access=Access.LINK),
)
