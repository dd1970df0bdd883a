"""Finds divisions, teams and players through what the person, or the secret of a link, may see."""

from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_app.core.access import Actor, Role
from events_app.core.database import rows
from events_app.core.errors import NotFound
from events_app.core.tokens import ticket_hash
from events_app.directory.models import Company
from events_app.directory.queries import live_companies
from events_app.events.queries import event_for
from events_app.tournaments.engine.roster import Member
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.kinds import Confirmation, DivisionStatus, MatchStatus, Side, TeamStatus
from events_app.tournaments.matches import Match, Signature
from events_app.tournaments.models import Division
from events_app.tournaments.permissions import may_organise

TEAM_WITH = ("division__tournament__event", "company")
LIVE = (TeamStatus.HELD, TeamStatus.CONFIRMED)
CODE_LENGTH = 26
SHIRT_COLOURS = (
    "#006b68", "#b3261e", "#1f4fa8", "#e0a100", "#5b2a86", "#2e7d32", "#d2691e", "#111111", "#00838f", "#ad1457",
    "#8d6e63", "#607d8b", "#c0ca33", "#f48fb1", "#795548", "#283593",
)  # fmt: skip
# Where one person may be in only one team, by the word of the tournament.
_ELSEWHERE = """
SELECT t.name, d.name_es AS division FROM players p
JOIN teams t ON t.id = p.team_id JOIN divisions d ON d.id = p.division_id
WHERE p.person_id = ANY($1::bigint[]) AND p.removed_at IS NULL AND t.id <> $2
  AND t.status IN ('held', 'confirmed', 'withdrawn')
  AND (p.division_id = $3 OR (d.tournament_id = $4 AND ($5 = 'tournament' OR ($5 = 'sport' AND d.sport = $6))))
ORDER BY p.id LIMIT 1
"""


async def division_for(actor: Actor, slug: str, division_slug: str, company: str = "") -> Division:
    """With its tournament and event. Raises NotFound alike for what is not there and what is not yet public."""
    event = await event_for(actor, slug, company)
    found = await (
        Division.filter(tournament__event_id=event.id, slug=division_slug[:80])
        .select_related("tournament__event")
        .first()
    )
    if found is None or (found.status is DivisionStatus.DRAFT and not may_organise(actor, event)):
        raise NotFound()
    return found


async def team_by_code(code: str) -> Team:
    """The team of a captain's link, with division, tournament, event and company. Raises NotFound."""
    if len(code) != CODE_LENGTH or not code.isascii() or not code.isalnum():
        raise NotFound()
    found = await Team.filter(link_hash=ticket_hash(code)).select_related(*TEAM_WITH).first()
    if found is None:
        raise NotFound()
    return found


async def player_by_code(code: str) -> Player:
    """The player of a credential's link. Raises NotFound."""
    if len(code) != CODE_LENGTH or not code.isascii() or not code.isalnum():
        raise NotFound()
    related = ("person", "team__company", "division__tournament__event")
    found = await Player.filter(code_hash=ticket_hash(code)).select_related(*related).first()
    if found is None:
        raise NotFound()
    return found


async def player_of(team: Team, player_id: int) -> Player:
    """A player who is on the team's roster now. Raises NotFound."""
    found = Player.filter(id=player_id, team_id=team.id, removed_at=None).select_related("person", "team")
    player = await found.first()
    if player is None:
        raise NotFound()
    return player


async def roster(team_id: int) -> list[Player]:
    """Players by number, then by surname; officials last."""
    found = await Player.filter(team_id=team_id, removed_at=None).select_related("person")
    return sorted(
        found, key=lambda each: (each.official, each.number is None, each.number or 0, each.person.sort_key, each.id)
    )


def member(player: Player) -> Member:
    """A player as the rules of the roster see them."""
    return Member(
        person=player.person_id,
        number=player.number,
        official=player.official,
        reinforcement=player.reinforcement,
        gender=player.gender.value,
        birth_date=player.birth_date,
    )


async def team_elsewhere(person_ids: list[int], team: Team, division: Division, one_team_per: str) -> str:
    """The name of another team that already has one of these entries of the person; "" when there is none."""
    found = await rows(
        _ELSEWHERE, person_ids, team.id, division.id, division.tournament_id, one_team_per, str(division.sport)
    )
    return str(found[0]["name"]) if found else ""


async def fixtures(team: Team) -> list[Match]:
    """The team's matches once the schedule is published, in the order of play."""
    if team.division.schedule_published_at is None:
        return []
    home = Match.filter(division_id=team.division_id, home_id=team.id)
    away = Match.filter(division_id=team.division_id, away_id=team.id)
    related = ("home", "away", "field__venue")
    found = [*await home.select_related(*related), *await away.select_related(*related)]
    return sorted(
        (each for each in found if each.status != "not_needed"),
        key=lambda each: (each.starts_at is None, each.starts_at or each.created_at, each.number),
    )


async def unanswered(team: Team) -> list[Match]:
    """Those of the team's matches whose report its captain has neither confirmed nor disputed yet."""
    mine = Q(home_id=team.id) | Q(away_id=team.id)
    reported = await (
        Match.filter(mine, division_id=team.division_id, status__in=[MatchStatus.REPORTED, MatchStatus.DISPUTED])
        .select_related("home", "away")
        .order_by("number")
    )
    found = await Signature.filter(match_id__in=[each.id for each in reported]) if reported else []
    signed = {(each.match_id, each.report, each.side) for each in found}
    return [each for each in reported if (each.id, each.report or 0, _side_of(team, each)) not in signed]


def _side_of(team: Team, match: Match) -> Side:
    return Side.HOME if match.home_id == team.id else Side.AWAY


async def free_colour(division_id: int) -> str:
    """The first shirt colour that no team of the division wears yet, so that two do not look alike by default."""
    worn = {each.colour for each in await Team.filter(division_id=division_id).only("id", "colour")}
    return next((each for each in SHIRT_COLOURS if each not in worn), SHIRT_COLOURS[0])


def coordinated(actor: Actor) -> QuerySet[Company]:
    """The companies whose word this person gives: all of them for the office."""
    found = live_companies()
    if actor.is_office or actor.has(Role.COORDINATOR, "company:0"):
        return found
    return found.filter(id__in=actor.scopes(Role.COORDINATOR, "company") or [0])


def speaks_for(actor: Actor, company_id: int | None) -> bool:
    """A coordinator's word holds for the own company, the office's for all."""
    return company_id is not None and (actor.is_office or actor.has(Role.COORDINATOR, f"company:{company_id}"))


async def company_teams(actor: Actor) -> list[Team]:
    """The teams of the companies that the person coordinates, the newest tournament first."""
    companies = [each.id for each in await coordinated(actor)]
    found = Team.filter(company_id__in=companies or [0], status__in=[*LIVE, TeamStatus.WITHDRAWN])
    return await found.select_related(*TEAM_WITH).order_by("-division__tournament__event__starts_at", "name", "id")


async def awaiting(actor: Actor) -> list[Player]:
    """The players whose company has not answered whether they work there."""
    companies = [each.id for each in await coordinated(actor)]
    found = Player.filter(
        team__company_id__in=companies or [0], confirmation=Confirmation.PENDING, removed_at=None,
        team__status__in=list(LIVE), reinforcement=False,
    )  # fmt: skip
    return await found.select_related("person", "team", "division__tournament__event").order_by("team_id", "id")


async def organised_team(actor: Actor, team_id: int) -> Team:
    """Raises NotFound alike for what does not exist and for what others organise."""
    found = await Team.filter(id=team_id).select_related(*TEAM_WITH).first()
    if found is None or not may_organise(actor, found.division.tournament.event):
        raise NotFound()
    return found


async def division_teams(division_id: int) -> list[dict[str, Any]]:
    """Every team of a division with how many it has on its roster and how many wait for their company."""
    sql = """
    SELECT t.id, t.name, t.short_name, t.colour, t.second_colour, t.captain_name, t.captain_phone, t.captain_email,
        t.status, t.seed, t.pot, t.created_at, t.end_reason, o.folio, o.status AS order_status,
        coalesce(nullif(c.trade_name, ''), c.legal_name, '') AS company,
        (SELECT count(*)::int FROM players p WHERE p.team_id = t.id AND p.removed_at IS NULL AND NOT p.official)
            AS players,
        (SELECT count(*)::int FROM players p WHERE p.team_id = t.id AND p.removed_at IS NULL
            AND p.confirmation = 'pending') AS pending
    FROM teams t LEFT JOIN companies c ON c.id = t.company_id LEFT JOIN orders o ON o.id = t.order_id
    WHERE t.division_id = $1
    ORDER BY t.status IN ('cancelled', 'expired'), t.seed NULLS LAST, t.name_key, t.id
    """
    return await rows(sql, division_id)
