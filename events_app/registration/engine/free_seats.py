"""Which of a company's free seats of the year are used first, and how many are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Account:
    """What one benefit gives a company in a year, and how much of it is used."""

    benefit_id: int
    free_seats: int
    used: int

    @property
    def left(self) -> int:
        """A company merged with another, or an allowance made smaller, may have used more than it has."""
        return max(0, self.free_seats - self.used)


@dataclass(frozen=True)
class Share:
    benefit_id: int
    seats: int


def shares(accounts: Sequence[Account], most: int) -> tuple[Share, ...]:
    """Up to `most` seats, from the accounts in the order given (the most particular first)."""
    taken = []
    for account in accounts:
        seats = min(account.left, most)
        if seats > 0:
            taken.append(Share(account.benefit_id, seats))
            most -= seats
    return tuple(taken)


def benefit_year(starts_at: datetime, zone: str) -> int:
    """A seat counts in the year in which the event takes place, on its own calendar."""
    return starts_at.astimezone(ZoneInfo(zone)).year
