"""What only a person can settle about money: each task on the office's list and what the person did about it."""

from datetime import datetime

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.payments import callbacks
from events_app.payments.engine import ledger
from events_app.payments.engine.states import FactKind, OrderStatus
from events_app.payments.errors import NotOneSeatFree, NotPaidInFull
from events_app.payments.facts import add_fact, book, books_of, lock_order, restate, state_of


@transaction
async def give_seat(order_id: int, *, actor: str, now: datetime) -> None:
    """The office gives a place to somebody who paid and had none; raises NotOneSeatFree, NotPaidInFull."""
    order = await lock_order(order_id)
    if order["status"] != OrderStatus.PAID_NO_SEAT:
        return
    if (await state_of(order)).meant < order["total"]:
        raise NotPaidInFull()
    if not await callbacks.paid(order["reference"], order_id, now):
        raise NotOneSeatFree()
    payment = await row("SELECT id FROM payments WHERE order_id = $1 ORDER BY id DESC LIMIT 1", order_id)
    payment_id = payment["id"] if payment else None
    times = await row("SELECT count(*) AS n FROM order_facts WHERE order_id = $1 AND kind = 'seat_given'", order_id)
    key = f"seat:{order_id}:office:{times['n'] if times else 0}"
    await add_fact(order_id, FactKind.SEAT_GIVEN, key, now=now, actor=actor)
    net, tax = Money(order["net"], order["currency"]), Money(order["tax"], order["currency"])
    for movement in ledger.delivery(await books_of(order), net, tax):
        who = f"{order['folio']} · {order['buyer_name']}"
        await book(key, movement, order_id=order_id, payment_id=payment_id, description=who, now=now)
    await row(
        "UPDATE money_tasks SET done_at = $2, done_by = $3, outcome = 'give_seat' WHERE order_id = $1 "
        "AND kind = 'paid_no_seat' AND done_at IS NULL RETURNING id",
        order_id,
        now,
        actor,
    )
    await restate(order, actor=actor, reason="seat given by the office", now=now)


@transaction
async def close_task(task_id: int, *, note: str, actor: str, now: datetime) -> None:
    """The office says what it did about something on its list."""
    done = await row(
        "UPDATE money_tasks SET done_at = $2, done_by = $3, note = $4 WHERE id = $1 AND done_at IS NULL RETURNING id",
        task_id,
        now,
        actor,
        note[:300],
    )
    if done is not None:
        await audit.note("money_task.closed", actor=actor, subject=f"money_task:{task_id}", now=now)
    elif await row("SELECT id FROM money_tasks WHERE id = $1", task_id) is None:
        raise NotFound()
