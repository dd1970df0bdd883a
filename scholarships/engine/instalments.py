"""How an award is paid in parts: equal to the centavo, and the first ones take the odd centavos."""

from events_app.core.money import Money


def instalments(award: Money, count: int) -> tuple[Money, ...]:
    """`count` parts that add up to the award. Raises ValueError for no parts or a negative award."""
    if award.amount < 0:
        raise ValueError("an award cannot be negative")
    return tuple(award.split(count))
