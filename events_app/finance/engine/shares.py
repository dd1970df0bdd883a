"""Divides an amount over the lines of an order so that the parts add up to exactly the amount."""

from collections.abc import Sequence


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` centavos in proportion to `weights` (not negative); what rounding leaves goes to the largest remainders.

    With no weight at all everything goes to the first part. Raises ValueError without parts.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights")
    whole = sum(weights)
    if whole == 0:
        return [amount, *([0] * (len(weights) - 1))]
    sign = -1 if amount < 0 else 1
    parts = [divmod(abs(amount) * weight, whole) for weight in weights]
    left = abs(amount) - sum(floor for floor, _rest in parts)
    first = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))[:left]
    return [sign * (floor + (1 if place in first else 0)) for place, (floor, _rest) in enumerate(parts)]
