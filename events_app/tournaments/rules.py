"""The rules a division plays by, as its column keeps them and as tables and the fold ask for them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from events_app.tournaments.engine import sports_json
from events_app.tournaments.engine.fold_state import Figures, Rules
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.engine.sports_presets import presets_of
from events_app.tournaments.models import Division


def rules_of(division: Division) -> RuleSet:
    """What the committee set for the division. Raises Malformed if the column was damaged."""
    return rules_from(division.sport, division.rules)


def rules_from(sport: str, stored: Mapping[str, Any]) -> RuleSet:
    """A division whose rules nobody touched plays by its sport's first rule set."""
    return sports_json.from_json(stored) if stored else _usual(str(sport))


def fold_rules(rules: RuleSet, figures: Figures) -> Rules:
    """The part of the rules that decides who advances."""
    return Rules(
        table=rules.table,
        walkover=rules.forfeit_score,
        largest=rules.largest,
        draws=rules.level_allowed,
        figures=figures,
    )


@lru_cache(maxsize=32)
def _usual(sport: str) -> RuleSet:
    return presets_of(sport)[0]
