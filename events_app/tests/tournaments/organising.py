"""What the tests of organising share: a chair with a tournament, closed divisions with teams, fields with hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events_app.accounts.models import User
from events_app.core.access import Grant, Role
from events_app.core.search import search_key
from events_app.directory.models import Company
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee, make_company
from events_app.tests.factories.events import make_event
from events_app.tests.factories.tournaments import make_division, make_team, make_tournament
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.matches import Field, FieldWindow, Venue
from events_app.tournaments.models import Division, Tournament

FIRST_DAY = datetime.fromisoformat("2027-01-16T15:00:00+00:00")  # a Saturday, 8:00 in Nogales


@dataclass(frozen=True)
class World:
    tournament: Tournament
    chair: User


async def make_world(**over: Any) -> World:
    """A tournament that the committee of sports convenes, and its chair."""
    committee = await make_committee("Deportes")
    event = await make_event(
        "Juegos de invierno", kind="tournament", committee=committee, starts_at=FIRST_DAY,
        ends_at=FIRST_DAY + timedelta(weeks=7),
    )  # fmt: skip
    tournament = await make_tournament(event, **over)
    chair = await make_user("Ramón Yocupicio", roles=[Grant(Role.COMMITTEE_CHAIR, f"committee:{committee.id}")])
    return World(tournament, chair)


async def closed_division(tournament: Tournament, format_: Format, options: dict[str, Any], **over: Any) -> Division:
    return await make_division(tournament, format=format_, options=options, status=DivisionStatus.CLOSED, **over)


async def teams_of(division: Division, *names: str, company: Company | None = None) -> list[Team]:
    """Confirmed teams, each of a company of its own unless one is given."""
    found = []
    for name in names:
        owner = company or await make_company(f"Planta {name}")
        address = f"{search_key(name).replace(' ', '.')}@correo.example"
        found.append(await make_team(division, name=name, company=owner, captain_email=address))
    return found


async def make_fields(tournament: Tournament, *names: str, hours: int = 6, days: int = 2) -> list[Field]:
    """Fields of one venue, each open from 8:00 for so many hours on consecutive days."""
    venue = await Venue.create(name=f"Unidad {tournament.id}")
    fields = [await Field.create(venue=venue, name=name) for name in names]
    for field in fields:
        for day in range(days):
            start = FIRST_DAY + timedelta(days=day)
            await FieldWindow.create(
                tournament=tournament, field=field, starts_at=start, ends_at=start + timedelta(hours=hours)
            )
    return fields
