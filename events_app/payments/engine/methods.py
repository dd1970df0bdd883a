"""The ways in which money comes in and goes back, and the account of the books that each of them touches."""

from collections.abc import Mapping
from enum import StrEnum

from events_app.core.money import Money
from events_app.payments.engine.ledger import Account


class PaymentMethod(StrEnum):
    CARD = "card"
    OXXO = "oxxo"
    SPEI = "spei"
    CASH = "cash"
    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CREDIT = "credit"


class RefundKind(StrEnum):
    """Through Stripe, by a person with evidence, seen after somebody made it elsewhere, or back to the balance."""

    STRIPE = "stripe"
    MANUAL = "manual"
    EXTERNAL = "external"
    CREDIT = "credit"


ACCOUNTS: Mapping[PaymentMethod, Account] = {
    PaymentMethod.CARD: Account.STRIPE,
    PaymentMethod.OXXO: Account.STRIPE,
    PaymentMethod.SPEI: Account.STRIPE,
    PaymentMethod.CASH: Account.CASH,
    PaymentMethod.TRANSFER: Account.BANK,
    PaymentMethod.CHEQUE: Account.BANK,
    PaymentMethod.CREDIT: Account.CREDIT_TRANSFER,
}
OFFICE_METHODS = (PaymentMethod.CASH, PaymentMethod.TRANSFER, PaymentMethod.CHEQUE)
OXXO_LEAST, OXXO_MOST = Money(1_000), Money(1_000_000)


def impossible(method: PaymentMethod, amount: Money) -> str:
    """Why no such money can exist (OXXO and SPEI are pesos; a voucher is for 10 to 10,000), or ""."""
    if method in (PaymentMethod.OXXO, PaymentMethod.SPEI) and amount.currency != "MXN":
        return f"{method}: {amount.currency} ≠ MXN"
    if method is PaymentMethod.OXXO and not OXXO_LEAST <= amount <= OXXO_MOST:
        return f"oxxo: {amount} ∉ 10.00–10,000.00 MXN"
    return ""


def sent_as(kind: RefundKind, method: PaymentMethod, noted: str) -> PaymentMethod:
    """By which means money went back: as a person noted it, else as it came (of OXXO and SPEI: by transfer)."""
    if noted:
        return PaymentMethod(noted)
    if kind is RefundKind.STRIPE or method in (PaymentMethod.CARD, PaymentMethod.CASH, PaymentMethod.CREDIT):
        return method
    return PaymentMethod.TRANSFER


def refund_kind(method: PaymentMethod) -> RefundKind:
    """How money of a method goes back: only cards can be refunded by Stripe (OXXO and SPEI are a person's work)."""
    if method is PaymentMethod.CARD:
        return RefundKind.STRIPE
    return RefundKind.CREDIT if method is PaymentMethod.CREDIT else RefundKind.MANUAL
