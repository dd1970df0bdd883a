"""What goes back leaves the books: refunds that were done, refunds that bounced, and disputes that were lost."""

from datetime import datetime
from typing import Any

from events_app.core.database import row, transaction
from events_app.core.money import Money
from events_app.payments import callbacks, money_emails
from events_app.payments.engine import ledger
from events_app.payments.engine.ledger import Account, Movement, MovementKind
from events_app.payments.engine.methods import RefundKind
from events_app.payments.engine.states import FactKind, OrderStatus, RefundStatus, payment_state, refund_state
from events_app.payments.errors import OrderNotPayable
from events_app.payments.facts import add_fact, book, books_of, lock_order, open_task, restate, state_of
from events_app.payments.models import TaskKind

CLOSE_SETTLED = """
UPDATE money_tasks SET done_at = $2, done_by = $3, outcome = 'settled' WHERE order_id = $1 AND done_at IS NULL
AND kind IN ('paid_no_seat', 'second_payment', 'excess', 'partial') RETURNING id
"""

# What was promised for a cancelled seat has gone back since.
CLOSE_PROMISED = """
UPDATE money_tasks t SET done_at = $2, done_by = $3, outcome = 'settled'
WHERE t.order_id = $1 AND t.done_at IS NULL AND t.kind = 'seat_cancelled' AND t.amount <= (
    SELECT coalesce(sum(r.amount), 0) FROM refunds r
    WHERE r.order_id = $1 AND r.status = 'succeeded' AND r.requested_at >= t.opened_at)
RETURNING id
"""


@transaction
async def note_refund(
    refund_id: int, provider_id: str | None, seen: RefundStatus, error: str, *, now: datetime
) -> RefundStatus:
    """Moves a refund to the furthest state seen and books what that means, once."""
    refund = await row("SELECT * FROM refunds WHERE id = $1 FOR UPDATE", refund_id)
    if refund is None:
        return seen
    before = RefundStatus(refund["status"])
    status = refund_state([before, seen])
    await row(
        """UPDATE refunds SET status = $2::text, provider_id = coalesce(provider_id, $3::text), error = $4,
        settled_at = CASE WHEN $2::text IN ('succeeded', 'failed') THEN coalesce(settled_at, $5::timestamptz)
            ELSE settled_at END
        WHERE id = $1 RETURNING id""",
        refund_id,
        str(status),
        provider_id,
        error[:300],
        now,
    )
    if status != before and status is RefundStatus.SUCCEEDED:
        await _gone_back(refund, now=now)
        await money_emails.send_refund(refund_id, now=now)
    elif status != before and status is RefundStatus.FAILED:
        await _failed(refund, bounced=before is RefundStatus.SUCCEEDED, error=error, now=now)
    return status


async def lose_dispute(payment: dict[str, Any], dispute: dict[str, Any], *, now: datetime) -> None:
    """A lost dispute takes the money out of the books too; call it inside a transaction."""
    order = await lock_order(payment["order_id"])
    key = f"dispute-lost:{dispute['id']}"
    amount = Money(int(dispute["amount"]), payment["currency"])
    if not await add_fact(order["id"], FactKind.DISPUTE_LOST, key, now=now, actor="stripe", amount=amount.amount):
        return
    movement = ledger.way_back(await books_of(order), amount, Account.STRIPE, MovementKind.DISPUTE_LOST)
    await book(
        f"dispute:{dispute['id']}",
        movement,
        order_id=order["id"],
        payment_id=payment["id"],
        description=f"{order['folio']} · {dispute['id']}",
        now=now,
    )
    await row("UPDATE payments SET status = 'dispute_lost' WHERE id = $1 RETURNING id", payment["id"])
    before = OrderStatus(order["status"])
    held = before is OrderStatus.PARTLY_PAID
    gone = held and await take_seat(order, key=f"released:{order['id']}", actor="stripe", now=now)
    await restate(order, actor="stripe", reason="dispute lost", now=now)
    if gone:
        await tell_room(order, before, now=now)


async def _gone_back(refund: dict[str, Any], *, now: datetime) -> None:
    order = await lock_order(refund["order_id"])
    amount = Money(refund["amount"], refund["currency"])
    key = f"refund:{refund['id']}"
    who = refund["requested_by"]
    await add_fact(order["id"], FactKind.REFUNDED, key, now=now, actor=who, amount=amount.amount)
    movement = ledger.way_back(await books_of(order), amount, _out_of(refund))
    await _book_refund(key, movement, order, refund, now=now)
    before = OrderStatus(order["status"])
    gone = await take_seat(order, key=f"seat-returned:{refund['id']}", actor=who, now=now)
    await restate(order, actor=who, reason="refunded", now=now)
    await _restate_payment(refund["payment_id"])
    await row(CLOSE_PROMISED, order["id"], now, who)
    await close_settled(order["id"], actor=who, now=now)
    if gone:
        await tell_room(order, before, now=now)


async def take_seat(order: dict[str, Any], *, key: str, actor: str, now: datetime) -> bool:
    """Notes that nothing is sold any more to somebody who had a seat, or was waiting for one; call before restating."""
    if order["status"] == OrderStatus.PAID and (await books_of(order)).sold <= 0:
        return await add_fact(order["id"], FactKind.SEAT_RETURNED, key, now=now, actor=actor)
    if order["status"] == OrderStatus.PARTLY_PAID and (await state_of(order)).kept <= 0:
        return await add_fact(order["id"], FactKind.RELEASED, f"released:{order['id']}", now=now, actor=actor)
    return False


async def tell_room(order: dict[str, Any], before: OrderStatus, *, now: datetime) -> None:
    """Lets go of the thing: a seat that was sold is taken back, one that was only held is released."""
    if before is OrderStatus.PAID:
        await callbacks.refunded(order["reference"], order["id"], now)
    else:
        await callbacks.released(order["reference"], now, "refunded")


async def close_settled(order_id: int, *, actor: str, now: datetime) -> None:
    """Takes off the office's list what was about money that the order no longer holds for anybody."""
    if (await books_of({"id": order_id, "currency": "MXN"})).held > 0:
        return
    await row(CLOSE_SETTLED, order_id, now, actor)


async def _failed(refund: dict[str, Any], *, bounced: bool, error: str, now: datetime) -> None:
    order = await lock_order(refund["order_id"])
    await row(
        "UPDATE payments SET refund_reserved = refund_reserved - $2 WHERE id = $1 RETURNING id",
        refund["payment_id"],
        refund["amount"],
    )
    kind = FactKind.REFUND_BOUNCED if bounced else FactKind.REFUND_FAILED
    key, detail = f"{kind}:{refund['id']}", {"error": error}
    amount = Money(refund["amount"], refund["currency"])
    await add_fact(order["id"], kind, key, now=now, actor="stripe", amount=amount.amount, detail=detail)
    if bounced:
        await _came_back(order, refund, amount, now=now)
    subject, currency = str(refund["id"]), refund["currency"]
    await open_task(
        TaskKind.REFUND_FAILED,
        subject,
        order_id=order["id"],
        now=now,
        amount=amount.amount,
        currency=currency,
        detail=detail,
    )


async def _came_back(order: dict[str, Any], refund: dict[str, Any], amount: Money, *, now: datetime) -> None:
    state = await state_of(order)
    net, tax = Money(order["net"], order["currency"]), Money(order["tax"], order["currency"])
    seated = state.status is OrderStatus.PAID
    movement = ledger.came_back(await books_of(order), net, tax, amount, _out_of(refund), seated=seated)
    await _book_refund(f"refund-bounced:{refund['id']}", movement, order, refund, now=now)
    await restate(order, actor="stripe", reason="refund bounced", now=now)
    await _restate_payment(refund["payment_id"])


def _out_of(refund: dict[str, Any]) -> Account:
    """Where the money left from: Stripe, the bank or the cash box of the office, or a company's balance."""
    if refund["kind"] == RefundKind.CREDIT:
        return Account.CREDIT_TRANSFER
    return Account(refund["sent_from"]) if refund["sent_from"] else Account.STRIPE


async def _book_refund(
    key: str, movement: Movement, order: dict[str, Any], refund: dict[str, Any], *, now: datetime
) -> None:
    await book(
        key,
        movement,
        order_id=order["id"],
        payment_id=refund["payment_id"],
        description=f"{order['folio']} · {refund['reason']}",
        now=now,
    )


async def _restate_payment(payment_id: int) -> None:
    sums = await row(
        """SELECT p.amount, coalesce(sum(r.amount) FILTER (WHERE r.status = 'succeeded'), 0)::bigint AS refunded
        FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id WHERE p.id = $1 GROUP BY p.amount""",
        payment_id,
    )
    if sums is None:
        raise OrderNotPayable()
    status = payment_state(sums["amount"], sums["refunded"], disputed_away=False)
    await row(
        "UPDATE payments SET status = $2 WHERE id = $1 AND status <> 'dispute_lost' RETURNING id",
        payment_id,
        str(status),
    )
