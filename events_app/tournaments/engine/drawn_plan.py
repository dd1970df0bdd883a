"""From a format and its options to the plan of a division, once the draw has said how many take part and where."""

from collections.abc import Sequence
from typing import Literal

from events_app.tournaments.engine import brackets, roundrobin
from events_app.tournaments.engine.groups import groups_then_knockout
from events_app.tournaments.engine.references import Plan, TablePlan

Shape = Literal["league", "single", "double", "swiss", "ladder"]


def plan_of_groups(
    groups: Sequence[Sequence[object]], *, legs: int, advancing: int, best_thirds: int, third_place: bool
) -> Plan:
    """Seeds run through the groups as drawn: the first of group A is seed 1, and so on. Raises ValueError."""
    seeds, first = [], 1
    for group in groups:
        seeds.append(tuple(range(first, first + len(group))))
        first += len(group)
    return groups_then_knockout(
        tuple(seeds), legs=legs, advancing=advancing, best_thirds=best_thirds, third_place=third_place
    )


def plan_of_order(
    shape: Shape, entries: int, *, legs: int = 1, third_place: bool = False, reset: bool = True, rounds: int = 5
) -> Plan:
    """Of so many entries, in the order drawn; Swiss rounds and challenges come with the log. Raises ValueError."""
    if shape == "swiss":
        return Plan(entries, (TablePlan("A", tuple(range(1, entries + 1)), 0, rounds),), ())
    if shape == "ladder":
        return Plan(entries, (), ())
    if shape == "league":
        return roundrobin.league(entries, legs)
    if shape == "single":
        return brackets.single(entries, third_place)
    return brackets.double(entries, reset)
