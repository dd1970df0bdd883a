"""Finds the tournaments, divisions and matches that a person organises; those of others are not found."""

from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_app.core.access import Actor
from events_app.core.errors import NotFound
from events_app.events.kinds import EventKind, EventStatus
from events_app.events.models import Event
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import TeamStatus
from events_app.tournaments.matches import Match, Referee
from events_app.tournaments.models import Division, Tournament
from events_app.tournaments.permissions import may_organise, organised_committees

IN_PLAY = (TeamStatus.CONFIRMED, TeamStatus.WITHDRAWN)


def tournaments(actor: Actor) -> QuerySet[Tournament]:
    """All for the office; for a chair those that the committee convenes."""
    committees = organised_committees(actor)
    found = Tournament.all().select_related("event", "edition")
    return found if committees is None else found.filter(event__committee_id__in=committees or [0])


async def coming(actor: Actor, now: datetime) -> list[Tournament]:
    """Those that are not over, the next one first."""
    return await tournaments(actor).filter(event__ends_at__gt=now).order_by("event__starts_at", "id").limit(12)


async def tournament_of(actor: Actor, tournament_id: int) -> Tournament:
    """Raises NotFound alike for what does not exist and for what others organise."""
    found = await tournaments(actor).get_or_none(id=tournament_id)
    if found is None:
        raise NotFound()
    return found


async def division_of(actor: Actor, division_id: int) -> Division:
    """With its tournament and event. Raises NotFound."""
    found = await Division.filter(id=division_id).select_related("tournament__event").first()
    if found is None or not may_organise(actor, found.tournament.event):
        raise NotFound()
    return found


async def match_of(actor: Actor, match_id: int) -> Match:
    """With its division, tournament, event, teams, field and referee. Raises NotFound."""
    related = ("division__tournament__event", "home", "away", "field__venue", "referee")
    found = await Match.filter(id=match_id).select_related(*related).first()
    if found is None or not may_organise(actor, found.division.tournament.event):
        raise NotFound()
    return found


async def referee_of(actor: Actor, referee_id: int) -> Referee:
    found = await Referee.filter(id=referee_id).select_related("tournament__event", "company").first()
    if found is None or not may_organise(actor, found.tournament.event):
        raise NotFound()
    return found


def free_events(actor: Actor) -> QuerySet[Event]:
    """The events of kind tournament that are not a tournament yet and that the actor may organise."""
    found = Event.filter(kind=EventKind.TOURNAMENT).filter(Q(tournament=None))
    found = found.exclude(status__in=[EventStatus.CANCELLED, EventStatus.FINISHED])
    committees = organised_committees(actor)
    return found if committees is None else found.filter(committee_id__in=committees or [0])


async def playing_teams(division_id: int) -> list[Team]:
    """The teams that are, or were, in the draw: confirmed ones and those that left after it, by seed."""
    found = Team.filter(division_id=division_id, status__in=[str(each) for each in IN_PLAY])
    teams = await found.select_related("company").order_by("id")
    return sorted(teams, key=lambda team: (team.seed is None, team.seed or 0, team.id))


async def entering_teams(division_id: int) -> list[Team]:
    """The confirmed teams, which a draw would place: seeded ones first, then by pot and arrival."""
    found = Team.filter(division_id=division_id, status=TeamStatus.CONFIRMED).select_related("company")
    teams = await found.order_by("id")
    return sorted(teams, key=lambda team: (team.seed is None, team.seed or 0, team.pot or 99, team.id))
