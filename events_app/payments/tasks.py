"""What only a person can settle about money: each task on the office's list and what the person did about it."""

from dataclasses import dataclass
from datetime import datetime

from events_app.core import audit
from events_app.core.database import row, rows, transaction
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.payments import callbacks, credit
from events_app.payments.engine import ledger
from events_app.payments.engine.states import FactKind, OrderStatus
from events_app.payments.errors import AlreadyDecided, NoCreditHere, NotOneSeatFree, NotPaidInFull, OrderUnknown
from events_app.payments.facts import add_fact, book, books_of, lock_order, restate, state_of
from events_app.payments.methods import unnamed
from events_app.payments.models import MoneyTask, TaskKind

LOCK_OPEN = "SELECT id FROM money_tasks WHERE id = $1 AND done_at IS NULL FOR UPDATE"
HELD = (TaskKind.PAID_NO_SEAT, TaskKind.SECOND_PAYMENT, TaskKind.EXCESS, TaskKind.PARTIAL)


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


@dataclass(frozen=True)
class Done:
    """What the person chose to do about a task; `folio` is the other order that the money pays."""

    verb: str
    note: str
    folio: str = ""
    key: str = ""


def verbs(task: MoneyTask) -> tuple[str, ...]:
    """What can be done about a task besides sending money back, which the order's page does."""
    if unnamed.is_question(task):
        return ("book_on", "noted")
    if task.kind not in HELD or task.order is None:
        return ("noted",)
    seat = ("give_seat",) if task.kind is TaskKind.PAID_NO_SEAT else ()
    keep = ("keep_credit",) if seat and task.order.keeps_balance else ()
    return (*seat, *keep, "apply_credit", "noted")


@transaction
async def settle(task_id: int, done: Done, *, actor: str, now: datetime) -> None:
    """Does what was chosen and takes the task off the list, once; raises AlreadyDecided and what the thing raises."""
    task = await MoneyTask.get_or_none(id=task_id).prefetch_related("order")
    if task is None:
        raise NotFound()
    if done.verb not in verbs(task):
        raise NoCreditHere()
    other = await _other(done) if done.verb in ("apply_credit", "book_on") else task.order_id
    first = task.order_id or other
    if first is None or other is None:
        raise NotFound()
    # Both orders in the order of their ids, as whoever uses a balance takes them; then the task, which two people may
    # settle with different orders.
    await rows(credit.LOCK_ALL, [first, other])
    if await row(LOCK_OPEN, task_id) is None:
        raise AlreadyDecided()
    if done.verb == "give_seat":
        await give_seat(first, actor=actor, now=now)
    elif done.verb == "book_on":
        await unnamed.book_on(task, done.folio, actor=actor, now=now)
    elif done.verb == "keep_credit":
        await credit.keep(first, actor=actor, now=now)
    elif done.verb == "apply_credit":
        await credit.apply(first, other, key=f"task-{task_id}-{done.key}", actor=actor, now=now)
    await row(
        "UPDATE money_tasks SET done_at = $2, done_by = $3, note = $4, outcome = $5 WHERE id = $1 RETURNING id",
        task_id,
        now,
        actor,
        done.note[:300],
        done.verb,
    )
    detail = {"verb": done.verb, "folio": done.folio}
    await audit.note("money_task.settled", actor=actor, subject=f"money_task:{task_id}", now=now, detail=detail)


async def _other(done: Done) -> int:
    found = await row("SELECT id FROM orders WHERE folio = $1", done.folio)
    if found is None:
        raise OrderUnknown(folio=done.folio or "—")
    return int(found["id"])


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
