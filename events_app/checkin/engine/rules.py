"""May this ticket pass this gate now? The first rule that says no gives the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Ticket:
    """`status` is confirmed, held (not paid yet), pending (not approved), cancelled or expired.

    Empty `sessions` is the whole event.
    """

    status: str
    type: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    sessions: tuple[int, ...] = ()


@dataclass(frozen=True)
class Door:
    """What a gate asks for: its session (None: the whole event), the types it takes (empty: all), its hours."""

    session: int | None = None
    types: Sequence[str] = ()
    reentry: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Refusal:
    verdict: str
    because: str


STATUSES = {
    "cancelled": ("cancelled", "the registration was cancelled"),
    "expired": ("cancelled", "the seat was released because it was not paid in time"),
    "held": ("unpaid", "the payment has not arrived"),
    "unpaid": ("unpaid", "the payment has not arrived"),
    "pending": ("unapproved", "the registration waits for approval"),
    "unapproved": ("unapproved", "the registration waits for approval"),
    "revoked": ("revoked", "the ticket was replaced by a new one"),
    "unknown": ("unknown", "no ticket has this code"),
}
# What only the credential of a player can be.
PLAYER_STATUSES = {
    "suspended": ("suspended", "the player misses this match"),
    "off_roster": ("off_roster", "not on the team's roster"),
    "unconfirmed": ("unapproved", "the company has not confirmed the player"),
}


def refusal(ticket: Ticket, door: Door, at: datetime) -> Refusal | None:
    """Why the ticket may not enter at `at`, or None: status, then type and session, then hours."""
    if ticket.status != "confirmed":
        known = STATUSES | PLAYER_STATUSES
        return Refusal(*known.get(ticket.status, ("unknown", f"the status is {ticket.status}")))
    if door.types and ticket.type not in door.types:
        return Refusal("wrong_type", f"this gate does not take {ticket.type}")
    if door.session is not None and ticket.sessions and door.session not in ticket.sessions:
        return Refusal("wrong_type", "the ticket is not for this session")
    opens, closes = opening(ticket, door), closing(ticket, door)
    if opens is not None and at < opens:
        return Refusal("too_early", f"valid from {opens.isoformat()}")
    if closes is not None and at >= closes:
        return Refusal("too_late", f"valid until {closes.isoformat()}")
    return None


def opening(ticket: Ticket, door: Door) -> datetime | None:
    """The first moment at which both the ticket and the gate allow an entry."""
    return max((each for each in (ticket.valid_from, door.opens_at) if each is not None), default=None)


def closing(ticket: Ticket, door: Door) -> datetime | None:
    """The moment from which either of them allows it no more."""
    return min((each for each in (ticket.valid_until, door.closes_at) if each is not None), default=None)
