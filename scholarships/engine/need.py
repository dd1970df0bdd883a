"""How pressing a family's need is: what enters the house, shared among those who live on it."""

from collections.abc import Sequence
from fractions import Fraction


def band(income: int, people: int, bands: Sequence[int]) -> int:
    """0 above the first band, n at or below the n-th; bands fall. Whole centavos a month. Raises ValueError."""
    if income < 0 or people < 1:
        raise ValueError("an income is not negative and somebody lives on it")
    each = Fraction(income, people)
    return sum(each <= limit for limit in bands)
