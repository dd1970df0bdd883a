"""How many seats a request takes, whether they fit, and how long a seat waits for its payment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Stripe keeps a Checkout page open for at least 30 minutes; the seat waits five more for the answer to arrive.
CARD_HOLD = timedelta(minutes=35)


@dataclass(frozen=True)
class Counter:
    """Seats already taken of one event or one ticket type; no capacity means no limit."""

    taken: int
    capacity: int | None
    expired_holds: int = 0


@dataclass(frozen=True)
class Fit:
    fits: bool
    because: str


def seats_for(companions: int, max_companions: int) -> int:
    """Seats one registration takes: the person and each companion."""
    if not 0 <= companions <= max_companions:
        raise ValueError(f"companions must be between 0 and {max_companions}")
    return 1 + companions


def left(counter: Counter) -> int | None:
    """Seats that may still be taken once expired holds are given back; None when there is no limit."""
    if counter.capacity is None:
        return None
    return max(0, counter.capacity - counter.taken + counter.expired_holds)


def fits(seats: int, counters: tuple[Counter, ...]) -> Fit:
    """Whether the seats fit in every counter (the event and the ticket type) at once."""
    for counter in counters:
        free = left(counter)
        if free is not None and seats > free:
            return Fit(fits=False, because=f"{seats} > {free}")
    return Fit(fits=True, because="every counter has room")


def hold_until(
    now: datetime, total: int, hold: timedelta = CARD_HOLD, *, promised: datetime | None = None
) -> datetime | None:
    """When an unpaid seat goes back to the pool, not before what was promised with it; a free seat never does."""
    if total <= 0:
        return None
    return max(now + hold, promised) if promised else now + hold
