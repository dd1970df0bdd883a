"""Writes what happened to an order, once per key, and moves its status to what all its facts say."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, rows
from events_app.core.states import Moves
from events_app.payments.engine.ledger import Books, Movement
from events_app.payments.engine.moves import ORDER_MOVES
from events_app.payments.engine.states import Fact, FactKind, OrderState, OrderStatus, order_state
from events_app.payments.models import TaskKind

MOVES = Moves(ORDER_MOVES)
ADD_FACT = """
INSERT INTO order_facts (created_at, order_id, key, kind, at, actor, amount, detail)
VALUES ($5, $1, $2, $3, $5, $4, $6, $7::jsonb) ON CONFLICT (key) DO NOTHING RETURNING id
"""
BOOK = """
WITH made AS (
    INSERT INTO ledger_transactions (created_at, key, kind, order_id, payment_id, booked_at, description)
    VALUES ($5, $1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING RETURNING id
)
INSERT INTO ledger_entries (created_at, transaction_id, account, amount, currency)
SELECT $5, made.id, line.account, line.amount, line.currency
FROM made, unnest($7::text[], $8::bigint[], $9::text[]) AS line(account, amount, currency) RETURNING id
"""
BOOKS = """
SELECT coalesce(-sum(e.amount) FILTER (WHERE e.account = 'customer_credit'), 0)::bigint AS held,
       coalesce(-sum(e.amount) FILTER (WHERE e.account IN ('income', 'tax_payable')), 0)::bigint AS sold,
       coalesce(-sum(e.amount) FILTER (WHERE e.account = 'tax_payable'), 0)::bigint AS tax,
       coalesce(sum(e.amount) FILTER (WHERE e.account = 'losses'), 0)::bigint AS lost
FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id WHERE t.order_id = $1
"""
OPEN_TASK = """
INSERT INTO money_tasks
    (created_at, kind, subject, order_id, amount, currency, detail, opened_at, done_by, note, outcome)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $1, '', '', '') ON CONFLICT (subject) DO NOTHING RETURNING id
"""


async def add_fact(
    order_id: int,
    kind: FactKind,
    key: str,
    *,
    now: datetime,
    actor: str = "system",
    amount: int = 0,
    detail: dict[str, Any] | None = None,
) -> bool:
    """True the first time this key is told; False when it was known."""
    text = json.dumps(detail or {}, ensure_ascii=False)
    return await row(ADD_FACT, order_id, key, str(kind), actor, now, amount, text) is not None


async def lock_order(order_id: int) -> dict[str, Any]:
    """The order's row, locked until the transaction ends."""
    found = await row("SELECT * FROM orders WHERE id = $1 FOR NO KEY UPDATE", order_id)
    if found is None:
        raise LookupError(f"order {order_id}")
    return found


async def state_of(order: dict[str, Any]) -> OrderState:
    """The fold of every fact of an order."""
    told = await rows("SELECT key, kind, amount FROM order_facts WHERE order_id = $1", order["id"])
    return order_state((Fact(each["key"], FactKind(each["kind"]), each["amount"]) for each in told), order["total"])


async def books_of(order: dict[str, Any]) -> Books:
    """What the ledger says of a locked order."""
    found = await row(BOOKS, order["id"]) or {"held": 0, "sold": 0, "tax": 0, "lost": 0}
    return Books(order["currency"], found["held"], found["sold"], found["tax"], found["lost"])


async def restate(order: dict[str, Any], *, actor: str, reason: str, now: datetime) -> OrderState:
    """Folds all facts of a locked order and moves its status to what they say."""
    state = await state_of(order)
    if state.status != order["status"]:
        await move(order, state.status, actor=actor, reason=reason, now=now)
    return state


async def move(order: dict[str, Any], to: OrderStatus, *, actor: str, reason: str, now: datetime) -> None:
    """The one door through which an order's status moves; an order that closed never opens again."""
    MOVES.check(OrderStatus(order["status"]), to)
    await row(
        """UPDATE orders SET status = $2::text,
        paid_at = CASE WHEN $2::text IN ('paid', 'paid_no_seat') THEN coalesce(paid_at, $3::timestamptz)
            ELSE paid_at END,
        released_at = CASE WHEN $2::text = 'released' THEN $3::timestamptz ELSE released_at END,
        closed_at = CASE WHEN $2::text IN ('pending', 'partly_paid') THEN NULL
            ELSE coalesce(closed_at, $3::timestamptz) END,
        release_reason = CASE WHEN $2::text = 'released' THEN $4::text ELSE release_reason END
        WHERE id = $1 RETURNING id""",
        order["id"],
        str(to),
        now,
        reason[:120],
    )
    detail = {"from": str(order["status"]), "to": str(to), "reason": reason}
    await audit.note("order.moved", actor=actor, subject=f"order:{order['id']}", now=now, detail=detail)
    order["status"] = str(to)


async def book(
    key: str,
    movement: Movement,
    *,
    order_id: int,
    payment_id: int | None,
    description: str,
    now: datetime,
) -> bool:
    """Writes a movement and its entries in one statement; False when the key was already booked."""
    if not movement.entries:
        return False
    accounts: Sequence[str] = [str(entry.account) for entry in movement.entries]
    amounts = [entry.amount.amount for entry in movement.entries]
    currencies = [entry.amount.currency for entry in movement.entries]
    made = await rows(
        BOOK, key, str(movement.kind), order_id, payment_id, now, description[:250], accounts, amounts, currencies
    )
    return bool(made)


async def book_nothing(key: str, movement: Movement, *, order_id: int, description: str, now: datetime) -> None:
    """A sale of zero stands in the ledger too, without entries: nothing moved."""
    if movement.entries:
        raise ValueError(f"{key} moves money")
    await rows(BOOK, key, str(movement.kind), order_id, None, now, description[:250], [], [], [])


async def open_task(
    kind: TaskKind,
    subject: str,
    *,
    order_id: int | None,
    now: datetime,
    amount: int = 0,
    currency: str = "MXN",
    detail: dict[str, Any] | None = None,
) -> None:
    """Puts something on the office's list, once per subject."""
    text = json.dumps(detail or {}, ensure_ascii=False)
    await row(OPEN_TASK, now, str(kind), f"{kind}:{subject}"[:160], order_id, amount, currency, text)
