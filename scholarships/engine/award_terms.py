"""The words of awarding: who applies, which rules hold, what was decided for each and why."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Verdict = Literal["awarded", "rejected", "declined"]
Reason = Literal["fits", "rule_full", "no_money", "would_break", "declined"]


@dataclass(frozen=True)
class Applicant:
    """`amount` is what an award costs; `attributes` are whatever rules may speak of."""

    id: str
    score: Fraction
    amount: Fraction
    attributes: Mapping[str, Hashable]


@dataclass(frozen=True)
class Rule:
    """Of those awarded, how many may or must have this value of the attribute; None for no maximum."""

    attribute: str
    value: Hashable
    low: int = 0
    high: int | None = None

    def speaks_of(self, applicant: Applicant) -> bool:
        return self.attribute in applicant.attributes and applicant.attributes[self.attribute] == self.value


@dataclass(frozen=True)
class Decision:
    """Why: the rules concerned, whether the budget is, and what was left of it. `wave` 0 is the first round."""

    id: str
    verdict: Verdict
    reason: Reason
    left: Fraction
    rules: tuple[Rule, ...] = ()
    budget: bool = False
    wave: int = 0


@dataclass(frozen=True)
class Obstacle:
    """A minimum with too few candidates, or (rules, budget) that cannot be met together."""

    rules: tuple[Rule, ...]
    candidates: int | None = None
    budget: bool = False


@dataclass(frozen=True)
class Shortfall:
    """A minimum that has become impossible, how many carry it that are awarded or could be, and how many can be met."""

    rule: Rule
    candidates: int
    reachable: int


@dataclass(frozen=True)
class Outcome:
    """With obstacles there is no award at all. The last two numbers are None when they were not proven."""

    obstacles: tuple[Obstacle, ...] = ()
    awarded: tuple[str, ...] = ()
    spent: Fraction = Fraction(0)
    trace: tuple[Decision, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    most_awards: int | None = None
    best_sum: Fraction | None = None
