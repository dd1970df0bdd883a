"""Exact linear reasoning over whole counts: can all limits hold at once, how high can a sum go, and which limits clash.

The method is the simplex with bounds on every variable, in the manner of Dutertre and de Moura (2006): the equations
stay, only the bounds change between questions, and each question starts where the last one ended. Whole numbers only.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from operator import mul

PATIENCE = 4
ENDLESS = 10**18


class Exhausted(Exception):
    """The effort allowed is used up and nothing is proven."""


class Tableau:
    """`rows` give row variables as whole combinations of the columns; variables are columns first, then rows.

    Every bound is whole; None on a row means that it is free. Columns must be bounded on both sides.
    """

    def __init__(self, rows: Sequence[Sequence[int]], columns: int, *, effort: int) -> None:
        self.lower: list[int | None] = [0] * columns + [None] * len(rows)
        self.upper: list[int | None] = [0] * columns + [None] * len(rows)
        self.effort = effort
        self._free = list(range(columns))  # the variable that each column now stands for
        self._bound = list(range(columns, columns + len(rows)))  # the variable that each row now gives
        self._rows = [list(row) for row in rows]
        self._scale = [1] * len(rows)  # scale * variable = row · values of the columns
        self._at = [0] * columns

    def limit(self, variable: int, lower: int | None, upper: int | None) -> None:
        """New bounds; a variable that stands outside is moved to the nearer one."""
        self.lower[variable], self.upper[variable] = lower, upper
        if variable in self._free:
            column = self._free.index(variable)
            if lower is not None and self._at[column] < lower:
                self._at[column] = lower
            elif upper is not None and self._at[column] > upper:
                self._at[column] = upper

    def values(self, count: int) -> list[Fraction]:
        """Of the first `count` variables."""
        found = [Fraction(0)] * count
        for variable, value in zip(self._free, self._at, strict=True):
            if variable < count:
                found[variable] = Fraction(value)
        for variable, row, scale in zip(self._bound, self._rows, self._scale, strict=True):
            if variable < count:
                found[variable] = Fraction(sum(map(mul, row, self._at)), scale)
        return found

    def clash(self) -> set[int] | None:
        """None when all bounds can hold at once, and then they do; else the variables whose bounds contradict."""
        if any(low is not None and up is not None and low > up for low, up in zip(self.lower, self.upper, strict=True)):
            return {v for v, (low, up) in enumerate(zip(self.lower, self.upper, strict=True)) if (low or 0) > (up or 0)}
        turn = 0
        while (broken := self._broken(first=self._tired(turn))) is not None:
            row, bound, rising = broken
            column = self._helper(row, rising, first=self._tired(turn))
            if column is None:
                return {self._bound[row], *(v for v, a in zip(self._free, self._rows[row], strict=True) if a)}
            self._pivot(row, column, bound)
            turn += 1
        return None

    def raise_to_top(self, variable: int) -> Fraction:
        """The highest value of a free row variable within the bounds, which must hold already; and goes there."""
        row, turn = self._bound.index(variable), 0
        while (best := self._promising(row, first=self._tired(turn))) is not None:
            column, rising = best
            blocked = self._blocked(column, rising)
            if blocked is None:
                at = self.upper if rising else self.lower
                self._at[column] = at[self._free[column]] or 0
            else:
                self._pivot(blocked[0], column, blocked[1])
            turn += 1
        return Fraction(sum(map(mul, self._rows[row], self._at)), self._scale[row])

    def _tired(self, turn: int) -> bool:
        """From here on always the first by number, which cannot go in circles (Bland 1977)."""
        return turn > PATIENCE * len(self._rows)

    def _broken(self, *, first: bool) -> tuple[int, int, bool] | None:
        """The row furthest outside its bounds (or the first by number): its place, the bound, whether it must rise."""
        worst: tuple[float, int, int, bool] | None = None
        for place, (variable, row, scale) in enumerate(zip(self._bound, self._rows, self._scale, strict=True)):
            low, up = self.lower[variable], self.upper[variable]
            if low is None and up is None:
                continue
            total = sum(map(mul, row, self._at))
            if low is not None and total < low * scale:
                found = (-variable if first else (low * scale - total) / scale, place, low, True)
            elif up is not None and total > up * scale:
                found = (-variable if first else (total - up * scale) / scale, place, up, False)
            else:
                continue
            if worst is None or found > worst:
                worst = found
        return worst and worst[1:]

    def _helper(self, row: int, rising: bool, *, first: bool) -> int | None:
        """The column that can move the row furthest the right way (or the first by its variable's number)."""
        found = [
            (0 if first else -abs(a) * self._play(variable), variable, column)
            for column, (variable, a) in enumerate(zip(self._free, self._rows[row], strict=True))
            if a and self._can_move(column, (a > 0) == rising)
        ]
        return min(found)[2] if found else None

    def _play(self, variable: int) -> int:
        low, up = self.lower[variable], self.upper[variable]
        return ENDLESS if low is None or up is None else up - low

    def _can_move(self, column: int, rising: bool) -> bool:
        end = (self.upper if rising else self.lower)[self._free[column]]
        return end is None or self._at[column] != end

    def _promising(self, row: int, *, first: bool) -> tuple[int, bool] | None:
        found = [
            (-self._free[column] if first else abs(a), column, a > 0)
            for column, a in enumerate(self._rows[row])
            if a and self._can_move(column, a > 0)
        ]
        return max(found)[1:] if found else None

    def _blocked(self, column: int, rising: bool) -> tuple[int, int] | None:
        """The row that stops a column first, and the bound it meets; None when the column's own bound comes first."""
        variable = self._free[column]
        low, up = self.lower[variable], self.upper[variable]
        best: tuple[Fraction, int] | None = None if low is None or up is None else (Fraction(up - low), -1)
        found: tuple[int, int] | None = None
        for place, (row, scale) in enumerate(zip(self._rows, self._scale, strict=True)):
            a = row[column] if rising else -row[column]
            end = (self.upper if a > 0 else self.lower)[self._bound[place]]
            if not a or end is None:
                continue
            step = (Fraction(end * scale - sum(map(mul, row, self._at)), a), self._bound[place])
            if best is None or step < best:
                best, found = step, (place, end)
        return found

    def _pivot(self, row: int, column: int, bound: int) -> None:
        """The row's variable leaves to stand at its bound, the column's comes in."""
        old, scale = self._rows[row], self._scale[row]
        sign = 1 if old[column] > 0 else -1
        new, size = [-sign * a for a in old], abs(old[column])
        new[column] = sign * scale
        self._rows[row], self._scale[row] = _shortened(new, size)
        new, size = self._rows[row], self._scale[row]
        for place, other in enumerate(self._rows):
            factor = other[column]
            if place != row and factor:
                other[column] = 0
                mixed = [a * size + factor * b for a, b in zip(other, new, strict=True)]
                self._rows[place], self._scale[place] = _shortened(mixed, self._scale[place] * size)
                self.effort -= len(new)
        self._free[column], self._bound[row] = self._bound[row], self._free[column]
        self._at[column] = bound
        self.effort -= len(new) * len(self._rows)
        if self.effort < 0:
            raise Exhausted


def _shortened(row: list[int], scale: int) -> tuple[list[int], int]:
    if scale == 1:
        return row, scale
    common = gcd(scale, *row)
    return (row, scale) if common == 1 else ([a // common for a in row], scale // common)
