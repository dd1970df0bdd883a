"""Double entry: each movement of money becomes entries that sum to zero in its currency."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    LOSSES = "losses"


ASSETS = (Account.STRIPE, Account.CASH, Account.BANK, Account.CREDIT_TRANSFER)


class MovementKind(StrEnum):
    SALE = "sale"
    CREDIT = "credit"
    CREDIT_APPLIED = "credit_applied"
    CREDIT_MOVED = "credit_moved"
    CREDIT_RETURNED = "credit_returned"
    SALE_CREDITED = "sale_credited"
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


@dataclass(frozen=True)
class Books:
    """What the ledger says of one order, in centavos: `held` for the customer, `sold` with the `tax` inside, `lost`."""

    currency: str
    held: int = 0
    sold: int = 0
    tax: int = 0
    lost: int = 0


def sale(net: Money, tax: Money, into: Account = Account.STRIPE) -> Movement:
    """A charge for something that was delivered: the money is income and the tax is owed to the treasury."""
    return _movement(MovementKind.SALE, (into, net + tax), (Account.INCOME, -net), (Account.TAX_PAYABLE, -tax))


def credit(amount: Money, into: Account = Account.STRIPE) -> Movement:
    """Money we hold but have not earned: part of a price, an excess, a second charge, a payment without a seat."""
    return _movement(MovementKind.CREDIT, (into, amount), (Account.CUSTOMER_CREDIT, -amount))


def credit_applied(net: Money, tax: Money) -> Movement:
    """A seat was found after all: what was owed to the customer becomes a sale."""
    return _movement(
        MovementKind.CREDIT_APPLIED,
        (Account.CUSTOMER_CREDIT, net + tax),
        (Account.INCOME, -net),
        (Account.TAX_PAYABLE, -tax),
    )


def credit_moved(amount: Money) -> Movement:
    """A company's balance leaves the order where it lay, for another order that counts it as a payment."""
    return _movement(MovementKind.CREDIT_MOVED, (Account.CUSTOMER_CREDIT, amount), (Account.CREDIT_TRANSFER, -amount))


def credit_returned(amount: Money) -> Movement:
    """The order that used it was refunded: the balance lies again where it lay."""
    return _movement(
        MovementKind.CREDIT_RETURNED, (Account.CREDIT_TRANSFER, amount), (Account.CUSTOMER_CREDIT, -amount)
    )


def sale_credited(books: Books, amount: Money) -> Movement:
    """Part of a sale that will not be delivered becomes the customer's balance, with its share of tax."""
    tax = refund_tax(amount.amount, tax=books.tax, total=books.sold)
    return _movement(
        MovementKind.SALE_CREDITED,
        (Account.INCOME, amount - Money(tax, amount.currency)),
        (Account.TAX_PAYABLE, Money(tax, amount.currency)),
        (Account.CUSTOMER_CREDIT, -amount),
    )


def arrival(books: Books, net: Money, tax: Money, amount: Money, into: Account, *, seated: bool) -> list[Movement]:
    """What `amount` becomes: a sale at once when it is the whole price, else credit that a seat turns into the sale."""
    if seated and not books.held and not books.sold and amount == net + tax:
        return [sale(net, tax, into)]
    richer = replace(books, held=books.held + amount.amount)
    return [credit(amount, into), *(delivery(richer, net, tax) if seated else [])]


def delivery(books: Books, net: Money, tax: Money) -> list[Movement]:
    """The seat is theirs: of what is held, the price that is not sold yet becomes the sale. Raises Unbalanced."""
    missing_tax = tax.amount - books.tax
    missing = net.amount + tax.amount - books.sold
    if missing <= 0:
        return []
    if missing > books.held:
        raise Unbalanced(f"held {books.held} < {missing}")
    return [credit_applied(Money(missing - missing_tax, books.currency), Money(missing_tax, books.currency))]


def way_back(books: Books, amount: Money, out_of: Account, kind: MovementKind | None = None) -> Movement:
    """Money that goes back: of what is held when that is enough; else of the sale with its tax, and then of the held.

    Beyond both (a refund and a lost dispute of one payment) it is a loss.
    """
    whole = amount.amount
    from_sale = 0 if whole <= books.held else min(books.sold, whole)
    from_held = min(books.held, whole - from_sale)
    tax = refund_tax(from_sale, tax=books.tax, total=books.sold) if from_sale else 0
    loss = amount.amount - from_held - from_sale
    lines = (
        (Account.CUSTOMER_CREDIT, from_held),
        (Account.INCOME, from_sale - tax),
        (Account.TAX_PAYABLE, tax),
        (Account.LOSSES, loss),
        (out_of, -amount.amount),
    )
    usual = MovementKind.SALE_REFUND if from_sale else MovementKind.CREDIT_REFUND
    return _movement(kind or usual, *((account, Money(each, amount.currency)) for account, each in lines))


def came_back(books: Books, net: Money, tax: Money, amount: Money, into: Account, *, seated: bool) -> Movement:
    """A refund that the bank sent back: first it fills a loss, then the sale of somebody seated; the rest is held."""
    to_loss = min(books.lost, amount.amount)
    missing = max(0, net.amount + tax.amount - books.sold) if seated else 0
    to_sale = min(missing, amount.amount - to_loss)
    to_tax = refund_tax(to_sale, tax=tax.amount - books.tax, total=missing) if to_sale else 0
    lines = (
        (Account.CUSTOMER_CREDIT, amount.amount - to_loss - to_sale),
        (Account.INCOME, to_sale - to_tax),
        (Account.TAX_PAYABLE, to_tax),
        (Account.LOSSES, to_loss),
        (into, -amount.amount),
    )
    told = ((account, Money(-each, amount.currency)) for account, each in lines)
    return _movement(MovementKind.REFUND_BOUNCED, *told)


def refund_tax(amount: int, *, tax: int, total: int) -> int:
    """The tax inside `amount` centavos of a sale of which `total`, with `tax` inside, still stands; half up.

    Counted each time from what is left, so that partial refunds add up to exactly the tax of the whole.
    """
    share = (Decimal(amount) * tax / total).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return max(0, min(amount, int(share)))


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
