"""Tournaments with their divisions, teams and players for tests, naming only what matters."""

from datetime import timedelta
from itertools import count
from typing import Any

from events_app.core.database import row
from events_app.core.search import search_key
from events_app.core.tokens import CURRENT_KEY_VERSION, credential_code, ticket_hash
from events_app.directory.models import Company, Person
from events_app.events.models import Event
from events_app.tests.factories.directory import make_person
from events_app.tests.factories.events import make_event
from events_app.tests.support.day import NOW
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.kinds import Confirmation, DivisionStatus, Format, Sport, TeamStatus
from events_app.tournaments.models import Division, Tournament

_numbers = count(1)
_LIVE = (TeamStatus.HELD, TeamStatus.CONFIRMED, TeamStatus.WITHDRAWN)


async def make_tournament(
    event: Event | None = None, *, title: str = "Juegos de la Industria", **over: Any
) -> Tournament:
    """The tournament of a published event of kind tournament that begins in two weeks and lasts seven."""
    if event is None:
        starts = NOW + timedelta(days=14)
        event = await make_event(
            title, slug=f"juegos-{next(_numbers)}", kind="tournament", starts_at=starts,
            ends_at=starts + timedelta(weeks=7), venue_name="Unidad Deportiva",
        )  # fmt: skip
    return await Tournament.create(event=event, **over)


async def make_division(tournament: Tournament | None = None, *, name: str = "Futbol varonil", **over: Any) -> Division:
    """A free soccer league whose call opened yesterday and closes in ten days; rosters of 1 to 25 players."""
    tournament = tournament or await make_tournament()
    values: dict[str, Any] = {
        "tournament": tournament,
        "slug": f"{search_key(name).replace(' ', '-')}-{next(_numbers)}",
        "name_es": name,
        "sport": Sport.SOCCER,
        "format": Format.LEAGUE,
        "status": DivisionStatus.OPEN,
        "call_opens_at": NOW - timedelta(days=1),
        "call_closes_at": NOW + timedelta(days=10),
        "max_teams": 16,
    } | over
    return await Division.create(**values)


async def make_team(
    division: Division | None = None, *, name: str = "", company: Company | None = None, **over: Any
) -> Team:
    """A confirmed team (or `status=…`), counted in its division as the services do."""
    division = division or await make_division()
    status = TeamStatus(over.pop("status", TeamStatus.CONFIRMED))
    name = name or f"Equipo {next(_numbers)}"
    reserved = await row("SELECT nextval(pg_get_serial_sequence('teams', 'id')) AS id")
    team_id = int(reserved["id"]) if reserved else 0
    values: dict[str, Any] = {
        "id": team_id,
        "division": division,
        "company": company,
        "name": name,
        "name_key": search_key(name),
        "short_name": name[:16],
        "captain_name": "Lucía Aguayo",
        "status": status,
        "confirmed_at": NOW if status in (TeamStatus.CONFIRMED, TeamStatus.WITHDRAWN) else None,
        "hold_expires_at": NOW + timedelta(minutes=35) if status is TeamStatus.HELD else None,
        "ended_at": None if status in _LIVE else NOW,
        "link_hash": ticket_hash(credential_code("team", team_id, over.get("rotation", 0))),
        "registered_by": "user:1",
    } | over
    made = await Team.create(**values)
    if status in _LIVE:
        await row("UPDATE divisions SET taken = taken + 1 WHERE id = $1 RETURNING id", division.id)
    return made


def team_code(team: Team) -> str:
    """The secret in the link of the captain's page."""
    return credential_code("team", team.id, team.rotation)


async def make_player(team: Team, *, person: Person | None = None, **over: Any) -> Player:
    """A player confirmed by the company (`given_name=…` and the like go to the person that is made)."""
    names = {key: over.pop(key) for key in ("given_name", "paternal_surname", "maternal_surname") if key in over}
    person = person or await make_person(**names)
    reserved = await row("SELECT nextval(pg_get_serial_sequence('players', 'id')) AS id")
    player_id = int(reserved["id"]) if reserved else 0
    values: dict[str, Any] = {
        "id": player_id,
        "team": team,
        "division_id": team.division_id,
        "person": person,
        "confirmation": Confirmation.CONFIRMED,
        "confirmed_by": "system",
        "confirmed_at": NOW,
        "consented_at": NOW if over.get("shown") else None,
        "added_at": NOW,
        "added_by": "user:1",
        "code_hash": ticket_hash(player_code_of(player_id)),
    } | over
    return await Player.create(**values)


def player_code_of(player_id: int, rotation: int = 0) -> str:
    return credential_code("player", player_id, rotation, CURRENT_KEY_VERSION)


def player_code(player: Player) -> str:
    """The code in a player's QR."""
    return credential_code("player", player.id, player.rotation, player.key_version)
