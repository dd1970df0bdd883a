"""Is this money for this order? Amount, currency, live or test mode and the order's name must all agree."""

from dataclasses import dataclass

from events_app.core.money import Money


@dataclass(frozen=True)
class Expected:
    folio: str
    total: Money
    livemode: bool


@dataclass(frozen=True)
class Received:
    """What Stripe says about one PaymentIntent that succeeded."""

    folio: str
    amount: Money
    livemode: bool


def mismatch(expected: Expected, received: Received) -> str:
    """What does not agree, or "" when the money may be booked."""
    if received.folio != expected.folio:
        return f"folio {received.folio or '∅'} ≠ {expected.folio}"
    if received.amount.currency != expected.total.currency:
        return f"{received.amount.currency} ≠ {expected.total.currency}"
    if received.amount != expected.total:
        return f"{received.amount} ≠ {expected.total} {expected.total.currency}"
    if received.livemode != expected.livemode:
        return "live ≠ test" if received.livemode else "test ≠ live"
    return ""
