"""Finds the matches whose score a person keeps, their rosters, notes and signatures."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q

from events_app.core.access import Actor, Role
from events_app.core.clock import local
from events_app.core.database import rows
from events_app.core.errors import NotFound
from events_app.tournaments.engine.incidents import Incident as Noted
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.figures import incident
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.matches import Match, Signature
from events_app.tournaments.permissions import may_keep_score, organised_committees

RELATED = ("division__tournament__event", "home", "away", "field__venue", "referee")
KNOWN = (MatchStatus.READY, MatchStatus.LIVE, MatchStatus.REPORTED, MatchStatus.DISPUTED, MatchStatus.FINAL)
# What phones sent after the result that stands had been recorded.
LATE = """
SELECT count(*)::int AS n FROM match_incidents i JOIN matches m ON m.id = i.match_id
JOIN division_log l ON l.division_id = m.division_id AND l.sequence = m.report
WHERE m.id = $1 AND i.received_at > l.happened_at
"""
INCIDENTS = "SELECT * FROM match_incidents WHERE match_id = $1 ORDER BY happened_at, position, id"


async def match_of(actor: Actor, match_id: int) -> Match:
    """With its division, tournament, event, teams and field. Raises NotFound for what others keep, too."""
    found = await Match.filter(id=match_id).select_related(*RELATED).first()
    if found is None or not may_keep_score(actor, found.division.tournament.event):
        raise NotFound()
    return found


async def matches_of(actor: Actor, now: datetime) -> list[Match]:
    """Those this person keeps that are set for today, under way, or wait for a signature; by hour and field."""
    found = Match.filter(_kept_by(actor), status__in=[str(each) for each in KNOWN]).select_related(*RELATED)
    near = (now - timedelta(hours=36), now + timedelta(hours=36))
    open_ = [str(each) for each in (MatchStatus.LIVE, MatchStatus.REPORTED, MatchStatus.DISPUTED)]
    matches = await found.filter(Q(starts_at__range=near) | Q(status__in=open_)).order_by("starts_at", "id").limit(300)
    return [each for each in matches if each.status in open_ or _is_today(each, now)]


async def next_matches(actor: Actor, now: datetime) -> list[Match]:
    """The next ones with an hour, for a day without any."""
    found = Match.filter(_kept_by(actor), starts_at__gt=now, status__in=[str(MatchStatus.READY)])
    return await found.select_related(*RELATED).order_by("starts_at", "id").limit(10)


def _is_today(match: Match, now: datetime) -> bool:
    zone = match.division.tournament.event.timezone
    return match.starts_at is not None and local(match.starts_at, zone).date() == local(now, zone).date()


def _kept_by(actor: Actor) -> Q:
    committees = organised_committees(actor)
    if committees is None or actor.has(Role.SCOREKEEPER):
        return Q()
    mine = Q(division__tournament__event_id__in=list(actor.scopes(Role.SCOREKEEPER, "event")) or [0])
    return mine | Q(division__tournament__event__committee_id__in=list(committees) or [0])


async def rosters(match: Match) -> dict[str, list[Player]]:
    """The players (and team officials) of each side, by shirt number."""
    teams = [each for each in (match.home_id, match.away_id) if each is not None]
    found = await Player.filter(team_id__in=teams or [0], removed_at=None).select_related("person")
    found.sort(key=lambda each: (each.official, each.number is None, each.number or 0, each.id))
    return {
        "home": [each for each in found if each.team_id == match.home_id],
        "away": [each for each in found if each.team_id == match.away_id],
    }


async def incident_rows(match_id: int) -> list[dict[str, Any]]:
    return await rows(INCIDENTS, match_id)


async def incidents(match_id: int) -> list[Noted]:
    """The notes of a match as the engine reads them."""
    return [incident(each) for each in await incident_rows(match_id)]


async def late_notes(match_id: int) -> int:
    """How many notes came after the result, which nobody who signed it can have seen."""
    return int((await rows(LATE, match_id))[0]["n"])


async def signatures(match_id: int, report: int | None) -> list[Signature]:
    return await Signature.filter(match_id=match_id, report=report or 0).order_by("signed_at", "id")


async def team_match(team: Team, match_id: int) -> Match:
    """A match of the team, for its captain's link. Raises NotFound."""
    found = await Match.filter(id=match_id).select_related(*RELATED).first()
    if found is None or team.id not in (found.home_id, found.away_id):
        raise NotFound()
    return found


async def team_names(ids: Sequence[int]) -> dict[str, str]:
    """The names of teams by the id that the log writes."""
    return {str(each.id): each.name for each in await Team.filter(id__in=list(ids) or [0])}
