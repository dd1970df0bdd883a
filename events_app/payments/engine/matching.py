"""Is this money for this order? The order's name, the currency, and live or test mode must all agree."""

from dataclasses import dataclass

from events_app.core.money import Money


@dataclass(frozen=True)
class Expected:
    folio: str
    total: Money
    livemode: bool


@dataclass(frozen=True)
class Received:
    """What came in, as Stripe, the bank or the office tell it."""

    folio: str
    amount: Money
    livemode: bool


def mismatch(expected: Expected, received: Received) -> str:
    """What does not agree, or "" when the money may be booked; too little and too much are no mismatch."""
    if received.folio != expected.folio:
        return f"folio {received.folio or '∅'} ≠ {expected.folio}"
    if received.amount.currency != expected.total.currency:
        return f"{received.amount.currency} ≠ {expected.total.currency}"
    if received.amount.amount <= 0:
        return f"{received.amount} ≤ 0"
    if received.livemode != expected.livemode:
        return "live ≠ test" if received.livemode else "test ≠ live"
    return ""
