"""The words of the door."""

from enum import StrEnum


class Verdict(StrEnum):
    ADMITTED = "admitted"
    ALREADY_INSIDE = "already_inside"
    EXITED = "exited"
    NOT_INSIDE = "not_inside"
    CANCELLED = "cancelled"
    UNPAID = "unpaid"
    UNAPPROVED = "unapproved"
    WRONG_TYPE = "wrong_type"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    OFF_ROSTER = "off_roster"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Method(StrEnum):
    """How the ticket was shown: its code read, or its holder found by name by whoever is at the gate."""

    CODE = "code"
    HAND = "hand"


class Decision(StrEnum):
    """What a supervisor decided about a reading that waited: it counts as an entry, or it was only looked at."""

    COUNTED = "counted"
    DISMISSED = "dismissed"
