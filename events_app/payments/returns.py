"""What goes back leaves the books: refunds that were done, refunds that bounced, and disputes that were lost."""

from datetime import datetime
from typing import Any

from events_app.core.database import row, rows, transaction
from events_app.core.money import Money
from events_app.payments import callbacks
from events_app.payments.engine import ledger
from events_app.payments.engine.ledger import Account, Entry, Movement, MovementKind
from events_app.payments.engine.states import FactKind, OrderStatus, RefundStatus, payment_state, refund_state
from events_app.payments.errors import OrderNotPayable
from events_app.payments.facts import add_fact, book, lock_order, open_task, restate
from events_app.payments.models import TaskKind

RETURNED = """
SELECT coalesce(sum(CASE WHEN e.account = 'stripe' THEN -e.amount ELSE 0 END), 0)::bigint AS returned,
       coalesce(sum(CASE WHEN e.account = 'tax_payable' THEN e.amount ELSE 0 END), 0)::bigint AS tax
FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
WHERE t.payment_id = $1 AND t.kind IN ('sale_refund', 'credit_refund', 'refund_bounced', 'dispute_lost')
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
    movement = await _way_back(order, payment["id"], amount, MovementKind.DISPUTE_LOST)
    await book(
        f"dispute:{dispute['id']}",
        movement,
        order_id=order["id"],
        payment_id=payment["id"],
        description=f"{order['folio']} · {dispute['id']}",
        now=now,
    )
    await row("UPDATE payments SET status = 'dispute_lost' WHERE id = $1 RETURNING id", payment["id"])
    await restate(order, actor="stripe", reason="dispute lost", now=now)


async def _gone_back(refund: dict[str, Any], *, now: datetime) -> None:
    order = await lock_order(refund["order_id"])
    amount = Money(refund["amount"], refund["currency"])
    key = f"refund:{refund['id']}"
    await add_fact(order["id"], FactKind.REFUNDED, key, now=now, actor=refund["requested_by"], amount=amount.amount)
    movement = await _way_back(order, refund["payment_id"], amount, MovementKind.SALE_REFUND)
    await _book_refund(key, movement, order, refund, now=now)
    before = order["status"]
    state = await restate(order, actor=refund["requested_by"], reason="refunded", now=now)
    await _restate_payment(refund["payment_id"])
    if state.status is OrderStatus.REFUNDED and before == OrderStatus.PAID:
        await callbacks.refunded(order["reference"], order["id"], now)


async def _failed(refund: dict[str, Any], *, bounced: bool, error: str, now: datetime) -> None:
    order = await lock_order(refund["order_id"])
    await row(
        "UPDATE payments SET refund_reserved = refund_reserved - $2 WHERE id = $1 RETURNING id",
        refund["payment_id"],
        refund["amount"],
    )
    kind = FactKind.REFUND_BOUNCED if bounced else FactKind.REFUND_FAILED
    await add_fact(
        order["id"],
        kind,
        f"{kind}:{refund['id']}",
        now=now,
        actor="stripe",
        amount=refund["amount"],
        detail={"error": error},
    )
    if bounced:
        booked = await rows(
            "SELECT e.* FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id WHERE t.key = $1",
            f"refund:{refund['id']}",
        )
        entries = [Entry(Account(each["account"]), Money(each["amount"], each["currency"])) for each in booked]
        movement = ledger.reverse(entries, MovementKind.REFUND_BOUNCED)
        await _book_refund(f"refund-bounced:{refund['id']}", movement, order, refund, now=now)
        await restate(order, actor="stripe", reason="refund bounced", now=now)
        await _restate_payment(refund["payment_id"])
    await open_task(
        TaskKind.REFUND_FAILED,
        str(refund["id"]),
        order_id=order["id"],
        now=now,
        amount=refund["amount"],
        currency=refund["currency"],
        detail={"error": error},
    )


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


async def _way_back(order: dict[str, Any], payment_id: int, amount: Money, kind: MovementKind) -> Movement:
    sold = await row(
        "SELECT 1 AS sold FROM ledger_transactions WHERE payment_id = $1 AND kind IN ('sale', 'credit_applied')",
        payment_id,
    )
    if sold is None:
        return ledger.credit_refund(amount, MovementKind.CREDIT_REFUND if kind is MovementKind.SALE_REFUND else kind)
    back = await row(RETURNED, payment_id) or {"returned": 0, "tax": 0}
    tax = ledger.refund_tax(
        amount.amount,
        tax=order["tax"],
        total=order["total"],
        returned=back["returned"],
        tax_returned=back["tax"],
    )
    return ledger.sale_refund(amount, Money(tax, amount.currency), kind)


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
