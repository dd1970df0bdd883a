"""Refunds: asked for once, sent under their own key, and read again from Stripe until they are done."""

from datetime import datetime
from typing import Any

from events_app.core import audit, jobs
from events_app.core.database import row, transaction
from events_app.core.errors import IdempotencyMismatch, NotFound
from events_app.core.formats import format_money
from events_app.core.money import Money
from events_app.payments.engine.methods import PaymentMethod, RefundKind, refund_kind
from events_app.payments.engine.states import FactKind, RefundStatus
from events_app.payments.errors import NotThroughStripe, StripeRefused, TooMuchRefund
from events_app.payments.facts import add_fact, lock_order, state_of
from events_app.payments.limits import Limit
from events_app.payments.methods import stripe_api
from events_app.payments.returns import note_refund

LOCK_PAYMENT = "SELECT * FROM payments WHERE id = $1 FOR NO KEY UPDATE"
RESERVE = """
UPDATE payments SET refund_reserved = refund_reserved + $2
WHERE id = $1 AND refund_reserved + $2 <= amount RETURNING id, order_id, provider_id, amount, currency
"""
ADD_REFUND = """
INSERT INTO refunds (created_at, order_id, payment_id, call_id, provider_id, amount, currency, reason, requested_by,
                     requested_at, status, error, kind, method, key, two_people_over, alone_before, approved_by,
                     sent_by, sent_from, folio, sent_as)
SELECT $1, order_id, id, $2, $3, $4, currency, $5, $6, $1, 'requested', '', $7, method, $8, $9, $10, '', '', $11, '', ''
FROM payments WHERE id = $12 ON CONFLICT (provider_id) DO NOTHING RETURNING id
"""
PROMISED = """
SELECT coalesce(sum(amount), 0)::bigint AS amount FROM refunds
WHERE order_id = $1 AND status IN ('requested', 'pending')
"""
ASKED = "SELECT r.id, r.amount FROM refunds r JOIN stripe_calls c ON c.id = r.call_id WHERE c.key = $1"
DONE = (RefundStatus.SUCCEEDED, RefundStatus.FAILED, RefundStatus.CANCELLED)
STRIPE_STATES = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}


@transaction
async def request_refund(payment_id: int, amount: Money, *, reason: str, key: str, actor: str, now: datetime) -> int:
    """Reserves part of a card payment and queues its refund at Stripe; the same key asks for it once.

    Raises TooMuchRefund beyond what is left, NotThroughStripe for money of any other method.
    """
    call_key = f"convoca-refund-{payment_id}-{key}"[:120]
    payment = await lock_payment(payment_id)
    before = await row(ASKED, call_key)
    if before is not None:
        if before["amount"] != amount.amount:
            raise IdempotencyMismatch()
        return int(before["id"])
    if refund_kind(PaymentMethod(payment["method"])) is not RefundKind.STRIPE:
        raise NotThroughStripe()
    await reserve(payment, amount)
    metadata = {"refund": key}
    body = {"payment_intent": payment["provider_id"], "amount": amount.amount, "metadata": metadata}
    call_id = await stripe_api.prepare(call_key, "refund", body, order_id=payment["order_id"], now=now)
    refund_id = await add_refund(
        payment, amount, kind=RefundKind.STRIPE, reason=reason, actor=actor, now=now, call_id=call_id
    )
    await jobs.later("payments.refund", {"refund": refund_id}, now=now, key=f"refund:{refund_id}")
    return refund_id


async def lock_payment(payment_id: int) -> dict[str, Any]:
    """The payment's row, locked after its order: the same order of locks as when a refund is noted."""
    found = await row("SELECT order_id FROM payments WHERE id = $1", payment_id)
    if found is None:
        raise NotFound()
    await lock_order(found["order_id"])
    return await row(LOCK_PAYMENT, payment_id) or {}


async def reserve(payment: dict[str, Any], amount: Money) -> None:
    """Takes the amount out of what can still go back, of the payment and of its order; raises TooMuchRefund.

    An order may keep less than its payment: part of its balance may pay another order by now.
    """
    left = min(payment["amount"] - payment["refund_reserved"], await returnable(payment["order_id"]))
    if amount.currency != payment["currency"] or not 0 < amount.amount <= left:
        raise TooMuchRefund(left=format_money(Money(max(0, left), payment["currency"])))
    await row(RESERVE, payment["id"], amount.amount)


async def returnable(order_id: int) -> int:
    """What an order keeps and nobody has asked back yet, in centavos."""
    order = await row("SELECT id, total FROM orders WHERE id = $1", order_id)
    promised = await row(PROMISED, order_id)
    return (await state_of(order)).kept - int(promised["amount"] if promised else 0) if order else 0


async def add_refund(
    payment: dict[str, Any],
    amount: Money,
    *,
    kind: RefundKind,
    reason: str,
    actor: str,
    now: datetime,
    call_id: int | None = None,
    key: str | None = None,
    limit: Limit | None = None,
    sent_from: str = "stripe",
) -> int:
    """Writes a refund that was asked for, and that it was; gives its id."""
    made = await row(
        ADD_REFUND,
        now,
        call_id,
        None,
        amount.amount,
        reason[:300],
        actor,
        str(kind),
        key,
        limit.over if limit else None,
        limit.alone if limit else 0,
        sent_from,
        payment["id"],
    )
    refund_id = int((made or {"id": 0})["id"])
    detail = {"reason": reason, "refund": refund_id, "kind": str(kind)}
    fact, order_id = f"refund-requested:{refund_id}", payment["order_id"]
    asked = FactKind.REFUND_REQUESTED
    await add_fact(order_id, asked, fact, now=now, actor=actor, amount=amount.amount, detail=detail)
    await audit.note("refund.requested", actor=actor, subject=f"refund:{refund_id}", now=now, detail=detail)
    return refund_id


async def send_refund(refund_id: int, *, now: datetime) -> RefundStatus:
    """Sends a refund to Stripe, or asks how it stands; repeating it is harmless."""
    refund = await row("SELECT * FROM refunds WHERE id = $1", refund_id)
    if refund is None or refund["status"] in DONE or refund["kind"] == RefundKind.MANUAL:
        return RefundStatus(refund["status"]) if refund else RefundStatus.FAILED
    try:
        if refund["provider_id"]:
            answer = await stripe_api.refund(refund["provider_id"])
        else:
            answer = await stripe_api.send(await stripe_api.load_call(refund["call_id"]), now=now)
    except StripeRefused as refused:
        return await note_refund(refund_id, None, RefundStatus.FAILED, str(refused.params["reason"]), now=now)
    status = STRIPE_STATES[str(answer["status"])]
    return await note_refund(refund_id, str(answer["id"]), status, str(answer.get("failure_reason") or ""), now=now)
