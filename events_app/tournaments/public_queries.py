"""Finds what the public pages of tournaments show, always through the events that the person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from events_app.core.access import Actor
from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from events_app.core.i18n import N_
from events_app.events.further import Further
from events_app.events.queries import event_for, visible_events
from events_app.tournaments import folds
from events_app.tournaments.engine.fold_state import State
from events_app.tournaments.engine.incidents import Incident, Sheet, sheet
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.figures import incident
from events_app.tournaments.kinds import DivisionStatus, TeamStatus
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division, Tournament
from events_app.tournaments.permissions import may_organise
from events_app.tournaments.record import match_columns
from events_app.tournaments.shown import player_name

LONGEST = 80
PLAYING = (TeamStatus.CONFIRMED, TeamStatus.WITHDRAWN)
_VERSIONS = """
SELECT d.id, d.tournament_id, d.sequence, d.xmin::text AS division, t.xmin::text AS tournament, e.xmin::text AS event,
  e.visibility,
  (SELECT md5(string_agg(m.xmin::text, ' ' ORDER BY m.id)) FROM matches m WHERE m.division_id = d.id) AS matches,
  (SELECT md5(string_agg(g.xmin::text, ' ' ORDER BY g.id)) FROM teams g WHERE g.division_id = d.id) AS teams,
  (SELECT md5(string_agg(p.xmin::text, ' ' ORDER BY p.id)) FROM players p WHERE p.division_id = d.id) AS players,
  (SELECT max(i.id) FROM match_incidents i JOIN matches m ON m.id = i.match_id WHERE m.division_id = d.id) AS incidents
FROM divisions d JOIN tournaments t ON t.id = d.tournament_id JOIN events e ON e.id = t.event_id
"""
_ONE = _VERSIONS + "WHERE e.slug = $1 AND d.slug = $2"
_BY_ID = _VERSIONS + "WHERE d.id = $1"
_ALL = _VERSIONS + "WHERE t.id = $1 ORDER BY d.position, d.id"
_INCIDENTS = """
SELECT i.* FROM match_incidents i JOIN matches m ON m.id = i.match_id
WHERE m.division_id = $1 AND m.status <> 'not_needed' ORDER BY i.match_id, i.id
"""


@dataclass(frozen=True)
class World:
    """Everything that the pages of a division are drawn from; `sheets` are by match id, `people` by player id.

    `state` is None before the draw. `sheets` hold what the scorekeepers noted, `people` the names as consent allows.
    """

    tournament: Tournament
    division: Division
    teams: dict[int, Team]
    rows: dict[int, Match]
    state: State | None
    sheets: dict[int, Sheet]
    people: dict[int, "Known"]


@dataclass(frozen=True)
class Known:
    """A player as anybody may read it."""

    id: int
    team_id: int
    name: str
    number: int | None
    captain: bool
    has_page: bool


async def tournament_for(actor: Actor, slug: str) -> Tournament:
    """With its event and edition. Raises NotFound for no such tournament and for what the person may not see."""
    event = await event_for(actor, slug)
    found = await Tournament.filter(event_id=event.id).select_related("edition").first()
    if found is None:
        raise NotFound()
    found.event = event
    return found


async def division_for(actor: Actor, slug: str, division_slug: str) -> Division:
    """With its tournament and event; a draft only for whoever organises. Raises NotFound."""
    tournament = await tournament_for(actor, slug)
    known = 0 < len(division_slug) <= LONGEST
    found = await Division.get_or_none(tournament_id=tournament.id, slug=division_slug) if known else None
    if found is None or (found.status is DivisionStatus.DRAFT and not may_organise(actor, tournament.event)):
        raise NotFound()
    found.tournament = tournament
    return found


async def divisions_of(actor: Actor, tournament: Tournament) -> list[Division]:
    """In the committee's order, each with the tournament."""
    found = Division.filter(tournament_id=tournament.id)
    if not may_organise(actor, tournament.event):
        found = found.exclude(status=DivisionStatus.DRAFT)
    divisions = await found.order_by("position", "id")
    for each in divisions:
        each.tournament = tournament
    return divisions


def tournaments_for(actor: Actor) -> QuerySet[Tournament]:
    """Those of events that the person may see, with their events."""
    seen = visible_events(actor).exclude(status="draft")
    return Tournament.filter(event_id__in=Subquery(seen.values("id"))).select_related("event", "edition")


async def facts_of(slug: str, division_slug: str) -> tuple[object, ...]:
    """The versions of all that a division's pages show. Raises NotFound for none that a stranger may see."""
    known = 0 < len(slug) <= LONGEST and 0 < len(division_slug) <= LONGEST
    found = await row(_ONE, slug, division_slug) if known else None
    if found is None:
        raise NotFound()
    return tuple(found.values())


async def facts_by_id(division_id: int) -> tuple[object, ...]:
    """The same for a division that was already found."""
    found = await row(_BY_ID, division_id)
    return tuple(found.values()) if found else ()


async def facts_of_all(tournament_id: int) -> tuple[object, ...]:
    """The same for all divisions of a tournament."""
    return tuple(value for each in await rows(_ALL, tournament_id) for value in each.values())


async def world_of(division: Division) -> World:
    """Reads the division (found with its tournament and event): at most seven statements, whatever its size."""
    teams = await Team.filter(division_id=division.id, status__in=list(PLAYING)).select_related("company")
    matches = await Match.filter(division_id=division.id).select_related("field__venue", "referee").order_by("number")
    state = await folds.folded(division) if division.drawn_at is not None else None
    found = {each.number: each for each in matches} | (_unwritten(division, state, matches) if state else {})
    sheets = await _sheets(division.id)
    people = await people_of(division) if sheets else {}
    return World(
        division.tournament, division, {each.id: each for each in teams}, found,
        state, sheets, people,
    )  # fmt: skip


def _unwritten(division: Division, state: State, matches: Sequence[Match]) -> dict[int, Match]:
    """Matches of the plan that no row tells of yet: nobody was ever in them."""
    known = {each.number for each in matches}
    return {
        number: Match(division_id=division.id, **match_columns(state.planned[number], match))
        for number, match in state.matches.items()
        if number not in known
    }


async def people_of(division: Division, **which: Any) -> dict[int, Known]:
    """The players of the division, and those who left, as the public reads them."""
    policy = division.tournament.players_shown
    found = await Player.filter(division_id=division.id, **which).select_related("person").order_by("number", "id")
    return {
        each.id: Known(
            each.id, each.team_id, player_name(each, policy), each.number, each.is_captain,
            has_page=each.shown and policy == "consent" and each.removed_at is None,
        )
        for each in found
    }  # fmt: skip


async def _sheets(division_id: int) -> dict[int, Sheet]:
    noted: dict[int, list[Incident]] = {}
    for each in await rows(_INCIDENTS, division_id):
        noted.setdefault(each["match_id"], []).append(incident(each))
    return {match_id: sheet(found) for match_id, found in noted.items()}


async def recent(tournaments: Sequence[Tournament]) -> dict[int, list[Division]]:
    """The divisions that strangers may see, by tournament."""
    ids = [each.id for each in tournaments]
    found: dict[int, list[Division]] = {each: [] for each in ids}
    divisions = Division.filter(tournament_id__in=ids or [0]).exclude(status=DivisionStatus.DRAFT)
    for each in await divisions.order_by("position", "id"):
        found[each.tournament_id].append(each)
    return found


async def further_page(event_id: int, slug: str) -> Further | None:
    """Where the event's page leads to; None for an event that is no tournament."""
    known = await Tournament.filter(event_id=event_id).exists()
    return Further(N_("Divisiones, llaves y resultados en vivo"), f"/torneos/{slug}") if known else None
