"""How old a debt is, in the bands that accountants use."""

from collections.abc import Iterable
from datetime import date

BANDS = ((0, 30), (31, 60), (61, 90), (91, None))


def band(since: date, today: date) -> int:
    """0 for up to 30 days since it was owed, 1 for up to 60, 2 for up to 90, 3 beyond."""
    days = max(0, (today - since).days)
    return next(place for place, (_first, last) in enumerate(BANDS) if last is None or days <= last)


def aged(debts: Iterable[tuple[date, int]], today: date) -> tuple[int, int, int, int]:
    """The centavos of each band; together they are the sum of the debts."""
    sums = [0, 0, 0, 0]
    for since, amount in debts:
        sums[band(since, today)] += amount
    return sums[0], sums[1], sums[2], sums[3]
