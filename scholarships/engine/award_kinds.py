"""Applicants that are alike for the rules, how many each rule lacks, and which rules still matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm


@dataclass(frozen=True)
class Limit:
    """At least `low` and at most `high` of those who carry the rule; `high` None for no maximum."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Kind:
    """Applicants that are alike for the rules: the rules they fall under, what one costs and is worth."""

    rules: tuple[int, ...]
    cost: int
    worth: int = 0


def whole(numbers: Sequence[Fraction]) -> tuple[list[int], Fraction]:
    """The numbers as whole multiples of the returned unit, the largest that fits them all."""
    scale = lcm(*(number.denominator for number in numbers))
    scaled = [int(number * scale) for number in numbers]
    common = gcd(*scaled) or 1
    return [number // common for number in scaled], Fraction(common, scale)


def carried(kinds: Sequence[Kind], counts: Sequence[int], rule: int) -> int:
    return sum(count for kind, count in zip(kinds, counts, strict=True) if rule in kind.rules)


def pressing(
    kinds: Sequence[Kind], limits: Sequence[Limit], between: Sequence[tuple[int, int]]
) -> tuple[set[int], set[int]]:
    """The rules whose minimum is not reached yet, and those whose maximum could get in the way of reaching them.

    A choice from which nobody can be left out has no more new awards than the minima lack together.
    """
    held = [low for low, _ in between]
    counts = [carried(kinds, held, number) for number in range(len(limits))]
    lacks = {n: limit.low - count for n, (limit, count) in enumerate(zip(limits, counts, strict=True))}
    lacking = {number for number, lack in lacks.items() if lack > 0}
    needed = sum(lacks[number] for number in lacking)
    tight = {
        number
        for number, (limit, count) in enumerate(zip(limits, counts, strict=True))
        if limit.high is not None and limit.high - count < needed
    }
    return lacking, tight
