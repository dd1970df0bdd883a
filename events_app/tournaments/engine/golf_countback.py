"""Deciding a tie by the cards: the last nine holes, then six, three and one, or hole by hole by stroke index."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from events_app.tournaments.engine.golf import half_up
from events_app.tournaments.engine.golf_cards import Hole, Scored

Rounding = Literal["none", "half_up"]


@dataclass(frozen=True)
class Rules:
    """What is compared: strokes (less the handicap's part when net) or points; then the criteria in turn."""

    criteria: tuple[str, ...]
    net: bool
    by_points: bool
    rounding: Rounding = "none"


@dataclass(frozen=True)
class Figure:
    """One number of a countback, lower is better; `shown` is the number as people say it."""

    criterion: str
    hole: int | None
    value: Fraction
    shown: Fraction


# How many holes, and which part of the handicap comes off (Committee Procedures 5A(6) of the Rules of Golf).
LAST = {
    "last9": (9, Fraction(1, 2)),
    "last6": (6, Fraction(1, 3)),
    "last3": (3, Fraction(1, 6)),
    "last1": (1, Fraction(1, 18)),
}
CRITERIA = (*LAST, "stroke_index")


def figures(card: Scored, holes: Sequence[Hole], rules: Rules) -> list[Figure]:
    """The numbers of a finished card in the order in which they decide.

    The last holes are those of the course (10 to 18), also when the round began elsewhere.
    """
    found: list[Figure] = []
    for criterion in rules.criteria:
        found += [_last(card, criterion, rules)] if criterion in LAST else _by_stroke_index(card, holes, rules)
    return found


def _last(card: Scored, criterion: str, rules: Rules) -> Figure:
    count, part = LAST[criterion]
    if rules.by_points:
        return _figure(criterion, None, Fraction(sum(each or 0 for each in card.points[-count:])), rules)
    strokes = Fraction(sum(each or 0 for each in card.card.strokes[-count:]))
    taken_off = card.card.handicap * part if rules.net else Fraction(0)
    if rules.rounding == "half_up":
        taken_off = Fraction(half_up(taken_off))
    return _figure(criterion, None, strokes - taken_off, rules)


def _by_stroke_index(card: Scored, holes: Sequence[Hole], rules: Rules) -> list[Figure]:
    order = sorted(range(len(holes)), key=lambda number: holes[number].stroke_index)
    shown = [(number, card.points[number] if rules.by_points else card.hole(number, rules.net)) for number in order]
    return [_figure("stroke_index", number + 1, Fraction(value or 0), rules) for number, value in shown]


def _figure(criterion: str, hole: int | None, shown: Fraction, rules: Rules) -> Figure:
    return Figure(criterion, hole, -shown if rules.by_points else shown, shown)
