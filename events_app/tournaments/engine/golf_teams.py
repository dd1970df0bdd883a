"""Whether players make a team under the tournament's handicap rules, and the strokes that the team receives."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from events_app.tournaments.engine.golf import Course, TeamHandicap, course_handicap, scramble
from events_app.tournaments.engine.reasons import Reason

NOT_FULL = "Faltan jugadores: el equipo lleva %(size)s."
TOO_MANY = "Sobran jugadores: el equipo lleva %(size)s."
TOO_STRONG = "Los índices suman %(sum)s y el mínimo del torneo es %(least)s."
TWICE = "%(name)s está dos veces en el equipo."
REASONS = (NOT_FULL, TOO_MANY, TOO_STRONG, TWICE)


@dataclass(frozen=True)
class TeamRules:
    """`cap`: the most strokes of a team; `max_index`: what counts of a player at most; `min_index_sum`: the least."""

    size: int
    allowances: tuple[Fraction, ...]
    cap: int | None = None
    max_index: Fraction | None = None
    min_index_sum: int | None = None


@dataclass(frozen=True)
class Composition:
    """A team that may play has no refusals."""

    handicap: TeamHandicap | None
    refusals: tuple[Reason, ...]


def compose(players: Sequence[tuple[str, Fraction]], course: Course, rules: TeamRules) -> Composition:
    """(name, Handicap Index) of each player, in any order. An index above the limit counts as the limit."""
    counted = [index if rules.max_index is None else min(index, rules.max_index) for _, index in players]
    refusals = tuple(_refusals([name for name, _ in players], counted, rules))
    if len(players) != len(rules.allowances):
        return Composition(None, refusals)
    handicaps = [course_handicap(index, course.slope, course.rating, course.par) for index in counted]
    return Composition(scramble(rules.allowances, handicaps, rules.cap), refusals)


def _refusals(names: list[str], counted: list[Fraction], rules: TeamRules) -> list[Reason]:
    found = []
    if len(names) != rules.size:
        found.append(Reason(NOT_FULL if len(names) < rules.size else TOO_MANY, {"size": rules.size}))
    folded = [" ".join(name.casefold().split()) for name in names]
    found += [Reason(TWICE, {"name": name}) for n, name in enumerate(names) if folded.index(folded[n]) < n]
    total = sum(counted, Fraction(0))
    if rules.min_index_sum is not None and len(names) == rules.size and total < rules.min_index_sum:
        found.append(Reason(TOO_STRONG, {"sum": f"{float(total):.1f}", "least": rules.min_index_sum}))
    return found
