"""Tax as the stamping checks it: within a limit around base times rate, line by line.

Source: validation matrix of CFDI 4.0, amount of a Traslado: not below (base − half of its last decimal) × rate cut to
the currency's decimals, not above (base + half of its last decimal − 10⁻¹²) × rate rounded up. All amounts in centavos.
"""

from decimal import Decimal
from fractions import Fraction

HALF = Fraction(1, 2)
_LEAST = Fraction(1, 10**10)


def limits(base: int, rate: Decimal) -> tuple[int, int]:
    """The least and the most tax that a base may carry, in centavos."""
    share = Fraction(rate)
    low, high = (base - HALF) * share, (base + HALF - _LEAST) * share
    return max(0, low.__floor__()), high.__ceil__()


def fits(base: int, tax: int, rate: Decimal) -> bool:
    low, high = limits(base, rate)
    return low <= tax <= high


def portions(quantity: int, *, unit_net: int, unit_tax: int, rate: Decimal) -> list[int]:
    """Splits seats of one price into as few lines as pass: we round the tax of each seat, the matrix that of the line.

    The portions add up to `quantity`, and each one's tax is exactly its seats' tax.
    """
    off = abs(unit_tax - unit_net * Fraction(rate))
    most = quantity if not off else min(quantity, int(2 / off) + 1)
    while most > 1 and not fits(unit_net * most, unit_tax * most, rate):
        most -= 1
    whole, rest = divmod(quantity, most)
    return [most] * whole + ([rest] if rest else [])


def split_total(total: int, rate: Decimal) -> tuple[int, int]:
    """The base and the tax of an amount that contains both; the tax passes the limits of its base."""
    base = int(Fraction(total) / (1 + Fraction(rate)) + HALF)
    return base, total - base


def shares(amount: int, weights: list[int]) -> list[int]:
    """Splits an amount in proportion; the parts add up, the odd centavos go to the largest remainders, first come."""
    whole = sum(weights)
    exact = [Fraction(amount * weight, whole) for weight in weights]
    parts = [int(each) for each in exact]
    order = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: amount - sum(parts)]:
        parts[place] += 1
    return parts
