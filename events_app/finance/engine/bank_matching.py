"""Whose a deposit is: by the order's number, the company's RFC or CLABE, and the amount; doubts go to a person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

NEAR = timedelta(days=10)
MOST_CANDIDATES = 8


class Verdict(StrEnum):
    """`matched` is one open order, `recorded` a payment that the office wrote down before the bank told of it."""

    MATCHED = "matched"
    RECORDED = "recorded"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"
    PAYOUT = "payout"


@dataclass(frozen=True)
class Debt:
    """An order that lacks `missing` centavos (0 when it is closed); `keys` name its company: RFC and CLABE."""

    order_id: int
    folio: str
    missing: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """A transfer, cheque or deposit of cash that is booked already and that no line of the bank tells of yet."""

    payment_id: int
    order_id: int
    folio: str
    amount: int
    day: date
    reference: str = ""


@dataclass(frozen=True)
class Found:
    """What a deposit is and why; `orders` are the candidates, the likeliest first."""

    verdict: Verdict
    because: str
    order_id: int | None = None
    payment_id: int | None = None
    orders: tuple[int, ...] = ()
    payments: tuple[int, ...] = ()


def match(text: str, amount: int, day: date, debts: Sequence[Debt], known: Sequence[Known]) -> Found:
    """The one order or payment that both the words and the amount name; else the candidates for a person.

    A deposit is never given to an order by its amount alone. What the office has written down already is the same
    money, not more of it: while such a payment is possible, nothing is booked without a person.
    """
    words, digits = _words(text), _numbers(text)
    named = [each for each in debts if _names(each.folio, words)]
    written = [each for each in known if each.amount == amount and abs(each.day - day) <= NEAR]
    sure = [each for each in written if _names(each.folio, words) or _refers(each.reference, words)]
    if len(sure) == 1:
        return Found(Verdict.RECORDED, "recorded", sure[0].order_id, sure[0].payment_id)
    theirs = [each for each in debts if each.missing and any(key in words or key in digits for key in each.keys)]
    exact = [each for each in named if each.missing == amount] or [
        each for each in theirs if not named and each.missing == amount
    ]
    if len(exact) == 1 and len(named) <= 1 and not written:
        return Found(Verdict.MATCHED, "folio" if named else "company", exact[0].order_id)
    same = [each for each in debts if each.missing == amount and amount]
    orders = tuple(dict.fromkeys(each.order_id for each in (*exact, *named, *theirs, *same)))[:MOST_CANDIDATES]
    payments = tuple(each.payment_id for each in (*sure, *(each for each in written if each not in sure)))
    if orders or payments:
        because = "two" if len(exact) > 1 or len(named) > 1 else "written" if written else _why(named, theirs)
        return Found(Verdict.AMBIGUOUS, because, orders=orders, payments=payments[:MOST_CANDIDATES])
    if "STRIPE" in words:
        return Found(Verdict.PAYOUT, "payout")
    return Found(Verdict.UNMATCHED, "nothing")


def _why(named: Sequence[Debt], theirs: Sequence[Debt]) -> str:
    return "other_amount" if named or theirs else "only_amount"


def _words(text: str) -> set[str]:
    upper = text.upper()
    return set(re.findall(r"[A-ZÑ&0-9]+", upper)) | {
        re.sub(r"[^A-Z0-9]", "", each) for each in re.findall(r"\bP[\s\-–]?0*\d+\b", upper)
    }


def _numbers(text: str) -> set[str]:
    return {re.sub(r"\D", "", each) for each in re.findall(r"(?<!\d)\d[\d ]{16,22}\d(?!\d)", text)}


def _names(folio: str, words: set[str]) -> bool:
    """P-0123 is also written P0123 and P 0123; bare digits are no name, banks write many."""
    bare = folio.replace("-", "")
    return bare in words or f"P{bare[1:].lstrip('0')}" in words


def _refers(reference: str, words: set[str]) -> bool:
    bare = re.sub(r"[^A-Z0-9]", "", reference.upper())
    return len(bare) >= 6 and bare in words
