"""Everything that the scorekeeper's phone needs once, so that it can go on without network: rules, rosters, words."""

from typing import Any

from events_app.core.clock import local
from events_app.core.formats import format_time
from events_app.core.i18n import _
from events_app.scoring import queries, reporting, words
from events_app.scoring.api_shapes import SignatureOut, noted_out
from events_app.scoring.titles import round_of, went_to
from events_app.tournaments import folds
from events_app.tournaments.engine.fold_match import needs_winner
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.errors import NotDrawn
from events_app.tournaments.matches import Match
from events_app.tournaments.rules import rules_of
from events_app.tournaments.suspensions import bans

MOST_PERIODS = 12


async def sheet_data(match: Match, *, organises: bool) -> dict[str, Any]:
    """The page's JSON. Raises NotDrawn."""
    division = match.division
    state = await folds.folded(division)
    planned = state.planned.get(match.number)
    if planned is None:
        raise NotDrawn()
    rules = rules_of(division)
    found = await queries.incident_rows(match.id)
    signed = await queries.signatures(match.id, match.report)
    zone = division.tournament.event.timezone
    earliest = reporting.earliest_walkover(match)
    title = round_of(state, match.number)
    return {
        "match": match.id,
        "number": match.number,
        "title": title,
        "status": str(match.status),
        "report": match.report,
        "result": match.result,
        "rules": _rules(rules, needs_winner(planned)),
        "teams": await _teams(match, organises=organises),
        "organises": organises,
        "set_for": format_time(match.starts_at, zone) if match.starts_at else "",
        "day": local(match.starts_at, zone).date().isoformat() if match.starts_at else "",
        "walkover_from": earliest.isoformat() if earliest else None,
        "next": went_to(state, match.number),
        "incidents": [noted_out(each).model_dump(mode="json") for each in found],
        "signatures": [SignatureOut.of(each).model_dump(mode="json") for each in signed],
        "words": _words(rules),
    }


async def _teams(match: Match, *, organises: bool) -> dict[str, Any]:
    players = await queries.rosters(match)
    missing = await bans(match.division_id)
    suspended = {player for player, numbers in missing.items() if match.number in numbers}
    sides = {"home": match.home, "away": match.away}
    return {side: _team(team, players[side], suspended, organises) for side, team in sides.items()}


def _team(team: Team | None, players: list[Player], suspended: set[int], organises: bool) -> dict[str, Any]:
    if team is None:
        return {"id": None, "name": _("Por definir"), "short": "–", "colours": ["#ffffff", "#000000"], "players": []}
    captain = next((each for each in players if each.is_captain), None)
    return {
        "id": team.id,
        "name": team.name,
        "short": team.short_name or team.name,
        "colours": [team.colour, team.second_colour],
        "captain": captain.person.full_name if captain else team.captain_name,
        "captain_number": captain.number if captain else None,
        "players": [
            {
                "id": each.id,
                "number": each.number,
                "name": each.person.paternal_surname,
                "official": each.official,
                "suspended": each.id in suspended,
                "allowed": organises or each.id not in suspended,
            }
            for each in players
        ],
    }


def _rules(rules: RuleSet, must_decide: bool) -> dict[str, Any]:
    periods = rules.periods
    return {
        "sport": rules.sport,
        "incident": rules.incident,
        "values": list(rules.values),
        "own_goals": rules.own_goals,
        "cards": rules.cards,
        "must_decide": must_decide or not rules.level_allowed,
        "level_allowed": rules.level_allowed and not must_decide,
        "shootout": rules.shootout or must_decide,
        "by_sets": periods.by_sets,
        "kind": periods.kind,
        "count": periods.count,
        "minutes": periods.minutes,
        "points_to": periods.points_to,
        "last_points_to": periods.last_points_to,
        "lead": periods.lead,
        "sets_to_win": periods.sets_to_win if periods.by_sets else None,
    }


def _words(rules: RuleSet) -> dict[str, Any]:
    """What the phone says by itself, offline too; `{name}` stands for a name that the phone knows."""
    periods = rules.periods
    return {name: _(text) for name, text in words.PHONE_WORDS.items()} | {
        "add": _(words.ADD_WORDS[rules.incident]),
        "not": _(words.NOTHING_OF_IT[rules.incident]),
        "periods": [words.period_name(periods.kind, n + 1, periods.count) for n in range(max(MOST_PERIODS, 1))],
    }
