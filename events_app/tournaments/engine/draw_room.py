"""Whether those still to be drawn have room: a place is given only when everybody after it can still be kept apart.

Rows of the snake and companies are the two sides of a graph, each entry a line between its row and its company, each
group a colour: no two lines of one row or of one company share a colour. By König's theorem this is always possible
when no company has more entries than there are groups, and `_colouring` finds it. When an entry goes elsewhere than
planned, the plan of those after it is mended along one chain; if that fails and few are left, every plan is tried.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

MOST_TRIALS = 2000
MOST_OPTIONS = 800


class Places:
    """The groups of the entries in the order in which they are drawn."""

    def __init__(self, aparts: Sequence[str | None], groups: int) -> None:
        self.groups = groups
        many = {apart for apart, count in Counter(aparts).items() if apart is not None and count > 1}
        self.aparts = [apart if apart in many else None for apart in aparts]
        self.in_row: dict[int, set[int]] = {}
        self.in_company: dict[str | None, set[int]] = {}
        bound = [number for number, apart in enumerate(self.aparts) if apart is not None]
        self.witness = _colouring([(self.row(number), str(self.aparts[number])) for number in bound], groups)
        self.plan = dict(zip(bound, self.witness, strict=True))

    def row(self, number: int) -> int:
        return number // self.groups

    def first_choice(self, number: int) -> int:
        """The first group of the row, in the snake's order, that still has this place open."""
        return self._choices(number)[0]

    def place(self, number: int) -> int:
        """The first group, in the snake's order, that takes this entry and leaves room for all the rest."""
        for group in self._choices(number):
            plan = self._plan_after(number, group) if self._free(number, group) else None
            if plan is not None:
                self.plan = plan
                self.in_row.setdefault(self.row(number), set()).add(group)
                self.in_company.setdefault(self.aparts[number], set()).add(group)
                return group
        raise AssertionError("a plan for everybody was known")

    def _choices(self, number: int) -> list[int]:
        """The groups open in the row, in the snake's order; a short last row reaches its end only when it must."""
        row = self.row(number)
        snake = list(range(self.groups)) if row % 2 == 0 else list(reversed(range(self.groups)))
        taken = self.in_row.get(row, set())
        return [group for group in snake if group not in taken]

    def _free(self, number: int, group: int) -> bool:
        apart = self.aparts[number]
        taken = set() if apart is None else self.in_company.get(apart, set())
        return group not in taken and group not in self.in_row.get(self.row(number), set())

    def _plan_after(self, number: int, group: int) -> dict[int, int] | None:
        """Groups for those after this one who must be kept apart, when it goes to `group`; None when there are none."""
        later = {each: planned for each, planned in self.plan.items() if each > number}
        if self.plan.get(number) == group or not any(self._clash(number, group, each, later[each]) for each in later):
            return later
        swapped = self._swapped(number, group, later)
        if swapped is not None or len(later) * self.groups > MOST_OPTIONS:
            return swapped
        options = {
            each: [other for other in range(self.groups) if self._open(number, group, each, other)] for each in later
        }
        self.trials = MOST_TRIALS
        return self._search(options)

    def _swapped(self, number: int, group: int, later: Mapping[int, int]) -> dict[int, int] | None:
        """The plan with two groups changed along the chain that begins here (Kempe); None when all meet who stands."""
        at = {(end, planned): each for each, planned in later.items() for end in self._ends(each)}
        row = self.row(number)
        spare = [other for other in self._choices(number) if other != group and (row, other) not in at]
        for old in [self.plan[number]] if number in self.plan else spare:
            change = {old: group, group: old}
            moved = {number: group}
            waiting = [number]
            while waiting:
                line = waiting.pop()
                ends = self._ends(line)
                if any(moved[line] in self._standing(end) for end in ends):
                    break
                pushed = {at[end, moved[line]] for end in ends if (end, moved[line]) in at} - set(moved)
                moved |= dict.fromkeys(pushed, change[moved[line]])
                waiting += pushed
            else:
                return {each: moved.get(each, planned) for each, planned in later.items()}
        return None

    def _ends(self, number: int) -> tuple[int | str, ...]:
        """Its row and, when it must be kept apart, its company."""
        apart = self.aparts[number]
        return (self.row(number),) if apart is None else (self.row(number), apart)

    def _standing(self, end: int | str) -> set[int]:
        """The groups in which somebody of this row or company was placed."""
        return (self.in_row.get(end) if isinstance(end, int) else self.in_company.get(end)) or set()

    def _clash(self, number: int, group: int, other: int, planned: int) -> bool:
        together = self.row(number) == self.row(other) or (
            self.aparts[number] is not None and self.aparts[number] == self.aparts[other]
        )
        return together and group == planned

    def _open(self, number: int, group: int, later: int, choice: int) -> bool:
        return self._free(later, choice) and not self._clash(number, group, later, choice)

    def _search(self, options: Mapping[int, list[int]]) -> dict[int, int] | None:
        """A group for each, the one with fewest choices first; gives up after MOST_TRIALS choices."""
        if not options:
            return {}
        hardest = min(options, key=lambda each: (len(options[each]), each))
        for group in options[hardest]:
            self.trials -= 1
            if self.trials < 0:
                return None
            rest = {
                each: [other for other in choices if not self._clash(hardest, group, each, other)]
                for each, choices in options.items()
                if each != hardest
            }
            found = self._search(rest) if all(rest.values()) else None
            if found is not None:
                return {hardest: group, **found}
        return None


def _colouring(lines: Sequence[tuple[int, str]], colours: int) -> list[int]:
    """A colour for each line so that no two at one end share it; every end has at most `colours` lines."""
    at: dict[int | str, dict[int, int]] = {end: {} for line in lines for end in line}
    colour_of: list[int] = []
    for number, (row, company) in enumerate(lines):
        here = next(colour for colour in range(colours) if colour not in at[row])
        there = next(colour for colour in range(colours) if colour not in at[company])
        colour_of.append(here)
        # Along the chain that leaves the company the two colours change places, so that `here` becomes free there.
        end: int | str = company
        chain: list[int] = []
        wanted, other = here, there
        while wanted in at[end]:
            chain.append(at[end][wanted])
            one, two = lines[chain[-1]]
            end = two if end == one else one
            wanted, other = other, wanted
        for line in chain:
            for side in lines[line]:
                del at[side][colour_of[line]]
        for line in chain:
            colour_of[line] = there if colour_of[line] == here else here
        for line in [*chain, number]:
            for side in lines[line]:
                at[side][colour_of[line]] = line
    return colour_of
