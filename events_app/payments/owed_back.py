"""A paid thing was given up: what goes back of its money is on the office's list, once, until it has gone back."""

from datetime import datetime

from events_app.core import audit
from events_app.core.money import Money
from events_app.payments.engine.states import OrderStatus
from events_app.payments.facts import lock_order, open_task
from events_app.payments.models import TaskKind
from events_app.payments.refunds import returnable


async def owe(order_id: int, amount: Money, *, about: str, percent: int, actor: str, now: datetime) -> Money:
    """Opens the task of sending `amount` back, or as much of it as the order still keeps; `about` opens it once.

    Call it inside a transaction that took the order's lock before any seat's. Gives what is to be sent.
    """
    order = await lock_order(order_id)
    owed = min(amount.amount, await returnable(order_id)) if order["status"] == OrderStatus.PAID else 0
    if owed <= 0:
        return Money(0, amount.currency)
    detail = {"percent": percent, "about": about}
    await open_task(
        TaskKind.SEAT_CANCELLED, about, order_id=order_id, now=now, amount=owed, currency=amount.currency, detail=detail
    )
    told = detail | {"amount": str(Money(owed, amount.currency))}
    await audit.note("refund.owed", actor=actor, subject=f"order:{order_id}", now=now, detail=told)
    return Money(owed, amount.currency)
