"""Asks Stripe afresh about its pages and payments by card, and writes down what it says."""

from datetime import datetime
from typing import Any

from events_app.core.database import row, transaction
from events_app.core.money import Money
from events_app.payments.engine.business_days import hold_after
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.engine.states import AttemptStatus, FactKind, attempt_state
from events_app.payments.facts import add_fact
from events_app.payments.holds import extend_hold
from events_app.payments.methods import stripe_api
from events_app.payments.settlement import Receipt, book_money

OF_SESSION = """
SELECT a.id, a.order_id FROM checkout_attempts a WHERE a.session_id = $1
UNION ALL SELECT a.id, a.order_id FROM checkout_attempts a JOIN orders o ON o.id = a.order_id
WHERE a.session_id IS NULL AND o.folio = $2 AND a.number = $3 LIMIT 1
"""


async def settle_session(session_id: str, *, now: datetime) -> bool:
    """Asks Stripe about a Checkout Session and writes down what it says; False when the session is not ours."""
    answer = await stripe_api.session(session_id)
    attempt = await _attempt_of(answer)
    if attempt is None:
        return False
    await note_attempt(attempt["id"], answer, now=now)
    intent = answer.get("payment_intent")
    if isinstance(intent, dict):
        await _wait_for_voucher(attempt["order_id"], intent, now=now)
    receipt = receipt_of(intent) if isinstance(intent, dict) else None
    if receipt is not None:
        await book_money(attempt["order_id"], receipt, now=now)
    return True


async def settle_intent(intent_id: str, *, now: datetime) -> bool:
    """The same from a PaymentIntent, for when nobody told us of its session."""
    return await note_intent(await stripe_api.payment_intent(intent_id), now=now)


async def note_intent(intent: dict[str, Any], *, now: datetime) -> bool:
    """Books what a PaymentIntent brought, when its order is one of ours."""
    folio = (intent.get("metadata") or {}).get("order", "")
    order = await row("SELECT id FROM orders WHERE folio = $1", folio) if folio else None
    if order is None:
        return False
    receipt = receipt_of(intent)
    if receipt is not None:
        await book_money(order["id"], receipt, now=now)
    return True


async def _wait_for_voucher(order_id: int, intent: dict[str, Any], *, now: datetime) -> None:
    """A page that ended in a voucher is complete and unpaid: the seat waits for it and a business day more."""
    told = (intent.get("next_action") or {}).get("oxxo_display_details")
    if told:
        until = hold_after(stripe_api.moment(told["expires_after"]))
        await extend_hold(order_id, until, reason="voucher issued", now=now)


def receipt_of(intent: dict[str, Any]) -> Receipt | None:
    """What came in, or None while nothing has."""
    if intent.get("status") != "succeeded":
        return None
    charge = intent.get("latest_charge")
    charged: dict[str, Any] = charge if isinstance(charge, dict) else {"id": charge or ""}
    details = charged.get("payment_method_details") or {}
    card = details.get("card") or {}
    return Receipt(
        provider_id=str(intent["id"]),
        method=PaymentMethod.OXXO if details.get("type") == "oxxo" else PaymentMethod.CARD,
        charge_id=str(charged["id"]),
        folio=str((intent.get("metadata") or {}).get("order", "")),
        amount=Money(_amount(intent, charged), str(intent["currency"]).upper()),
        livemode=bool(intent["livemode"]),
        brand=str(card.get("brand") or "")[:20],
        last4=str(card.get("last4") or "")[:4],
        funding=str(card.get("funding") or "")[:10],
    )


def _amount(intent: dict[str, Any], charged: dict[str, Any]) -> int:
    """What was received; a peer that leaves it out of the intent tells it in the captured charge."""
    told = intent.get("amount_received")
    return int(charged["amount"] if told is None else told)


@transaction
async def note_attempt(attempt_id: int, answer: dict[str, Any], *, now: datetime) -> None:
    """Moves an attempt to the furthest state seen of its session."""
    attempt = await row("SELECT * FROM checkout_attempts WHERE id = $1 FOR UPDATE", attempt_id)
    if attempt is None:
        return
    status = attempt_state([AttemptStatus(attempt["status"]), AttemptStatus(str(answer["status"]))])
    if status == attempt["status"] and attempt["session_id"]:
        return
    await row(
        "UPDATE checkout_attempts SET status = $2, session_id = $3, url = $4, expires_at = $5 "
        "WHERE id = $1 RETURNING id",
        attempt_id,
        str(status),
        answer["id"],
        answer.get("url") or attempt["url"],
        stripe_api.moment(answer["expires_at"]),
    )
    kinds = {AttemptStatus.OPEN: FactKind.CHECKOUT_OPENED, AttemptStatus.EXPIRED: FactKind.CHECKOUT_EXPIRED}
    if status in kinds:
        await add_fact(attempt["order_id"], kinds[status], f"{status}:{answer['id']}", now=now)


async def _attempt_of(answer: dict[str, Any]) -> dict[str, Any] | None:
    metadata = answer.get("metadata") or {}
    number = stripe_api.counted(str(metadata.get("attempt", "")))
    return await row(OF_SESSION, answer["id"], metadata.get("order", ""), number)
