"""What tables cannot count from results themselves: fair play from the cards noted at the field."""

from collections.abc import Iterable
from typing import Any, cast

from events_app.core.database import rows
from events_app.tournaments.engine.discipline import Card, Carded, fair_play
from events_app.tournaments.engine.fold_state import Figures
from events_app.tournaments.engine.incidents import Incident, Sheet, sheet
from events_app.tournaments.engine.sports import RuleSet

CARDS = """
SELECT i.*, m.home_id, m.away_id FROM match_incidents i JOIN matches m ON m.id = i.match_id
WHERE m.division_id = $1 AND m.status NOT IN ('not_needed') AND m.home_id IS NOT NULL AND m.away_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM match_incidents c WHERE c.match_id = i.match_id AND c.kind IN ('yellow', 'red',
              'second_yellow'))
ORDER BY i.match_id, i.id
"""


async def of(division_id: int, rules: RuleSet) -> Figures:
    """Fair-play points by team (0 or less), if the division's criteria ask for them; otherwise nothing."""
    if not any(criterion.removeprefix("h2h.") == "fair_play" for criterion in rules.table.criteria):
        return {}
    shown = cards(sheets(await rows(CARDS, division_id)))
    return {entry: {"fair_play": fair_play(shown[entry], rules.fair_play)} for entry in sorted(shown)}


def cards(noted: Iterable[tuple[str, str, Sheet]]) -> dict[str, list[Carded]]:
    """The cards of each team, by match; one without a name is somebody of its own."""
    found: dict[str, list[Carded]] = {}
    for number, (home, away, played) in enumerate(noted):
        for place, card in enumerate(played.cards):
            person = card.player or f"?{place}"
            shown = Carded(number, person, cast(Card, card.kind))
            found.setdefault(home if card.side == "home" else away, []).append(shown)
    return found


def sheets(found: Iterable[dict[str, Any]]) -> list[tuple[str, str, Sheet]]:
    """(home team, away team, sheet) of each match from rows of incidents with `match_id`, `home_id` and `away_id`."""
    by_match: dict[tuple[int, str, str], list[Incident]] = {}
    for each in found:
        key = (each["match_id"], str(each["home_id"]), str(each["away_id"]))
        by_match.setdefault(key, []).append(incident(each))
    return [(home, away, sheet(noted)) for (_, home, away), noted in by_match.items()]


def incident(each: dict[str, Any]) -> Incident:
    """A stored row as the engine reads it."""
    return Incident(
        id=each["client_id"],
        kind=each["kind"],
        moment=each["happened_at"].timestamp(),
        position=each["position"],
        side=each["side"],
        player=None if each["player_id"] is None else str(each["player_id"]),
        value=each["value"],
        period=each["period"],
        minute=each["minute"],
        names=each["names"],
        note=each["note"],
    )
