"""Which scores and awards deserve a second look: residuals out of line, and awards that one reading alone decides."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scholarships.engine.calibration_fit import Fit, robust_scale
from scholarships.engine.calibration_table import FINEST, Table, levels, residuals
from scholarships.engine.linear import Vector

LIMIT = 3.0
VANISHED = 1e-9


@dataclass(frozen=True)
class Ranking:
    """Applications by position, best first; `quality` is exact as far as the raw means are."""

    quality: tuple[Fraction, ...]
    order: tuple[int, ...]

    def first(self, awards: int) -> frozenset[int]:
        return frozenset(self.order[:awards])


def rank(table: Table, fit: Fit) -> Ranking:
    """By quality to nine decimals, level ones by id."""
    level = levels(table, fit.weights, fit.effects)
    quality = tuple(mean + Fraction(round(shift, 12)) for mean, shift in zip(table.mean, level, strict=True))
    keys = [(-round(value, FINEST), name) for value, name in zip(quality, table.applications, strict=True)]
    return Ranking(quality, tuple(sorted(range(len(keys)), key=keys.__getitem__)))


def large_residuals(table: Table, fit: Fit) -> list[int]:
    """The scores more than three robust scales away from what the method expects."""
    left = residuals(table, fit.weights, fit.effects)
    limit = LIMIT * robust_scale(left) + VANISHED * table.unit
    return [position for position, value in enumerate(left) if abs(value) > limit]


def decided_by_one(table: Table, fit: Fit, ranking: Ranking, awards: int) -> set[int]:
    """The applications whose award hangs on a single score: without it they would move into or out of the first ones.

    The variances and weights stay as found. When a score alone holds the readers together, nobody can say what would be
    without it, and its own application is named.
    """
    if awards == 0:
        return set()
    window = _Window(table, ranking, awards)
    named: set[int] = set()
    for position, application in enumerate(table.application):
        change = _without(table, fit, position)
        if change is None:
            named |= {application} if awards < len(table.rows) else set()
        else:
            named |= window.moved(table, application, change)
    return named


@dataclass(frozen=True)
class _Change:
    """What leaving one score out does: every reader's shift, its own application's new level (None: unread)."""

    shifts: Vector | None
    level: float | None
    fit: Fit


def _without(table: Table, fit: Fit, position: int) -> _Change | None:
    """A rank-one update of the fit (Sherman and Morrison); None when the readers fall apart."""
    row = table.rows[table.application[position]]
    others = [i for i in row if i != position]
    if not others:
        return _Change(None, None, fit)
    if fit.inverse is None:
        return _Change(None, sum(table.deviation[i] for i in others) / len(others), fit)
    whole = sum(fit.weights[i] for i in row)
    lines = [(fit.inverse[table.reader[i]], fit.weights[i] / whole) for i in row]
    own = fit.inverse[table.reader[position]]
    means = (sum(line[k] * share for line, share in lines) for k in range(len(own)))
    pull = [value - mean for value, mean in zip(own, means, strict=True)]
    weight = fit.weights[position]
    factor = weight * whole / (whole - weight)
    mean_pull = sum(pull[table.reader[i]] * fit.weights[i] for i in row) / whole
    rest = 1.0 - factor * (pull[table.reader[position]] - mean_pull)
    if rest <= VANISHED and table.reader.count(table.reader[position]) > 1:
        return None
    # A reader of this one score, whose own effect explains it: without it nobody else's changes.
    step = -factor * _residual(table, fit, position, row) / rest if rest > VANISHED else 0.0
    shifts = [step * value for value in pull]
    part = whole - weight
    level = sum(
        fit.weights[i] * (table.deviation[i] - fit.effects[table.reader[i]] - shifts[table.reader[i]]) for i in others
    )
    return _Change(shifts, level / part, fit)


def _residual(table: Table, fit: Fit, position: int, row: Sequence[int]) -> float:
    values = {i: table.deviation[i] - fit.effects[table.reader[i]] for i in row}
    whole = sum(fit.weights[i] for i in row)
    return values[position] - sum(fit.weights[i] * value for i, value in values.items()) / whole


class _Window:
    """The applications near the last award: only they, and the one that lost a score, can change places."""

    def __init__(self, table: Table, ranking: Ranking, awards: int) -> None:
        self.ranking, self.awards = ranking, awards
        self.first = ranking.first(awards)
        self.quality = [float(value) for value in ranking.quality]
        self.falling = [-self.quality[a] for a in ranking.order]
        size = len(ranking.order)
        self.above = self.quality[ranking.order[max(0, min(awards, size) - 2)]]
        self.below = self.quality[ranking.order[min(awards + 1, size - 1)]]

    def moved(self, table: Table, lost: int, change: _Change) -> set[int]:
        """Who enters or leaves the first ones."""
        reach = 2.0 * max(map(abs, change.shifts), default=0.0) if change.shifts else 0.0
        reach += 3.0 * 10.0**-FINEST
        start = bisect_left(self.falling, -(self.above + reach))
        end = bisect_right(self.falling, -(self.below - reach))
        near = [a for a in self.ranking.order[start:end] if a != lost]
        places = self.awards - start + (lost in self.ranking.order[:start])
        keys = sorted(self._keys(table, near, lost, change))
        now = {a for _, _, a in keys[:places]}
        return {a for a in {*near, lost} if (a in self.first) != (a in now)}

    def _keys(self, table: Table, near: Sequence[int], lost: int, change: _Change) -> Iterator[tuple[float, str, int]]:
        for a in near:
            moved = self.quality[a] - (_mean_shift(table, change, a) if change.shifts else 0.0)
            yield -round(moved, FINEST), table.applications[a], a
        if change.level is not None:
            quality = float(table.mean[lost]) + change.level
            yield -round(quality, FINEST), table.applications[lost], lost


def _mean_shift(table: Table, change: _Change, application: int) -> float:
    row, weights, shifts = table.rows[application], change.fit.weights, change.shifts or []
    return sum(weights[i] * shifts[table.reader[i]] for i in row) / sum(weights[i] for i in row)
