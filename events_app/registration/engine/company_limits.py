"""Whether a company may pay these seats: at most so much for one person, and so much for all at one event."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_app.core.money import Money


@dataclass(frozen=True)
class Limits:
    """Centavos of one currency, tax included; None is without limit. Another currency has no limit of its own."""

    per_person: int | None = None
    per_event: int | None = None
    currency: str = "MXN"


@dataclass(frozen=True)
class Refusal:
    """The limit that does not reach, which of the two it is, and what was asked of it."""

    per: str
    limit: Money
    asked: Money


def may_pay(limits: Limits, prices: Sequence[Money], paid: Money) -> Refusal | None:
    """The first limit that these prices would pass, on top of what the company already pays at the event."""
    if paid.currency != limits.currency:
        return None
    if limits.per_person is not None:
        for price in prices:
            if price.amount > limits.per_person:
                return Refusal("person", Money(limits.per_person, limits.currency), price)
    if limits.per_event is not None:
        whole = sum((each for each in prices), paid)
        if whole.amount > limits.per_event:
            return Refusal("event", Money(limits.per_event, limits.currency), whole)
    return None
