"""Above which amount money that a person handles needs a second one."""

from events_app.core.money import Money
from events_app.core.settings import settings


def two_people_over(currency: str) -> int:
    """The limit of today in centavos; it is stored with what is asked, so that a later change rewrites nothing."""
    known = settings()
    pesos = known.two_people_over_usd if currency == "USD" else known.two_people_over_mxn
    return round(pesos * 100)


def needs_two(amount: Money) -> bool:
    return amount.amount > two_people_over(amount.currency)
