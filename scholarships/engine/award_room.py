"""Is there still room: whether some choice of the applicants left meets every minimum, every maximum and the budget."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import ceil, floor

from scholarships.engine.award_kinds import Kind, Limit, carried, pressing
from scholarships.engine.award_tableau import Exhausted, Tableau

BUDGET = -1


class Undecided(ValueError):
    """Whether the rules can be met was not settled within the effort allowed."""


class Room:
    """Counts for each kind of applicant, between those awarded for good and those still possible.

    A question is answered exactly: by linear reasoning, and where that leaves fractions, by cases.
    """

    def __init__(self, kinds: Sequence[Kind], limits: Sequence[Limit], budget: int, *, effort: int) -> None:
        self.kinds, self.budget = kinds, budget
        self.limits = list(limits)
        self.between = [(0, 0)] * len(kinds)
        rows = [[int(number in kind.rules) for kind in kinds] for number in range(len(limits))]
        rows.append([kind.cost for kind in kinds])
        rows.append([-kind.cost for kind in kinds])
        rows.append([1 for _ in kinds])
        rows.append([kind.worth for kind in kinds])
        self._tableau = Tableau(rows, len(kinds), effort=effort)
        self._purse = len(kinds) + len(limits)
        self._thrift, self._number, self._worth = (self._purse + step for step in (1, 2, 3))
        self._tableau.limit(self._purse, None, budget)
        for number, limit in enumerate(limits):
            self.rule(number, limit.low, limit.high)
        self.blame: set[int] = set()

    @property
    def effort(self) -> int:
        """What is left of it."""
        return self._tableau.effort

    def kind(self, number: int, low: int, high: int) -> None:
        self.between[number] = (low, high)
        self._tableau.limit(number, low, high)

    def rule(self, number: int, low: int, high: int | None) -> None:
        self.limits[number] = Limit(low, high)
        self._tableau.limit(len(self.kinds) + number, low, high)

    def choice(self) -> list[int] | None:
        """How many of each kind would meet everything; None when nothing does, and `blame` then says what clashes.

        `blame` holds numbers of rules and BUDGET. Raises Undecided.
        """
        self.blame = set()
        try:
            values = self._cheapest()
            if values is not None and _most_halved(values) is not None:
                return self._simpler()
        except Exhausted as error:
            raise Undecided("cannot be decided exactly within the effort allowed") from error
        return None if values is None else [int(value) for value in values]

    def most(self, *, at_least: int) -> int | None:
        """The largest number of awards that meets everything, once `at_least` is known to; None if not proven."""
        try:
            if self._tableau.clash() is not None:
                return at_least
            for number in range(floor(self._tableau.raise_to_top(self._number)), at_least, -1):
                self._tableau.limit(self._number, number, None)
                if self._look() is not None:
                    return number
        except Exhausted:
            return None
        return at_least

    def best(self, *, at_least: int) -> int | None:
        """The largest total worth that meets everything, once `at_least` is known to; None if not proven."""
        try:
            return self._climb(at_least)
        except Exhausted:
            return None

    def _cheapest(self) -> list[Fraction] | None:
        """Counts that meet everything, perhaps with fractions: then they are those that cost least."""
        clash = self._tableau.clash()
        if clash is not None:
            self._accuse(clash)
            return None
        values = self._tableau.values(len(self.kinds))
        if _most_halved(values) is None:
            return values
        least = -self._tableau.raise_to_top(self._thrift)
        if ceil(least) > self.budget:
            self.blame.add(BUDGET)
            return None
        return self._tableau.values(len(self.kinds))

    def _look(self) -> list[int] | None:
        values = self._cheapest()
        if values is None:
            return None
        halved = _most_halved(values)
        if halved is None:
            return [int(value) for value in values]
        for low, high in self._cases(halved, values[halved]):
            with self._narrowed(halved, low, high):
                found = self._look()
            if found is not None:
                return found
        return None

    def _simpler(self) -> list[int] | None:
        """The same question without what no longer matters, so that applicants who differ only in that are alike."""
        held = [low for low, _ in self.between]
        lacking, tight = pressing(self.kinds, self.limits, self.between)
        groups: dict[Kind, list[int]] = {}
        for number, kind in enumerate(self.kinds):
            rules = tuple(rule for rule in kind.rules if rule in lacking or rule in tight)
            if not lacking.isdisjoint(rules):
                groups.setdefault(Kind(rules, kind.cost), []).append(number)
        spent = sum(kind.cost * count for kind, count in zip(self.kinds, held, strict=True))
        inner = Room(list(groups), self._what_is_left(held, tight), self.budget - spent, effort=self.effort)
        for place, members in enumerate(groups.values()):
            inner.kind(place, 0, sum(self.between[number][1] - held[number] for number in members))
        found = inner._look()
        self._tableau.effort = inner.effort
        self.blame |= inner.blame
        return None if found is None else self._spread(found, list(groups.values()))

    def _what_is_left(self, held: Sequence[int], tight: set[int]) -> list[Limit]:
        limits = []
        for number, limit in enumerate(self.limits):
            count = carried(self.kinds, held, number)
            high = None if limit.high is None or number not in tight else limit.high - count
            limits.append(Limit(max(0, limit.low - count), high))
        return limits

    def _spread(self, found: Sequence[int], groups: Sequence[Sequence[int]]) -> list[int]:
        """The counts of the groups, handed out among the kinds in them."""
        plan = [low for low, _ in self.between]
        for count, members in zip(found, groups, strict=True):
            for number in members:
                low, high = self.between[number]
                plan[number] += (given := min(count, high - low))
                count -= given
        return plan

    @contextmanager
    def _narrowed(self, number: int, low: int, high: int) -> Iterator[None]:
        before = self._tableau.lower[number], self._tableau.upper[number]
        self._tableau.limit(number, low, high)
        try:
            yield
        finally:
            self._tableau.limit(number, *before)

    def _cases(self, number: int, value: Fraction) -> list[tuple[int, int]]:
        low, high = self._tableau.lower[number] or 0, self._tableau.upper[number] or 0
        below, above = (low, floor(value)), (ceil(value), high)
        return [above, below] if value - floor(value) >= Fraction(1, 2) else [below, above]

    def _accuse(self, clash: Iterable[int]) -> None:
        for variable in clash:
            if variable == self._purse:
                self.blame.add(BUDGET)
            elif len(self.kinds) <= variable < self._purse:
                self.blame.add(variable - len(self.kinds))

    def _climb(self, known: int) -> int:
        """Branch and bound from a worth that is known to be reached."""
        if self._tableau.clash() is not None:
            return known
        top = self._tableau.raise_to_top(self._worth)
        if floor(top) <= known:
            return known
        values = self._tableau.values(len(self.kinds))
        halved = _most_halved(values)
        if halved is None:
            return int(top)
        for low, high in self._cases(halved, values[halved]):
            with self._narrowed(halved, low, high):
                known = self._climb(known)
        return known


def _most_halved(values: Sequence[Fraction]) -> int | None:
    """The count furthest from a whole number; None when all are whole."""
    found = [
        (-abs(value - floor(value) - Fraction(1, 2)), -number)
        for number, value in enumerate(values)
        if value.denominator > 1
    ]
    return -max(found)[1] if found else None
