"""How long a seat waits for its money: the order and the thing that was ordered move together."""

from datetime import datetime

from events_app.core.database import row, transaction
from events_app.payments import callbacks
from events_app.payments.engine.states import FactKind, OrderStatus
from events_app.payments.facts import add_fact, lock_order

WAITING = (OrderStatus.PENDING, OrderStatus.PARTLY_PAID)


@transaction
async def extend_hold(order_id: int, until: datetime, *, reason: str, now: datetime, actor: str = "system") -> bool:
    """Holds an unpaid order, and what it is for, until then; True when it waits longer than before.

    A hold never becomes shorter, and an order without an end keeps none.
    """
    order = await lock_order(order_id)
    ends = order["hold_expires_at"]
    if order["status"] not in WAITING or ends is None or ends >= until:
        return False
    await row("UPDATE orders SET hold_expires_at = $2 WHERE id = $1 RETURNING id", order_id, until)
    detail = {"until": until.isoformat(), "reason": reason}
    key = f"held:{order_id}:{int(until.timestamp())}"
    await add_fact(order_id, FactKind.HOLD_EXTENDED, key, now=now, actor=actor, detail=detail)
    await callbacks.held(order["reference"], until, now)
    return True
