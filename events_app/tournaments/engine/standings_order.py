"""Orders entries by a chain of criteria, and starts the chain again as the competition says.

block: a run of head-to-head criteria is applied in turn to the matches of the whole tied set; a smaller set still level
gets the whole run again on its own matches, until nothing changes (UEFA, FIFA). immediate: as soon as a criterion
separates somebody, every set still level is back at the first head-to-head criterion (FIBA). forward: never back; a
head-to-head criterion looks at the entries level when it is reached (softball and baseball).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from events_app.tournaments.engine.criteria import (
    AMONG,
    MEASURES,
    Figures,
    Measured,
    figure,
    lower_is_better,
    plain,
)
from events_app.tournaments.engine.standings_tally import Tally, tallies
from events_app.tournaments.engine.standings_values import Entry, Restart, Result, TableRules

Group = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """What separates a set from the one above it: a criterion with both values, or a ruling with its reason."""

    criterion: str
    above: Measured = 0
    below: Measured = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """Entries that nothing separates, and the edge to those above (None at the top)."""

    entries: Group
    edge: Edge | None = None


# The parts that a criterion makes of a group, best first, and where the chain goes on for each.
Step = tuple[list[Level], int]


@dataclass(slots=True)
class Source:
    """Where the criteria find their numbers; `totals` are the sums over all matches, adjustments included."""

    results: Sequence[Result]
    rules: TableRules
    totals: dict[Entry, Tally]
    figures: Figures
    _at_home: dict[Entry, list[Result]] = field(default_factory=dict)
    _among: dict[frozenset[Entry], dict[Entry, Tally]] = field(default_factory=dict)

    def measured(self, criterion: str, group: Group) -> dict[Entry, Measured]:
        """The criterion's value of each; with `h2h.` only the matches inside the group count."""
        name = plain(criterion)
        measure = MEASURES.get(name)
        if measure is None:
            return {entry: figure(entry, name, self.figures) for entry in group}
        found = self.among(group) if criterion.startswith(AMONG) else self.totals
        return {entry: measure(found[entry]) for entry in group}

    def among(self, group: Group) -> dict[Entry, Tally]:
        """The sums over the matches inside the group."""
        members = frozenset(group)
        if members not in self._among:
            if not self._at_home:
                for result in self.results:
                    self._at_home.setdefault(result.home, []).append(result)
            inside = [result for entry in group for result in self._at_home.get(entry, ()) if result.away in members]
            self._among[members] = tallies(group, inside, self.rules)
        return self._among[members]


def order(entries: Sequence[Entry], source: Source) -> list[Level]:
    """The entries from first to last; those in one Level are level to the end, in the order given."""
    ordered: list[Level] = []
    waiting = [(Level(tuple(entries)), 0)] if entries else []
    while waiting:
        level, step = waiting.pop()
        if len(level.entries) == 1 or step == len(source.rules.criteria):
            ordered.append(level)
            continue
        (first, *rest), following = MODES[source.rules.restart](level.entries, step, source)
        # The last in is the first out: the best part must be on top.
        waiting += [(part, following) for part in [replace(first, edge=level.edge), *rest][::-1]]
    return ordered


def _block(group: Group, step: int, source: Source) -> Step:
    criteria = source.rules.criteria
    if not criteria[step].startswith(AMONG):
        return _split(group, criteria[step], source), step + 1
    end = step
    while end < len(criteria) and criteria[end].startswith(AMONG):
        end += 1
    parts = _split_by_run(group, criteria[step:end], source)
    return parts, end if len(parts) == 1 else step


def _immediate(group: Group, step: int, source: Source) -> Step:
    criteria = source.rules.criteria
    parts = _split(group, criteria[step], source)
    first = next((place for place, each in enumerate(criteria) if each.startswith(AMONG)), len(criteria))
    # What stands before the first head-to-head criterion has not been asked yet: nobody skips it.
    return parts, first if len(parts) > 1 and step >= first else step + 1


def _forward(group: Group, step: int, source: Source) -> Step:
    return _split(group, source.rules.criteria[step], source), step + 1


MODES: dict[Restart, Callable[[Group, int, Source], Step]] = {
    "block": _block,
    "immediate": _immediate,
    "forward": _forward,
}


def _split(group: Group, criterion: str, source: Source) -> list[Level]:
    """The group in the order of one criterion; who is equal stays together, in the order given."""
    values = source.measured(criterion, group)
    by_value: dict[Measured, list[Entry]] = {}
    for entry in group:
        by_value.setdefault(values[entry], []).append(entry)
    ranked = sorted(by_value, reverse=not lower_is_better(criterion))
    return [
        Level(tuple(by_value[value]), Edge(criterion, ranked[place - 1], value) if place else None)
        for place, value in enumerate(ranked)
    ]


def _split_by_run(group: Group, run: Iterable[str], source: Source) -> list[Level]:
    """The group by several head-to-head criteria in turn, all on the matches of the whole group."""
    among = {criterion: source.measured(criterion, group) for criterion in run}
    levels = [Level(group)]
    for criterion, values in among.items():
        levels = [part for level in levels for part in _parts_of(level, criterion, values)]
    return levels


def _parts_of(level: Level, criterion: str, values: dict[Entry, Measured]) -> list[Level]:
    ranked = sorted({values[entry] for entry in level.entries}, reverse=not lower_is_better(criterion))
    return [
        Level(
            tuple(entry for entry in level.entries if values[entry] == value),
            Edge(criterion, ranked[place - 1], value) if place else level.edge,
        )
        for place, value in enumerate(ranked)
    ]
