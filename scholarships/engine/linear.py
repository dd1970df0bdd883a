"""The little arithmetic of matrices that calibration needs, in plain numbers and without any library."""

from collections.abc import Sequence
from math import copysign, hypot, sqrt
from operator import mul

Vector = list[float]
Matrix = list[list[float]]
EPSILON = 1e-15
MOST_TURNS = 60


def zeros(size: int) -> Matrix:
    return [[0.0] * size for _ in range(size)]


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(map(mul, one, other), 0.0)


def times(matrix: Matrix, vector: Sequence[float]) -> Vector:
    return [dot(row, vector) for row in matrix]


def inverse(matrix: Matrix) -> Matrix:
    """Of a symmetric positive definite matrix, by Cholesky. Raises ZeroDivisionError or ValueError when it is not."""
    size = len(matrix)
    lower = _cholesky(matrix)
    # Row j of `columns` is column j of the inverse of the lower factor.
    columns = zeros(size)
    for j in range(size):
        column = columns[j]
        column[j] = 1.0 / lower[j][j]
        for i in range(j + 1, size):
            column[i] = -dot(lower[i][j:i], column[j:i]) / lower[i][i]
    found = zeros(size)
    for i in range(size):
        for j in range(i + 1):
            found[i][j] = found[j][i] = dot(columns[i][i:], columns[j][i:])
    return found


def spectrum(matrix: Matrix, vector: Sequence[float]) -> tuple[Vector, Vector]:
    """The eigenvalues of a symmetric matrix, and the vector's coordinates along their directions (signs are free)."""
    diagonal, beside, turned = _tridiagonal(matrix, vector)
    return _turn_until_diagonal(diagonal, beside, turned)


def _cholesky(matrix: Matrix) -> Matrix:
    lower: Matrix = []
    for i, given in enumerate(matrix):
        row: Vector = []
        for j in range(i):
            row.append((given[j] - dot(row, lower[j][:j])) / lower[j][j])
        row.append(sqrt(given[i] - dot(row, row)))
        lower.append(row)
    return lower


def _tridiagonal(matrix: Matrix, vector: Sequence[float]) -> tuple[Vector, Vector, Vector]:
    """Householder's reflections: the matrix with three diagonals left, and the vector reflected along."""
    rows, turned, size = [row[:] for row in matrix], list(vector), len(matrix)
    beside = [0.0] * size
    for k in range(size - 1):
        below = rows[k][k + 1 :]
        length = hypot(*below)
        alpha = -copysign(length, below[0])
        beside[k] = alpha
        mirror = [below[0] - alpha, *below[1:]]
        square = dot(mirror, mirror)
        if square == 0.0:
            continue
        _reflect(rows, k + 1, mirror, 2.0 / square)
        shift = dot(mirror, turned[k + 1 :]) * 2.0 / square
        turned[k + 1 :] = [value - shift * part for value, part in zip(turned[k + 1 :], mirror, strict=True)]
    return [rows[i][i] for i in range(size)], beside, turned


def _reflect(rows: Matrix, start: int, mirror: Vector, factor: float) -> None:
    """The block from `start` on, reflected from both sides."""
    product = [factor * dot(row[start:], mirror) for row in rows[start:]]
    half = factor / 2.0 * dot(product, mirror)
    other = [value - half * part for value, part in zip(product, mirror, strict=True)]
    for i, (p, q) in enumerate(zip(mirror, other, strict=True), start):
        row = rows[i]
        row[start:] = [
            value - p * right - q * left for value, left, right in zip(row[start:], mirror, other, strict=True)
        ]


def _turn_until_diagonal(diagonal: Vector, beside: Vector, turned: Vector) -> tuple[Vector, Vector]:
    """Symmetric QR steps with Wilkinson's shift (Golub and Van Loan, Matrix Computations, algorithm 8.3.2)."""
    last = len(diagonal) - 1
    least = EPSILON * max((abs(value) for value in (*diagonal, *beside)), default=0.0)
    for _ in range(MOST_TURNS * len(diagonal)):
        while last > 0 and abs(beside[last - 1]) <= least:
            last -= 1
        if last <= 0:
            break
        first = last - 1
        while first > 0 and abs(beside[first - 1]) > least:
            first -= 1
        _step(diagonal, beside, turned, first=first, last=last)
    return diagonal, turned


def _step(diagonal: Vector, beside: Vector, turned: Vector, *, first: int, last: int) -> None:
    """One chase of the bulge from the first to the last row of a block."""
    lead, bulge = diagonal[first] - _shift(diagonal[last - 1], diagonal[last], beside[last - 1]), beside[first]
    for k in range(first, last):
        length = hypot(lead, bulge)
        cos, sin = (lead / length, bulge / length) if length else (1.0, 0.0)
        if k > first:
            beside[k - 1] = length
        here, there, between = diagonal[k], diagonal[k + 1], beside[k]
        diagonal[k] = cos * cos * here + 2.0 * cos * sin * between + sin * sin * there
        diagonal[k + 1] = sin * sin * here - 2.0 * cos * sin * between + cos * cos * there
        beside[k] = cos * sin * (there - here) + (cos * cos - sin * sin) * between
        if k < last - 1:
            lead, bulge = beside[k], sin * beside[k + 1]
            beside[k + 1] *= cos
        turned[k], turned[k + 1] = cos * turned[k] + sin * turned[k + 1], cos * turned[k + 1] - sin * turned[k]


def _shift(above: float, corner: float, between: float) -> float:
    """The eigenvalue of the last two by two that is nearer to its corner."""
    half = (above - corner) / 2.0
    return corner - between * between / (half + copysign(hypot(half, between), half))
