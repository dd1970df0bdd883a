"""A customer's statement of account: each order charged, each movement of money, and what is owed after each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class LineKind(StrEnum):
    ORDERED = "ordered"
    WITHDRAWN = "withdrawn"
    RECEIVED = "received"
    RETURNED = "returned"
    CHANGED = "changed"


@dataclass(frozen=True)
class Booked:
    """One movement of the books of an order, in centavos: `money` that came in (out when negative), what the sale grew
    by (`sold`, with its tax) and what we `lost`; `kind` and `method` say how."""

    at: datetime
    kind: str
    money: int
    sold: int
    lost: int
    method: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Account:
    """An order, when it was opened and no longer open, and its movements, oldest first."""

    folio: str
    description: str
    total: int
    opened_at: datetime
    closed_at: datetime | None
    booked: tuple[Booked, ...] = field(default=())


@dataclass(frozen=True)
class Line:
    """`charge` raises what is owed and `credit` lowers it; `balance` is what is owed afterwards (in favour below 0)."""

    at: datetime
    folio: str
    kind: LineKind
    description: str
    charge: int
    credit: int
    balance: int = 0
    method: str = ""
    reference: str = ""
    movement: str = ""


def statement(accounts: Iterable[Account]) -> list[Line]:
    """Every line of these orders (of one currency), oldest first, with the running balance.

    An order is a charge from the day it was opened until it is let go; money lowers what is owed. At any moment the
    balance is what the orders open then lack, less what the books hold for all the others; what comes later changes
    no line that was told before.
    """
    lines = sorted((line for account in accounts for line in _lines(account)), key=lambda line: line.at)
    balance, told = 0, []
    for line in lines:
        balance += line.charge - line.credit
        told.append(replace(line, balance=balance))
    return told


def _lines(account: Account) -> list[Line]:
    """The order's charge stands until a sale takes its place or the order is let go; a sale after that stands alone."""
    made = [_line(account, account.opened_at, LineKind.ORDERED, charge=account.total)]
    standing, closed = bool(account.total), account.closed_at
    for each in account.booked:
        if standing and closed is not None and each.at > closed:
            made.append(_line(account, closed, LineKind.WITHDRAWN, credit=account.total))
            standing = False
        change = each.sold - each.lost
        if standing and each.sold:
            change -= account.total
            standing = False
        made += _money(account, each)
        made += [_change(account, each, change)] if change else []
    if standing and closed is not None:
        made.append(_line(account, closed, LineKind.WITHDRAWN, credit=account.total))
    return made


def _money(account: Account, each: Booked) -> list[Line]:
    if not each.money:
        return []
    kind = LineKind.RECEIVED if each.money > 0 else LineKind.RETURNED
    return [_line(account, each.at, kind, charge=max(0, -each.money), credit=max(0, each.money), booked=each)]


def _change(account: Account, each: Booked, amount: int) -> Line:
    return _line(account, each.at, LineKind.CHANGED, charge=max(0, amount), credit=max(0, -amount), booked=each)


def _line(
    account: Account, at: datetime, kind: LineKind, *, charge: int = 0, credit: int = 0, booked: Booked | None = None
) -> Line:
    return Line(
        at=at,
        folio=account.folio,
        kind=kind,
        description=account.description,
        charge=charge,
        credit=credit,
        method=booked.method if booked else "",
        reference=booked.reference if booked else "",
        movement=booked.kind if booked else "",
    )
