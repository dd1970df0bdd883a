"""Orders that a discount code makes free: complete without a payment, and let go again when the seat is given back."""

from datetime import datetime

from events_app.core.database import transaction
from events_app.core.money import Money
from events_app.payments import callbacks, codes, emails
from events_app.payments.engine import ledger
from events_app.payments.engine.states import FactKind, OrderStatus
from events_app.payments.errors import NotOneSeatFree
from events_app.payments.facts import add_fact, book_nothing, lock_order, restate


@transaction
async def complete(order_id: int, *, actor: str, now: datetime) -> None:
    """Nothing is owed: the thing is the buyer's at once, the sale of zero is in the ledger, the receipt says why.

    Call it inside the transaction that opened the order, once the room has written what was ordered. An order that
    costs something is left alone; raises NotOneSeatFree when the room has no place, and so undoes the order.
    """
    order = await lock_order(order_id)
    if order["total"] > 0 or order["status"] != OrderStatus.PENDING:
        return
    if not await callbacks.paid(order["reference"], order_id, now):
        raise NotOneSeatFree()
    detail = {"code": await codes.of_order(order_id)}
    await add_fact(order_id, FactKind.MADE_FREE, f"made-free:{order_id}", now=now, actor=actor, detail=detail)
    await add_fact(order_id, FactKind.SEAT_GIVEN, f"seat_given:free:{order_id}", now=now, actor=actor)
    nothing = Money(0, order["currency"])
    text = f"{order['folio']} · {order['buyer_name']}"
    await book_nothing(f"free:{order_id}", ledger.sale(nothing, nothing), order_id=order_id, description=text, now=now)
    await restate(order, actor=actor, reason="nothing to pay", now=now)
    await emails.send_receipt(order, now=now)


@transaction
async def let_go(order_id: int, *, actor: str, now: datetime) -> None:
    """The seat of a free order was given back: the order is released and its code may be used again, once."""
    order = await lock_order(order_id)
    if order["total"] > 0 or order["status"] != OrderStatus.PAID:
        return
    await add_fact(order_id, FactKind.SEAT_RETURNED, f"seat-returned:free:{order_id}", now=now, actor=actor)
    await restate(order, actor=actor, reason="seat given back", now=now)
    await codes.give_back(order_id, now=now)
