"""The cheapest way to put everybody in pairs, proved cheapest: Edmonds' blossom method with prices.

Every entry has a price and a pair may form only when its cost equals the two prices together. From an entry without
a partner a tree of such pairs grows; prices move by the least step that lets it grow further, until it reaches another
entry without a partner. An odd circle of the tree is shrunk into one flower ("blossom") with a price of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

Edge = tuple[int, int]
OUTER, INNER = 1, -1


@dataclass(eq=False)
class Flower:
    """An entry alone, or an odd circle of flowers; `links[i]` joins petals[i] with petals[i + 1]."""

    entries: list[int]
    petals: list["Flower"] = field(default_factory=list)
    links: list[Edge] = field(default_factory=list)
    price: int = 0
    label: int = 0
    since: int = 0
    via: Edge | None = None  # (entry outside, entry inside): how the tree came here


def cheapest_pairs(size: int, costs: Mapping[Edge, int]) -> list[Edge] | None:
    """Pairs (a, b), a < b, that hold every entry 0 … size − 1 once at the least total cost; None when there are none.

    `costs` has a whole number, 0 or more, for each pair (a, b), a < b, that may form.
    """
    if size % 2:
        return None
    search = _Search(size, costs)
    for entry in range(size):
        if search.partner[entry] < 0 and not search.find_partner(entry):
            return None
    return [(entry, other) for entry, other in enumerate(search.partner) if entry < other]


class _Search:
    """Prices, partners and the tree that is growing; costs are kept fourfold so that every price stays whole."""

    def __init__(self, size: int, costs: Mapping[Edge, int]) -> None:
        self.costs: list[dict[int, int]] = [{} for _ in range(size)]
        for (one, other), cost in costs.items():
            self.costs[one][other] = self.costs[other][one] = 4 * cost
        self.partner = [-1] * size
        self.top = [Flower([entry]) for entry in range(size)]
        self.prices = [2 * (min(costs.values(), default=0) // 4) for costs in self.costs]
        self.clock = 0
        self._pair_at_once()

    def _pair_at_once(self) -> None:
        """Raises each price as far as its own pairs allow and joins whom it meets: most need no search then."""
        for entry, costs in enumerate(self.costs):
            if self.partner[entry] >= 0 or not costs:
                continue
            self.prices[entry], other = min((cost - self.prices[other], other) for other, cost in costs.items())
            if self.partner[other] < 0:
                self.partner[entry], self.partner[other] = other, entry

    def find_partner(self, root: int) -> bool:
        """Grows a tree from the entry until it finds a partner; False when it has none in any pairing."""
        self.clock, self.events, self.order = 0, list[tuple[int, int, int, int]](), 0
        self.touched: list[Flower] = []
        self._mark(self.top[root], OUTER, None)
        found = False
        while self.events and not found:
            moment, _, one, other = heappop(self.events)
            self.clock = max(self.clock, moment)
            found = self._dissolve(one) if other < 0 else self._meet(one, other)
        for flower in self._all_tops():
            self._settle(flower)
            flower.label, flower.via = 0, None
        return found

    def _all_tops(self) -> Iterator[Flower]:
        seen = {id(flower): flower for flower in self.touched if self.top[flower.entries[0]] is flower}
        yield from seen.values()

    def price(self, entry: int) -> int:
        flower = self.top[entry]
        return self.prices[entry] + flower.label * (self.clock - flower.since)

    def _settle(self, flower: Flower) -> None:
        """Writes down how far the prices of a flower have moved since it was labelled."""
        moved = flower.label * (self.clock - flower.since)
        if moved:
            for entry in flower.entries:
                self.prices[entry] += moved
            if flower.petals:
                flower.price += 2 * moved
        flower.since = self.clock

    def _mark(self, flower: Flower, label: int, via: Edge | None) -> None:
        self._settle(flower)
        flower.label, flower.via = label, via
        self.touched.append(flower)
        if label == OUTER:
            self._look_around(flower.entries)
        elif flower.petals:
            self._note(self.clock + flower.price // 2, flower.entries[0], -1)

    def _note(self, moment: int, one: int, other: int) -> None:
        self.order += 1
        heappush(self.events, (moment, self.order, one, other))

    def _look_around(self, entries: list[int]) -> None:
        """Notes when each pair that leaves these outer entries could form."""
        for entry in entries:
            own, price = self.top[entry], self.price(entry)
            for other, cost in self.costs[entry].items():
                flower = self.top[other]
                if flower is own or flower.label == INNER:
                    continue
                slack = cost - price - self.price(other)
                self._note(self.clock + (slack // 2 if flower.label == OUTER else slack), entry, other)

    def _meet(self, one: int, other: int) -> bool:
        """A pair can form: grow, shrink a circle, or end; True when a partner was found. An old notice is ignored."""
        near, far = self.top[one], self.top[other]
        if near is far or near.label != OUTER or far.label == INNER:
            return False
        if self.costs[one][other] != self.price(one) + self.price(other):
            return False
        if far.label == OUTER:
            self._shrink(one, other)
            return False
        base = _base(far, self.partner)
        if base is None:
            self._turn_towards(far, other)
            self._exchange(one, other)
            return True
        self._mark(far, INNER, (one, other))
        mate = self.partner[base]
        self._mark(self.top[mate], OUTER, (base, mate))
        return False

    def _path(self, flower: Flower) -> list[Flower]:
        """The flowers from this one back to the root."""
        path = [flower]
        while path[-1].via is not None:
            path.append(self.top[path[-1].via[0]])
        return path

    def _shrink(self, one: int, other: int) -> None:
        """Makes one flower of the circle that this pair closes."""
        left, right = self._path(self.top[one]), self._path(self.top[other])
        while len(left) > 1 and len(right) > 1 and left[-2] is right[-2]:
            left.pop()
            right.pop()
        petals = [left[-1], *reversed(left[:-1]), *right[:-1]]
        links = [petal.via for petal in reversed(left[:-1]) if petal.via] + [(one, other)]
        links += [(petal.via[1], petal.via[0]) for petal in right[:-1] if petal.via]
        for petal in petals:
            self._settle(petal)
        fresh = [entry for petal in petals if petal.label == INNER for entry in petal.entries]
        flower = Flower([entry for petal in petals for entry in petal.entries], petals, links)
        flower.label, flower.since, flower.via = OUTER, self.clock, left[-1].via
        for petal in petals:
            petal.label, petal.via = 0, None
        for entry in flower.entries:
            self.top[entry] = flower
        self.touched.append(flower)
        self._look_around(fresh)

    def _dissolve(self, entry: int) -> bool:
        """Opens an inner flower whose price has come down to nothing; its petals stand for themselves again."""
        flower = self.top[entry]
        if flower.label != INNER or not flower.petals or flower.price != 2 * (self.clock - flower.since):
            return False
        assert flower.via is not None
        self._settle(flower)
        for petal in flower.petals:
            petal.label, petal.via, petal.since = 0, None, self.clock
            for inner in petal.entries:
                self.top[inner] = petal
        self.touched.extend(flower.petals)
        on_path = self._relabel(flower, flower.via)
        for petal in flower.petals:
            if petal not in on_path:
                self._look_at(petal)
        return False

    def _relabel(self, flower: Flower, via: Edge) -> list[Flower]:
        """Labels the even way from where the tree came in to the petal whose partner lies outside."""
        arrivals = [via, *_even_way(flower, flower.petals.index(self.top[via[1]]))]
        on_path = [self.top[arrival[1]] for arrival in arrivals]
        for number, (petal, arrival) in enumerate(zip(on_path, arrivals, strict=True)):
            self._mark(petal, OUTER if number % 2 else INNER, arrival)
        return on_path

    def _look_at(self, flower: Flower) -> None:
        """Notes when outer entries could reach a flower that has just become free of the tree."""
        for entry in flower.entries:
            for other, cost in self.costs[entry].items():
                if self.top[other].label == OUTER:
                    self._note(self.clock + cost - self.price(entry) - self.price(other), other, entry)

    def _exchange(self, one: int, other: int) -> None:
        """Pairs `one` with `other`, and back along the tree everybody with the next."""
        while True:
            flower = self.top[one]
            self._turn_towards(flower, one)
            self.partner[one], self.partner[other] = other, one
            if flower.via is None:
                return
            inner = self.top[flower.via[0]]
            assert inner.via is not None
            one, other = inner.via
            self._turn_towards(inner, other)

    def _turn_towards(self, flower: Flower, entry: int) -> None:
        """Pairs a flower's petals among themselves so that this entry is the one left over."""
        if not flower.petals:
            return
        place = next(number for number, petal in enumerate(flower.petals) if entry in petal.entries)
        self._turn_towards(flower.petals[place], entry)
        flower.petals = flower.petals[place:] + flower.petals[:place]
        flower.links = flower.links[place:] + flower.links[:place]
        for number in range(1, len(flower.petals), 2):
            one, other = flower.links[number]
            self._turn_towards(flower.petals[number], one)
            self._turn_towards(flower.petals[number + 1], other)
            self.partner[one], self.partner[other] = other, one


def _base(flower: Flower, partner: list[int]) -> int | None:
    """The entry whose partner is outside the flower; None when the flower has no partner."""
    while flower.petals:
        flower = flower.petals[0]
    return flower.entries[0] if partner[flower.entries[0]] >= 0 else None


def _even_way(flower: Flower, start: int) -> list[Edge]:
    """The links from a petal to petals[0], the way round that has an even number of them, each in walking order."""
    if start % 2 == 0:
        return [(link[1], link[0]) for link in reversed(flower.links[:start])]
    return flower.links[start:]
