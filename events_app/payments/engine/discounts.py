"""What a code takes off a price: a share of it, or an amount, of each place before its tax."""

from decimal import Decimal
from fractions import Fraction

from events_app.core.money import Money


def lowered(unit: Money, *, percent: Decimal | None, amount: int | None) -> Money:
    """The net price of one place with the code, never below zero; a share is rounded half up to the centavo."""
    if percent is not None:
        return unit - unit.share(Fraction(percent) / 100)
    return Money(max(0, unit.amount - (amount or 0)), unit.currency)
