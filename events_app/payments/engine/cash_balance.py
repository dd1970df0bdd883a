"""Which part of a company's transfers reached which payment, read from the moves of its balance at Stripe."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class CashMove:
    """One move of a balance, in centavos: positive came in, negative went out; `intent` for what it paid."""

    id: str
    kind: str
    net: int
    intent: str = ""


@dataclass(frozen=True)
class Applied:
    """Money that reached a payment: `fresh` came from a bank, `known` had reached another payment before."""

    id: str
    intent: str
    fresh: int
    known: int


@dataclass(frozen=True)
class Balance:
    """What was given to payments, and what waits in the balance: never given yet, and given once and returned."""

    applied: tuple[Applied, ...]
    fresh: int
    known: int


def read_moves(moves: Iterable[CashMove]) -> Balance:
    """Reads the moves, oldest first, so that every centavo that came in is fresh exactly once.

    A payment that is cancelled, or refunded, returns its money as known; a known centavo is given away last, and it
    must never be booked as new money again.
    """
    fresh = known = 0
    applied: list[Applied] = []
    for move in moves:
        if move.kind in ("unapplied_from_payment", "refunded_from_payment"):
            known += move.net
        elif move.net > 0:
            fresh += move.net
        else:
            new = min(fresh, -move.net)
            fresh, known = fresh - new, known - (-move.net - new)
            if move.kind == "applied_to_payment":
                applied.append(Applied(move.id, move.intent, new, -move.net - new))
    return Balance(tuple(applied), fresh, known)
