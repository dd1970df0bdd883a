"""Whose a transfer is that names no order, when people of one company pay to the same CLABE."""

from collections.abc import Sequence
from dataclasses import dataclass

# Whatever Stripe made of it, and: only a person can say.
AS_SHARED, UNDECIDED = 0, -1


@dataclass(frozen=True)
class Waiting:
    """An order that waits for a transfer: what it lacks in centavos, and who pays it."""

    order: int
    missing: int
    payer: str


def whose(amount: int, waiting: Sequence[Waiting]) -> int:
    """The order that a transfer without a name pays, AS_SHARED, or UNDECIDED.

    The only one that waits, or the only payer's that lacks exactly this. What pays everything that waits, or comes when
    all of it is one payer's, is shared out oldest first; among several payers nobody's money pays for another.
    """
    if len(waiting) == 1:
        return waiting[0].order
    fitting = [each for each in waiting if each.missing == amount]
    if fitting and len({each.payer for each in fitting}) == 1:
        return fitting[0].order
    one_payer = len({each.payer for each in waiting}) <= 1
    return AS_SHARED if one_payer or amount == sum(each.missing for each in waiting) else UNDECIDED
