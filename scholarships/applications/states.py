"""Where an application may stand, how it moves, and the other words of its tables."""

from enum import StrEnum

from events_app.core.states import Moves


class ApplicationStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


S = ApplicationStatus
# `lapsed` is a draft that was never sent; an extension of the call brings it back.
MOVES = Moves(
    {
        S.DRAFT: {S.SUBMITTED, S.WITHDRAWN, S.LAPSED},
        S.LAPSED: {S.DRAFT},
        S.SUBMITTED: {S.CORRECTION, S.ELIGIBLE, S.INELIGIBLE, S.WITHDRAWN},
        S.CORRECTION: {S.SUBMITTED, S.ELIGIBLE, S.INELIGIBLE, S.WITHDRAWN},
        S.ELIGIBLE: {S.INELIGIBLE, S.CORRECTION, S.WITHDRAWN},
        S.INELIGIBLE: {S.ELIGIBLE, S.CORRECTION, S.WITHDRAWN},
    }
)
SENT = (S.SUBMITTED, S.CORRECTION, S.ELIGIBLE, S.INELIGIBLE)


class ApplicationSource(StrEnum):
    FAMILY = "family"
    NOMINATION = "nomination"


class Relationship(StrEnum):
    MOTHER = "mother"
    FATHER = "father"
    GUARDIAN = "guardian"


class Sex(StrEnum):
    """As the CURP writes it: H, M, X."""

    FEMALE = "M"
    MALE = "H"
    NONBINARY = "X"


class ScanStatus(StrEnum):
    """`unscanned`: no scanner is configured; such a file was still re-encoded or looked through."""

    PENDING = "pending"
    CLEAN = "clean"
    UNSCANNED = "unscanned"
    INFECTED = "infected"


class CheckStatus(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ConsentGiver(StrEnum):
    GUARDIAN = "guardian"
    STUDENT = "student"


class Seen(StrEnum):
    """What somebody looked at."""

    APPLICATION = "application"
    DOCUMENT = "document"
    REDACTED = "redacted"
    IDENTITY = "identity"
    EXPORT = "export"
