"""What a table can be ordered by: each criterion's name, which way is better, and how it is measured.

A new criterion is one entry in MEASURES and one sentence in standings_words.
"""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from events_app.tournaments.engine.standings_tally import Tally
from events_app.tournaments.engine.standings_values import Entry, NotCounted, Number

Measured = int | Fraction | float  # a float only for what is infinite
Figures = Mapping[Any, Mapping[str, Number]]  # by entry


AMONG = "h2h."
LOWER_IS_BETTER = frozenset({"against", "ranking", "runs_allowed_per_out"})
GIVEN = frozenset({"fair_play", "ranking"})


def ratio(won: Number, lost: Number) -> Measured:
    """Won per lost; with nothing lost it is infinite, whatever was won (FIVB counts so)."""
    return Fraction(won, lost) if lost else math.inf


def per_out(runs: Number, outs: Number) -> Measured:
    """Runs per out; none without outs is none, some without outs is infinite."""
    if outs:
        return Fraction(runs, outs)
    return math.inf if runs else 0


def quality_balance(tally: Tally) -> Measured:
    """TQB: runs scored per out at bat less runs allowed per out in the field (WBSC tie-break rules, in outs)."""
    scored, allowed = per_out(tally.runs_for, tally.outs_at_bat), per_out(tally.runs_against, tally.outs_in_field)
    return 0 if scored == allowed else scored - allowed


MEASURES: dict[str, Callable[[Tally], Measured]] = {
    "points": lambda tally: tally.points,
    "wins": lambda tally: tally.won,
    "difference": lambda tally: tally.for_ - tally.against,
    "for": lambda tally: tally.for_,
    "against": lambda tally: tally.against,
    "set_ratio": lambda tally: ratio(tally.for_, tally.against),
    "point_ratio": lambda tally: ratio(tally.points_won, tally.points_lost),
    "runs_allowed_per_out": lambda tally: per_out(tally.runs_against, tally.outs_in_field),
    "tqb": quality_balance,
}


def plain(criterion: str) -> str:
    """The criterion without `h2h.`."""
    return criterion.removeprefix(AMONG)


def lower_is_better(criterion: str) -> bool:
    return plain(criterion) in LOWER_IS_BETTER or plain(criterion).startswith("-")


def figure(entry: Entry, name: str, figures: Figures) -> Measured:
    """What was given for the entry: nothing given counts as 0, and without a ranking one stands behind all who have
    one."""
    return figures.get(entry, {}).get(name, math.inf if name == "ranking" else 0)


def check(criteria: tuple[str, ...], figures: Figures) -> None:
    """Raises NotCounted for a criterion that is nothing we measure, and nothing that was given."""
    given = GIVEN.union(*(set(each) for each in figures.values()))
    for place, criterion in enumerate(criteria):
        if plain(criterion) not in MEASURES and plain(criterion) not in given:
            raise NotCounted(f"criteria.{place}", f"there is no criterion {criterion}")
        if criterion in criteria[:place]:
            raise NotCounted(f"criteria.{place}", f"{criterion} is there twice")
