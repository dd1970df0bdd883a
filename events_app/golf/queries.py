"""Reads golf: the tournament of an event through what the person may see, its teams, and what the committee runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.queryset import QuerySet

from events_app.core.access import Actor
from events_app.core.database import rows
from events_app.core.errors import NotFound
from events_app.core.i18n import N_
from events_app.events.further import Further
from events_app.events.models import Event
from events_app.events.queries import event_for
from events_app.golf.gifts import GolfPrize, GolfSponsor
from events_app.golf.kinds import GolfStatus
from events_app.golf.models import GolfTeam, GolfTournament
from events_app.tournaments.engine.golf_day import Start, markers
from events_app.tournaments.engine.golf_scores import HoleScore, Said, fold
from events_app.tournaments.permissions import may_organise, organised_committees

GOLF_PAGE = N_("Equipos, clasificación en vivo y patrocinadores")
LIVE = (GolfStatus.HELD, GolfStatus.CONFIRMED)
SAID = """
SELECT s.id, s.team_id, s.hole, s.side, s.strokes, s.made_at FROM golf_scores s
JOIN golf_teams t ON t.id = s.team_id WHERE t.tournament_id = $1
"""
STARTS = """
SELECT id, start_hole, start_wave FROM golf_teams
WHERE tournament_id = $1 AND status = 'confirmed' AND start_hole IS NOT NULL
"""


@dataclass(frozen=True)
class Day:
    """A golf tournament with its event."""

    golf: GolfTournament
    event: Event


async def day_of(actor: Actor, slug: str) -> Day:
    """The golf of an event that this person may see; raises NotFound."""
    event = await event_for(actor, slug)
    golf = await GolfTournament.get_or_none(event_id=event.id)
    if golf is None:
        raise NotFound()
    return Day(golf, event)


async def day_to_organise(actor: Actor, golf_id: int) -> Day:
    """The tournament, for the office and for the chair of the committee that convenes it; raises NotFound."""
    golf = await GolfTournament.get_or_none(id=golf_id).prefetch_related("event")
    if golf is None or not may_organise(actor, golf.event):
        raise NotFound()
    return Day(golf, golf.event)


def organised(actor: Actor) -> QuerySet[GolfTournament]:
    """The tournaments that this person runs, newest first."""
    committees = organised_committees(actor)
    found = GolfTournament.all().order_by("-event__starts_at").prefetch_related("event")
    return found if committees is None else found.filter(event__committee_id__in=committees)


def events_without_golf(actor: Actor) -> QuerySet[Event]:
    """The tournament events that may still become golf."""
    committees = organised_committees(actor)
    found = Event.filter(kind="tournament", golf__id=None).order_by("-starts_at", "-id")
    return found if committees is None else found.filter(committee_id__in=committees)


async def live_teams(golf_id: int, *, confirmed: bool = False) -> list[GolfTeam]:
    """The teams that hold a place, by name, with players and company."""
    statuses = (GolfStatus.CONFIRMED,) if confirmed else LIVE
    return (
        await GolfTeam.filter(tournament_id=golf_id, status__in=statuses)
        .order_by("name_key", "id")
        .prefetch_related("players", "company", "order")
    )


async def team_of(day: Day, team_id: int) -> GolfTeam:
    """A team of the tournament, whatever became of it; raises NotFound."""
    found = await GolfTeam.get_or_none(id=team_id, tournament_id=day.golf.id).prefetch_related(
        "players", "company", "order"
    )
    if found is None:
        raise NotFound()
    return found


def marking(teams: Sequence[GolfTeam]) -> dict[str, str | None]:
    """Who marks whom, by team id as text; without a start list nobody marks anybody."""
    starts = [Start(str(team.id), team.start_hole, team.start_wave) for team in teams if team.start_hole is not None]
    return markers(starts)


async def marked_by(team: GolfTeam) -> set[int]:
    """The ids of the teams whose card this one may confirm, in one statement."""
    found = await rows(STARTS, team.tournament_id)
    marked = markers([Start(str(each["id"]), each["start_hole"], each["start_wave"]) for each in found])
    return {int(group) for group, marker in marked.items() if marker == str(team.id)}


async def scores_of(golf_id: int, marked: dict[str, str | None]) -> dict[int, dict[int, HoleScore]]:
    """Hole by hole, the score of every team that has one."""
    said: dict[int, list[Said]] = {}
    for each in await rows(SAID, golf_id):
        said.setdefault(each["team_id"], []).append(
            Said(each["hole"], each["side"], each["strokes"], each["made_at"], each["id"])
        )
    return {team: fold(of_team, has_marker=bool(marked.get(str(team)))) for team, of_team in said.items()}


async def sponsors_of(golf_id: int, *, confirmed: bool = True) -> list[GolfSponsor]:
    """The most generous level first; then by hole and name."""
    found = GolfSponsor.filter(tournament_id=golf_id)
    listed = await (found.filter(status=GolfStatus.CONFIRMED) if confirmed else found.prefetch_related("order"))
    order = ["presenting", "gold", "silver", "hole", "friend"]
    return sorted(listed, key=lambda each: (order.index(each.level), each.hole or 0, each.name))


async def prizes_of(golf_id: int) -> list[GolfPrize]:
    return await GolfPrize.filter(tournament_id=golf_id).order_by("hole", "id").prefetch_related("winner_team")


def price_types(event: Event) -> Any:
    """The event's ticket types, from which the teams' price is chosen."""
    return event.ticket_types.all().order_by("position", "id")


async def further_page(event_id: int, slug: str) -> Further | None:
    """Where the event's page leads: its golf, when it has one."""
    return Further(GOLF_PAGE, f"/golf/{slug}") if await GolfTournament.exists(event_id=event_id) else None
