"""Who read what and how far each score lies from its application's mean: the ground all calibrations stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scholarships.engine.linear import Matrix, Vector, zeros

# Two qualities closer than this are level: the arithmetic of the fits is not finer.
FINEST = 9


@dataclass(frozen=True)
class Score:
    application: str
    reviewer: str
    value: Fraction


@dataclass(frozen=True)
class Table:
    """Scores by position: `rows[a]` holds the positions of application a's scores, `reader[i]` who gave score i.

    `deviation[i]` is the score less the exact mean of its application.
    """

    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    application: tuple[int, ...]
    reader: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    mean: tuple[Fraction, ...]
    spread: tuple[Fraction, ...]
    deviation: tuple[float, ...]

    @property
    def squares(self) -> float:
        """The sum of squares around the applications' means."""
        return sum(value * value for value in self.deviation)

    @property
    def freedom(self) -> int:
        """Scores beyond one for each application."""
        return len(self.reader) - len(self.applications)

    @property
    def unit(self) -> float:
        """The largest deviation, against which small is measured."""
        return max(map(abs, self.deviation), default=0.0) or 1.0


def tabulate(scores: Sequence[Score]) -> Table:
    """Applications and reviewers in the order in which they first appear."""
    applications = {name: number for number, name in enumerate(dict.fromkeys(each.application for each in scores))}
    reviewers = {name: number for number, name in enumerate(dict.fromkeys(each.reviewer for each in scores))}
    rows: list[list[int]] = [[] for _ in applications]
    for position, each in enumerate(scores):
        rows[applications[each.application]].append(position)
    values = [[scores[position].value for position in row] for row in rows]
    mean = [sum(row, Fraction()) / len(row) for row in values]
    return Table(
        applications=tuple(applications),
        reviewers=tuple(reviewers),
        application=tuple(applications[each.application] for each in scores),
        reader=tuple(reviewers[each.reviewer] for each in scores),
        rows=tuple(map(tuple, rows)),
        mean=tuple(mean),
        spread=tuple(max(row) - min(row) for row in values),
        deviation=tuple(float(each.value - mean[applications[each.application]]) for each in scores),
    )


def components(table: Table) -> int:
    """How many groups of readers there are that share no application with each other."""
    group = list(range(len(table.reviewers)))

    def root(reader: int) -> int:
        while group[reader] != reader:
            group[reader] = group[group[reader]]
            reader = group[reader]
        return reader

    for row in table.rows:
        first = root(table.reader[row[0]])
        for position in row[1:]:
            group[root(table.reader[position])] = first
    return sum(group[reader] == reader for reader in range(len(group)))


def reduced(table: Table, weights: Sequence[float]) -> tuple[Matrix, Vector]:
    """The normal equations of the readers' effects, once the applications' own levels have been taken out."""
    matrix, right = zeros(len(table.reviewers)), [0.0] * len(table.reviewers)
    for row in table.rows:
        whole = sum(weights[i] for i in row)
        mean = sum(weights[i] * table.deviation[i] for i in row) / whole
        for i in row:
            reader, weight = table.reader[i], weights[i]
            matrix[reader][reader] += weight
            right[reader] += weight * (table.deviation[i] - mean)
            line = matrix[reader]
            for other in row:
                line[table.reader[other]] -= weight * weights[other] / whole
    return matrix, right


def levels(table: Table, weights: Sequence[float], effects: Sequence[float]) -> Vector:
    """How far each application lies from its raw mean once its readers' effects are taken off."""
    return [
        sum(weights[i] * (table.deviation[i] - effects[table.reader[i]]) for i in row) / sum(weights[i] for i in row)
        for row in table.rows
    ]


def residuals(table: Table, weights: Sequence[float], effects: Sequence[float]) -> Vector:
    level = levels(table, weights, effects)
    return [
        deviation - effects[reader] - level[application]
        for deviation, reader, application in zip(table.deviation, table.reader, table.application, strict=True)
    ]
