"""Which transfers of a company are to be booked on which order, read from the moves of its balance at Stripe."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from events_app.payments.engine.whose import UNDECIDED

BACK = ("unapplied_from_payment", "refunded_from_payment")


@dataclass(frozen=True)
class CashMove:
    """One move of a balance, in centavos: positive came in, negative went out; `order` of the payment it touched."""

    id: str
    kind: str
    net: int
    order: int = 0


@dataclass(frozen=True)
class Funding:
    """One transfer, to be booked whole on `order`: 0 when Stripe gave none of it to a payment, UNDECIDED when a person
    has to say."""

    id: str
    amount: int
    order: int


@dataclass(frozen=True)
class Moved:
    """Money of an order's transfer that Stripe gave to the payment of another order."""

    id: str
    amount: int
    order: int


@dataclass
class _Lot:
    left: int
    order: int


@dataclass(frozen=True)
class Balance:
    fundings: tuple[Funding, ...]
    moved: tuple[Moved, ...]
    left: int


def read_moves(moves: Iterable[CashMove], booked: Mapping[str, int]) -> Balance:
    """Reads the moves, oldest first: money is used in the order in which it came, and each transfer has one order.

    `booked` tells the order of the transfers that are in the books already. A transfer belongs to the order whose
    payment first got part of it; what goes from there to another order's payment is a use of the company's balance.
    What nobody has said the order of is no use of anything.
    """
    lots: deque[_Lot] = deque()
    fundings: dict[str, tuple[int, _Lot]] = {}
    moved: list[Moved] = []
    for move in moves:
        if move.net > 0:
            lot = _Lot(move.net, move.order if move.kind in BACK else booked.get(move.id, 0))
            lots.append(lot)
            if move.kind == "funded":
                fundings[move.id] = (move.net, lot)
        else:
            elsewhere = _use(lots, -move.net, move.order)
            if elsewhere and move.kind == "applied_to_payment":
                moved.append(Moved(move.id, elsewhere, move.order))
    told = tuple(Funding(name, amount, lot.order) for name, (amount, lot) in fundings.items())
    return Balance(told, tuple(moved), sum(lot.left for lot in lots))


def _use(lots: deque[_Lot], amount: int, order: int) -> int:
    """Takes money out of the oldest lots; gives how much of it belonged to other orders."""
    elsewhere = 0
    while amount and lots:
        lot = lots[0]
        taken = min(amount, lot.left)
        lot.order = lot.order or order
        elsewhere += taken if lot.order not in (order, UNDECIDED) else 0
        lot.left, amount = lot.left - taken, amount - taken
        if not lot.left:
            lots.popleft()
    return elsewhere
