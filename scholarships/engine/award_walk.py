"""The walk down the ranking: each applicant is awarded when everything can still be met with that award too."""

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction

from scholarships.engine.award_kinds import Kind, Limit, whole
from scholarships.engine.award_room import BUDGET, Room
from scholarships.engine.award_terms import Applicant, Decision, Obstacle, Rule, Shortfall

MOST_CURIOSITY = 6_000_000


class Walk:
    """The state of a round: who holds an offer, and for every kind of applicant how many do and how many still could.

    `plan` is a choice that meets everything and contains all offers: whoever is in it needs no further proof.
    """

    def __init__(self, ranked: Sequence[Applicant], budget: Fraction, rules: Sequence[Rule], *, effort: int) -> None:
        self.ranked, self.budget = ranked, budget
        self.rules = [rule for rule in rules if _binds(rule, ranked)]
        self.decisions: dict[str, Decision] = {}
        self.wave = 0
        costs, unit = whole([each.amount for each in ranked])
        self._purse = budget // unit
        self._kind = {each.id: Kind(self._under(each), cost) for each, cost in zip(ranked, costs, strict=True)}
        self._kinds = list(dict.fromkeys(self._kind.values()))
        place = {kind: number for number, kind in enumerate(self._kinds)}
        self._number = {name: place[kind] for name, kind in self._kind.items()}
        self._minima = [rule.low for rule in self.rules]
        self._spent = Fraction(0)
        self._held = [0] * len(self._kinds)
        count = Counter(self._number.values())
        self._possible = [count[number] for number in range(len(self._kinds))]
        self._room = self._new_room(self._kinds, self._possible, effort)
        self._plan: list[int] | None = None
        self._closed: dict[int, Decision] = {}

    def obstacles(self) -> tuple[Obstacle, ...]:
        """What makes any award impossible from the start; shortages of candidates first, clashes only without them."""
        scarce = [
            Obstacle((rule,), candidates=count)
            for number, rule in enumerate(self.rules)
            if (count := self._count(number, self._possible)) < rule.low
        ]
        upside_down = [Obstacle((rule,)) for rule in self.rules if rule.high is not None and rule.low > rule.high]
        if scarce or upside_down:
            return (*scarce, *upside_down)
        self._plan = self._room.choice()
        return () if self._plan is not None else (Obstacle(self._blamed(), budget=BUDGET in self._room.blame),)

    def go_down(self) -> None:
        """Everyone without a decision, or rejected before, is tried from the top."""
        for each in self.ranked:
            before = self.decisions.get(each.id)
            if before is None or before.verdict == "rejected":
                self.decisions[each.id] = self._decide(each)

    def decline(self, names: Collection[str]) -> None:
        """Their offers are free again and they are not asked any more; offers that stand are kept."""
        self.wave += 1
        for each in self.ranked:
            if each.id in names:
                if self.decisions[each.id].verdict == "awarded":
                    self._held[self._number[each.id]] -= 1
                    self._spent -= each.amount
                self.decisions[each.id] = Decision(each.id, "declined", "declined", self._left, wave=self.wave)
        self._possible = self._held[:]
        for name, decision in self.decisions.items():
            self._possible[self._number[name]] += decision.verdict == "rejected"
        for number in range(len(self._kinds)):
            self._room.kind(number, self._held[number], self._possible[number])
        self._closed = {}

    def lower_minima(self) -> tuple[Shortfall, ...]:
        """The minima that cannot be met any more, each lowered to what the ones before it leave possible."""
        self._set_minima([rule.low for rule in self.rules])
        self._plan = self._room.choice()
        if self._plan is not None:
            return ()
        self._set_minima([0] * len(self.rules))
        found = []
        for number, rule in enumerate(self.rules):
            candidates = self._count(number, self._possible)
            reachable = self._reach(number, min(rule.low, candidates))
            if reachable < rule.low:
                found.append(Shortfall(rule, candidates, reachable))
        return tuple(found)

    def most_awards(self, known: int) -> int | None:
        """The most that the rules allow among those who did not decline; None when not proven."""
        count = Counter(self._number[each.id] for each in self._open())
        possible = [count[number] for number in range(len(self._kinds))]
        return self._new_room(self._kinds, possible, MOST_CURIOSITY).most(at_least=known)

    def best_sum(self, known: Fraction) -> Fraction | None:
        """The largest sum of scores that the rules allow among those who did not decline; None when not proven."""
        worths, unit = whole([each.score for each in self.ranked])
        worth = {each.id: number for each, number in zip(self.ranked, worths, strict=True)}
        finer = Counter(
            Kind(self._kind[each.id].rules, self._kind[each.id].cost, worth[each.id]) for each in self._open()
        )
        room = self._new_room(list(finer), list(finer.values()), MOST_CURIOSITY)
        found = room.best(at_least=int(known / unit))
        return None if found is None else found * unit

    def _decide(self, each: Applicant) -> Decision:
        number, left = self._number[each.id], self._left
        found = self._obvious(each) or self._closed.get(number)
        if found is not None:
            return self._reject(each, found)
        if not self._fits(number):
            money = BUDGET in self._room.blame
            return self._reject(each, Decision(each.id, "rejected", "would_break", left, self._blamed(), budget=money))
        self._held[number] += 1
        self._spent += each.amount
        self._room.kind(number, self._held[number], self._possible[number])
        return Decision(each.id, "awarded", "fits", left, wave=self.wave)

    def _obvious(self, each: Applicant) -> Decision | None:
        """A maximum already reached, or less money left than the award costs."""
        full = tuple(
            self.rules[number]
            for number in self._kind[each.id].rules
            if (high := self.rules[number].high) is not None and self._count(number, self._held) >= high
        )
        if full:
            return Decision(each.id, "rejected", "rule_full", self._left, full)
        if each.amount > self._left:
            return Decision(each.id, "rejected", "no_money", self._left, budget=True)
        return None

    def _reject(self, each: Applicant, why: Decision) -> Decision:
        """What bars one bars all of the same kind further down: offers only grow during a walk."""
        number = self._number[each.id]
        self._possible[number] = self._held[number]
        self._room.kind(number, self._held[number], self._held[number])
        self._closed[number] = why
        return Decision(each.id, "rejected", why.reason, self._left, why.rules, budget=why.budget, wave=self.wave)

    def _fits(self, number: int) -> bool:
        """Whether one more of this kind leaves everything possible; the plan then has it."""
        plan = self._plan or []
        if plan[number] > self._held[number]:
            return True
        more = [count + (place == number) for place, count in enumerate(plan)]
        if not self._allowed(more, number):
            self._room.kind(number, self._held[number] + 1, self._possible[number])
            found = self._room.choice()
            if found is None:
                return False
            more = found
        self._plan = more
        return True

    def _allowed(self, plan: Sequence[int], number: int) -> bool:
        """Whether a plan that grew by one of a kind is still within the maxima and the budget."""
        if sum(count * kind.cost for count, kind in zip(plan, self._kinds, strict=True)) > self._purse:
            return False
        highs = [(rule, self.rules[rule].high) for rule in self._kinds[number].rules]
        return all(high is None or self._count(rule, plan) <= high for rule, high in highs)

    def _reach(self, number: int, target: int) -> int:
        """The highest minimum of a rule, up to the target, with which everything can be met."""
        for low in range(target, -1, -1):
            self._minima[number] = low
            self._room.rule(number, low, self.rules[number].high)
            self._plan = self._room.choice()
            if self._plan is not None:
                return low
        raise AssertionError("offers that stand break a rule")

    def _set_minima(self, minima: list[int]) -> None:
        self._minima = minima
        for number, (rule, low) in enumerate(zip(self.rules, minima, strict=True)):
            self._room.rule(number, low, rule.high)

    def _new_room(self, kinds: Sequence[Kind], possible: Sequence[int], effort: int) -> Room:
        limits = [Limit(low, rule.high) for low, rule in zip(self._minima, self.rules, strict=True)]
        room = Room(kinds, limits, self._purse, effort=effort)
        for number, count in enumerate(possible):
            room.kind(number, 0, count)
        return room

    def _under(self, each: Applicant) -> tuple[int, ...]:
        return tuple(number for number, rule in enumerate(self.rules) if rule.speaks_of(each))

    def _count(self, rule: int, counts: Sequence[int]) -> int:
        return sum(count for count, kind in zip(counts, self._kinds, strict=True) if rule in kind.rules)

    def _open(self) -> list[Applicant]:
        return [each for each in self.ranked if self.decisions[each.id].verdict != "declined"]

    def _blamed(self) -> tuple[Rule, ...]:
        return tuple(self.rules[number] for number in sorted(self._room.blame - {BUDGET}))

    @property
    def _left(self) -> Fraction:
        return self.budget - self._spent


def _binds(rule: Rule, applicants: Sequence[Applicant]) -> bool:
    """A rule that asks for nobody and could never be overrun is no rule."""
    return rule.low > 0 or (rule.high is not None and sum(map(rule.speaks_of, applicants)) > rule.high)
