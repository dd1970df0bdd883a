"""Four ways to take a reader's leniency out of the scores: not at all, by least squares, by REML, and robustly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, inf, log, log1p
from statistics import median

from scholarships.engine.calibration_table import Table, reduced, residuals
from scholarships.engine.linear import Matrix, Vector, inverse, spectrum, times

NORMAL_QUARTILE = 0.6744897501960817
HUBER = 1.345
MOST_ROUNDS = 20_000
MOST_WEIGHINGS = 2_000_000
SETTLED = 1e-11
NOTHING = 1e-12
VANISHED = 1e-8
GRID = 400
FAR = 1e9


@dataclass(frozen=True)
class Fit:
    """Readers' effects (summing to zero) and each score's weight; variances in squared points, None if not estimated.

    `inverse` belongs to the readers' normal equations with the variances as found; None when effects are all zero.
    """

    effects: Vector
    weights: Vector
    inverse: Matrix | None
    reviewer_variance: float | None
    error_variance: float | None


def raw(table: Table) -> Fit:
    """No effect of any reader."""
    return Fit([0.0] * len(table.reviewers), _ones(table), None, 0.0, _per_degree(table.squares, table.freedom))


def additive(table: Table) -> Fit:
    """Least squares of score = application + reader. The readers must be connected."""
    weights = _ones(table)
    effects, inverted = _weighted(table, weights)
    left = sum(value * value for value in residuals(table, weights, effects))
    left = left if left > NOTHING * table.squares else 0.0
    return Fit(effects, weights, inverted, None, _per_degree(left, table.freedom - len(table.reviewers) + 1))


def reml(table: Table) -> Fit:
    """Applications fixed, readers random: the variances by restricted maximum likelihood, the effects predicted (BLUP).

    The ratio of the two variances is found on one axis, from the equations' eigenvalues (Patterson and Thompson 1971).
    """
    weights = _ones(table)
    matrix, right = reduced(table, weights)
    ratio, error = _variances(table, matrix, right)
    if ratio == 0.0:
        return raw(table)
    if ratio == inf:
        fit = additive(table)
        spread = sum(value * value for value in fit.effects) / (len(table.reviewers) - 1)
        return Fit(fit.effects, weights, fit.inverse, spread, 0.0)
    for number, row in enumerate(matrix):
        row[number] += 1.0 / ratio
    inverted = inverse(matrix)
    return Fit(times(inverted, right), weights, inverted, ratio * error, error)


def huber(table: Table) -> Fit:
    """The additive model with Huber's weights, scale = median |residual| / 0.6745 of each round, until it settles."""
    weights = _ones(table)
    effects, inverted = _weighted(table, weights)
    left = residuals(table, weights, effects)
    scale = robust_scale(left)
    for _ in range(min(MOST_ROUNDS, MOST_WEIGHINGS // len(left))):
        if scale <= VANISHED * table.unit:
            break
        before, limit = left, HUBER * scale
        weights = [1.0 if abs(value) <= limit else limit / abs(value) for value in left]
        effects, inverted = _weighted(table, weights)
        left = residuals(table, weights, effects)
        scale = robust_scale(left)
        # The residuals tell of effects and files at once: the readers may stand still while a file still moves.
        if max(abs(one - other) for one, other in zip(before, left, strict=True)) <= SETTLED * table.unit:
            break
    return Fit(effects, weights, inverted, None, scale * scale)


METHODS: dict[str, Callable[[Table], Fit]] = {"raw": raw, "additive": additive, "reml": reml, "huber": huber}


def robust_scale(values: Sequence[float]) -> float:
    """The median of the absolute values over 0.6745, which is a standard deviation when they are normal."""
    return median(map(abs, values)) / NORMAL_QUARTILE


def _ones(table: Table) -> Vector:
    return [1.0] * len(table.reader)


def _per_degree(squares: float, freedom: int) -> float | None:
    return squares / freedom if freedom > 0 else None


def _weighted(table: Table, weights: Vector) -> tuple[Vector, Matrix]:
    """Effects that sum to zero, and the inverse: adding the same to all of the matrix makes it definite."""
    matrix, right = reduced(table, weights)
    share = 1.0 / len(matrix)
    inverted = inverse([[value + share for value in row] for row in matrix])
    return times(inverted, right), inverted


@dataclass(frozen=True)
class _Axis:
    """The restricted likelihood as a function of ratio = reader's variance / error variance."""

    values: Vector  # the eigenvalues above zero
    gains: Vector  # what each direction explains of the sum of squares
    rest: float  # what no reader's effect explains
    freedom: int

    def left(self, ratio: float) -> float:
        explained = zip(self.values, self.gains, strict=True)
        return self.rest + sum(gain / (1.0 + ratio * value) for value, gain in explained)

    def deviance(self, ratio: float) -> float:
        return sum(log1p(ratio * value) for value in self.values) + self.freedom * log(self.left(ratio))

    def slope(self, ratio: float) -> float:
        pairs = list(zip(self.values, self.gains, strict=True))
        falls = sum(value * gain / (1.0 + ratio * value) ** 2 for value, gain in pairs)
        rises = sum(value / (1.0 + ratio * value) for value in self.values)
        return rises - self.freedom * falls / self.left(ratio)

    def deviance_at_infinity(self) -> float:
        """Only where the readers explain everything does an infinite ratio make sense."""
        if self.rest > 0.0:
            return inf
        if self.freedom > len(self.values):
            return -inf
        scaled = sum(gain / value for value, gain in zip(self.values, self.gains, strict=True))
        return sum(map(log, self.values)) + self.freedom * log(scaled)


def _variances(table: Table, matrix: Matrix, right: Vector) -> tuple[float, float]:
    """The best ratio (0 and infinity included, the least of equals) and the error variance that goes with it."""
    squares = table.squares
    if len(table.reviewers) == 1 or squares == 0.0:
        return 0.0, 0.0
    found = sorted(zip(*spectrum(matrix, right), strict=True))[1:]  # connected readers have one eigenvalue 0
    gains = [coordinate * coordinate / value for value, coordinate in found]
    rest = squares - sum(gains)
    axis = _Axis(
        [value for value, _ in found], gains, rest if rest > NOTHING * len(gains) * squares else 0.0, table.freedom
    )
    choices = [(0.0, axis.deviance(0.0)), *((ratio, axis.deviance(ratio)) for ratio in _hollows(axis))]
    choices.append((inf, axis.deviance_at_infinity()))
    least = min(deviance for _, deviance in choices)
    ratio = next(ratio for ratio, deviance in choices if deviance <= least + 1e-10)
    return ratio, axis.left(ratio) / table.freedom


def _hollows(axis: _Axis) -> list[float]:
    """The ratios at which the slope turns from falling to rising, found by halving."""
    start, end = log(1.0 / (FAR * max(axis.values))), log(FAR / min(axis.values))
    points = [exp(start + (end - start) * step / GRID) for step in range(GRID + 1)]
    slopes = [axis.slope(point) for point in points]
    return [_halve(axis, points[k], points[k + 1]) for k in range(GRID) if slopes[k] < 0.0 <= slopes[k + 1]]


def _halve(axis: _Axis, low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2.0
        if axis.slope(middle) < 0.0:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
