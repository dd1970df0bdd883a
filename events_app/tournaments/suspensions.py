"""Who is suspended for which match of a division: worked out from the cards each time, never stored."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from events_app.core.database import row, rows
from events_app.tournaments.engine.discipline import (
    CARDS,
    Ban,
    Carded,
    DisciplineRules,
    EntryMatch,
    suspensions,
)
from events_app.tournaments.engine.incidents import Incident, sheet
from events_app.tournaments.figures import incident
from events_app.tournaments.models import Division
from events_app.tournaments.rules import rules_of

_MATCHES = """
SELECT number, home_id, away_id FROM matches
WHERE division_id = $1 AND status <> 'not_needed' AND (home_id IS NOT NULL OR away_id IS NOT NULL)
ORDER BY starts_at NULLS LAST, number
"""
_NOTED = """
SELECT i.*, m.number FROM match_incidents i JOIN matches m ON m.id = i.match_id
WHERE m.division_id = $1 AND m.status <> 'not_needed'
ORDER BY i.match_id, i.id
"""
_ANY_CARD = """
SELECT 1 AS one FROM match_incidents i JOIN matches m ON m.id = i.match_id
WHERE m.division_id = $1 AND i.kind IN ('yellow', 'second_yellow', 'red') LIMIT 1
"""
_TEAMS = "SELECT id, team_id FROM players WHERE division_id = $1"


async def bans(division_id: int) -> dict[int, list[int]]:
    """The numbers of the matches that each suspended player (by id) misses, in the order of play."""
    found = await banned(division_id)
    return {player: [int(ban.match) for ban in theirs] for player, theirs in found.items()}


async def banned(division_id: int) -> dict[int, tuple[Ban, ...]]:
    """The same with the reason of each; one statement when nobody was ever shown a card."""
    if await row(_ANY_CARD, division_id) is None:
        return {}
    rules = rules_of(await Division.get(id=division_id)).discipline
    order = [each["number"] for each in await rows(_MATCHES, division_id)]
    played = await _matches_of_teams(division_id)
    cards = await _cards(division_id)
    found: dict[int, tuple[Ban, ...]] = {}
    for team_id, shown in cards.items():
        matches = [EntryMatch(number, team_id) for number in played[team_id]]
        known = [card for card in shown if card.match in set(played[team_id])]
        decided = suspensions(matches, known, _until(rules, order, played[team_id]))
        found |= {int(player): theirs for player, theirs in decided.bans.items()}
    return found


def _until(rules: DisciplineRules, order: list[int], own: list[int]) -> DisciplineRules:
    """Yellow cards start anew after a match of the whole division: for a team, after its last one up to then."""
    if rules.reset_after is None or rules.reset_after not in order:
        return replace(rules, reset_after=None)
    before = set(order[: order.index(int(rules.reset_after)) + 1])
    last = [number for number in own if number in before]
    return replace(rules, reset_after=last[-1] if last else None)


async def _matches_of_teams(division_id: int) -> Mapping[int, list[int]]:
    played: defaultdict[int, list[int]] = defaultdict(list)
    for each in await rows(_MATCHES, division_id):
        for side in ("home_id", "away_id"):
            if each[side] is not None:
                played[each[side]].append(each["number"])
    return played


async def _cards(division_id: int) -> Mapping[int, list[Carded]]:
    """The cards that stand once what was undone is left out, by the team of whoever got them."""
    teams = {each["id"]: each["team_id"] for each in await rows(_TEAMS, division_id)}
    noted: defaultdict[int, list[Incident]] = defaultdict(list)
    for each in await rows(_NOTED, division_id):
        noted[each["number"]].append(incident(each))
    cards: defaultdict[int, list[Carded]] = defaultdict(list)
    for number, incidents in noted.items():
        for one in sheet(incidents).incidents:
            if one.kind in CARDS and one.player is not None and int(one.player) in teams:
                cards[teams[int(one.player)]].append(Carded(number, int(one.player), one.kind))
    return cards
