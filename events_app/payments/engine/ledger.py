"""Double entry: each movement of money becomes entries that sum to zero in its currency."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from events_app.core.money import Money


class Account(StrEnum):
    """Debits are positive: what Stripe holds for us grows with a debit, income and tax owed with a credit.

    `credit_transfer` is where a balance passes from one order to another; over all orders it sums to zero.
    """

    STRIPE = "stripe"
    CASH = "cash"
    BANK = "bank"
    CREDIT_TRANSFER = "credit_transfer"
    INCOME = "income"
    TAX_PAYABLE = "tax_payable"
    CUSTOMER_CREDIT = "customer_credit"


class MovementKind(StrEnum):
    SALE = "sale"
    CREDIT = "credit"
    CREDIT_APPLIED = "credit_applied"
    SALE_REFUND = "sale_refund"
    CREDIT_REFUND = "credit_refund"
    REFUND_BOUNCED = "refund_bounced"
    DISPUTE_LOST = "dispute_lost"


class Unbalanced(ValueError):
    """The entries do not sum to zero in some currency."""


@dataclass(frozen=True)
class Entry:
    account: Account
    amount: Money


@dataclass(frozen=True)
class Movement:
    kind: MovementKind
    entries: tuple[Entry, ...]


def sale(net: Money, tax: Money) -> Movement:
    """A charge for something that was delivered: the money is income and the tax is owed to the treasury."""
    return _movement(
        MovementKind.SALE, (Account.STRIPE, net + tax), (Account.INCOME, -net), (Account.TAX_PAYABLE, -tax)
    )


def credit(amount: Money) -> Movement:
    """Money we hold but have not earned: a second charge, or a payment that found no seat."""
    return _movement(MovementKind.CREDIT, (Account.STRIPE, amount), (Account.CUSTOMER_CREDIT, -amount))


def credit_applied(net: Money, tax: Money) -> Movement:
    """A seat was found after all: what was owed to the customer becomes a sale."""
    return _movement(
        MovementKind.CREDIT_APPLIED,
        (Account.CUSTOMER_CREDIT, net + tax),
        (Account.INCOME, -net),
        (Account.TAX_PAYABLE, -tax),
    )


def sale_refund(amount: Money, tax: Money, kind: MovementKind = MovementKind.SALE_REFUND) -> Movement:
    """Money of a sale that goes back; `tax` is the part of `amount` that was tax."""
    return _movement(kind, (Account.INCOME, amount - tax), (Account.TAX_PAYABLE, tax), (Account.STRIPE, -amount))


def credit_refund(amount: Money, kind: MovementKind = MovementKind.CREDIT_REFUND) -> Movement:
    """Money held for the customer that goes back."""
    return _movement(kind, (Account.CUSTOMER_CREDIT, amount), (Account.STRIPE, -amount))


def reverse(entries: Iterable[Entry], kind: MovementKind) -> Movement:
    """The same entries the other way round: the bank sent a refund back to us."""
    return _movement(kind, *((entry.account, -entry.amount) for entry in entries))


def refund_tax(amount: int, *, tax: int, total: int, returned: int, tax_returned: int) -> int:
    """The tax inside a refund of `amount` centavos, counted from what already went back.

    Rounded half up on the running sum, so that partial refunds add up to exactly the tax of the whole.
    """
    due = (Decimal(returned + amount) * tax / total).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return max(0, min(amount, int(due) - tax_returned))


def balance(entries: Iterable[Entry]) -> dict[str, int]:
    """What the entries sum to, per currency; all zero when they balance."""
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.amount.currency] = sums.get(entry.amount.currency, 0) + entry.amount.amount
    return sums


def _movement(kind: MovementKind, *lines: tuple[Account, Money]) -> Movement:
    entries = tuple(Entry(account, amount) for account, amount in lines if amount.amount)
    if any(balance(entries).values()):
        raise Unbalanced(f"{kind}: {balance(entries)}")
    return Movement(kind, entries)
