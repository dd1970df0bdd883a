"""Refunds made in Stripe's own dashboard: they reach our books, and what we had promised by hand gives way to them."""

from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import execute, row, rows, transaction
from events_app.core.errors import Unavailable
from events_app.payments.engine.states import FactKind
from events_app.payments.facts import add_fact, open_task
from events_app.payments.methods import stripe_api
from events_app.payments.models import TaskKind
from events_app.payments.refunds import ADD_REFUND, RESERVE, STRIPE_STATES, lock_payment
from events_app.payments.returns import note_refund

UNDER_WAY = "SELECT id FROM refunds WHERE payment_id = $1 AND kind = 'stripe' AND status IN ('requested', 'pending')"
CALL_OFF = """
UPDATE refunds SET status = 'cancelled', error = 'Stripe', settled_at = $2
WHERE payment_id = $1 AND kind = 'manual' AND status = 'requested' RETURNING id, order_id, amount
"""
FREE = "UPDATE payments SET refund_reserved = refund_reserved - $2 WHERE id = $1"


async def sync_refunds(intent_id: str, *, now: datetime) -> bool:
    """Reads every refund of a payment, also those made in Stripe's own dashboard; False when it is not ours."""
    payment = await row("SELECT * FROM payments WHERE provider_id = $1", intent_id)
    if payment is None:
        return False
    for answer in await stripe_api.refunds_of(intent_id):
        refund_id = await _ours(payment, answer, now=now)
        if refund_id is not None:
            status = STRIPE_STATES[str(answer["status"])]
            why = str(answer.get("failure_reason") or "")
            await note_refund(refund_id, str(answer["id"]), status, why, now=now)
    return True


@transaction
async def _ours(payment: dict[str, Any], answer: dict[str, Any], *, now: datetime) -> int | None:
    """Our row for one of Stripe's refunds; one made outside Convoca gets a row of its own.

    Stripe tells of one refund in two webhooks at once: the lock lets only the first of them reserve its money.
    """
    await lock_payment(payment["id"])
    known = await row("SELECT id FROM refunds WHERE provider_id = $1", answer["id"])
    if known is not None:
        return int(known["id"])
    key = str((answer.get("metadata") or {}).get("refund", ""))
    call = await row(
        "SELECT r.id FROM refunds r JOIN stripe_calls c ON c.id = r.call_id WHERE r.payment_id = $1 AND c.key = $2",
        payment["id"],
        f"convoca-refund-{payment['id']}-{key}"[:120],
    )
    if call is not None:
        return int(call["id"])
    return await _made_elsewhere(payment, answer, now=now)


async def _made_elsewhere(payment: dict[str, Any], answer: dict[str, Any], *, now: datetime) -> int | None:
    """A row for a refund of Stripe's own dashboard, and a task for the office; None when it is more than was paid.

    Of what we asked Stripe for ourselves it is not known yet whether it fits besides: raises Unavailable until it is.
    """
    amount = int(answer["amount"])
    if await row(RESERVE, payment["id"], amount) is None:
        if await row(UNDER_WAY, payment["id"]) is not None:
            raise Unavailable()
        await _call_off(payment["id"], now=now)
        if await row(RESERVE, payment["id"], amount) is None:
            await _tell_office(payment, answer, now=now)
            return None
    made = await row(
        ADD_REFUND,
        now,
        None,
        answer["id"],
        amount,
        "Stripe",
        "stripe",
        "external",
        None,
        None,
        0,
        "stripe",
        payment["id"],
    )
    if made is None:
        return None
    await _tell_office(payment, answer, now=now)
    return int(made["id"])


async def _call_off(payment_id: int, *, now: datetime) -> None:
    """The money went back already: nobody sends it by hand a second time."""
    for each in await rows(CALL_OFF, payment_id, now):
        await execute(FREE, payment_id, each["amount"])
        key, kind, detail = f"refund-cancelled:{each['id']}", FactKind.REFUND_CANCELLED, {"reason": "Stripe"}
        await add_fact(each["order_id"], kind, key, now=now, actor="stripe", amount=each["amount"], detail=detail)
        await audit.note("refund.cancelled", actor="stripe", subject=f"refund:{each['id']}", now=now, detail=detail)


async def _tell_office(payment: dict[str, Any], answer: dict[str, Any], *, now: datetime) -> None:
    await open_task(
        TaskKind.EXTERNAL_REFUND,
        str(answer["id"]),
        order_id=payment["order_id"],
        now=now,
        amount=int(answer["amount"]),
        currency=payment["currency"],
        detail={"because": "Stripe"},
    )
