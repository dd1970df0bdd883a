"""The states and kinds of the fiscal room: what becomes of an invoice, and of each stamped XML that was uploaded."""

from enum import StrEnum

from events_app.core.states import Moves


class InvoiceStatus(StrEnum):
    REQUESTED = "requested"
    EXPORTED = "exported"
    STAMPED = "stamped"
    CANCELLED = "cancelled"


class InvoiceKind(StrEnum):
    """A sale, money that went back, money that came after the invoice, the month's sales that nobody asked for."""

    INCOME = "income"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    GLOBAL = "global"


class XmlVerdict(StrEnum):
    """What the reader made of a stamped XML; `ambiguous` and `unknown` wait for a person."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    SET_ASIDE = "set_aside"


# An exported one goes back to `requested` when its data were wrong; a stamped one can only be cancelled at the SAT.
MOVES: Moves[InvoiceStatus] = Moves(
    {
        InvoiceStatus.REQUESTED: {InvoiceStatus.EXPORTED, InvoiceStatus.STAMPED, InvoiceStatus.CANCELLED},
        InvoiceStatus.EXPORTED: {InvoiceStatus.REQUESTED, InvoiceStatus.STAMPED, InvoiceStatus.CANCELLED},
        InvoiceStatus.STAMPED: {InvoiceStatus.CANCELLED},
    }
)
