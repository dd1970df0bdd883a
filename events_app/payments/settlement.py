"""Books what Stripe says it received: asked afresh, compared with the order, written once, whatever arrives first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.database import row, transaction
from events_app.core.money import Money
from events_app.payments import callbacks, emails
from events_app.payments.engine import ledger
from events_app.payments.engine.matching import Expected, Received, mismatch
from events_app.payments.engine.states import AttemptStatus, FactKind, OrderStatus, attempt_state
from events_app.payments.facts import add_fact, book, lock_order, open_task, restate
from events_app.payments.methods import stripe_api
from events_app.payments.models import TaskKind

ADD_PAYMENT = """
INSERT INTO payments (created_at, order_id, method, provider_id, charge_id, amount, refund_reserved, currency, livemode,
                      status, received_at, card_brand, card_last4, payer, folio)
VALUES ($1, $2, 'card', $3, $4, $5, 0, $6, $7, 'succeeded', $1, $8, $9, '', '')
ON CONFLICT (provider_id) DO NOTHING RETURNING id
"""
WAITING = (OrderStatus.PENDING, OrderStatus.RELEASED)


@dataclass(frozen=True)
class Receipt:
    """A PaymentIntent that succeeded, as Stripe tells it."""

    intent_id: str
    charge_id: str
    folio: str
    amount: Money
    livemode: bool
    brand: str = ""
    last4: str = ""


async def settle_session(session_id: str, *, now: datetime) -> bool:
    """Asks Stripe about a Checkout Session and writes down what it says; False when the session is not ours."""
    answer = await stripe_api.session(session_id)
    attempt = await _attempt_of(answer)
    if attempt is None:
        return False
    await note_attempt(attempt["id"], answer, now=now)
    intent = answer.get("payment_intent")
    receipt = receipt_of(intent) if isinstance(intent, dict) else None
    if receipt is not None:
        await book_payment(attempt["order_id"], receipt, now=now)
    return True


async def settle_intent(intent_id: str, *, now: datetime) -> bool:
    """The same from a PaymentIntent, for when nobody told us of its session."""
    intent = await stripe_api.payment_intent(intent_id)
    folio = (intent.get("metadata") or {}).get("order", "")
    order = await row("SELECT id FROM orders WHERE folio = $1", folio) if folio else None
    if order is None:
        return False
    receipt = receipt_of(intent)
    if receipt is not None:
        await book_payment(order["id"], receipt, now=now)
    return True


def receipt_of(intent: dict[str, Any]) -> Receipt | None:
    """What came in, or None while nothing has."""
    if intent.get("status") != "succeeded":
        return None
    charge = intent.get("latest_charge")
    charged: dict[str, Any] = charge if isinstance(charge, dict) else {"id": charge or ""}
    card = (charged.get("payment_method_details") or {}).get("card") or {}
    return Receipt(
        intent_id=str(intent["id"]),
        charge_id=str(charged["id"]),
        folio=str((intent.get("metadata") or {}).get("order", "")),
        amount=Money(_amount(intent, charged), str(intent["currency"]).upper()),
        livemode=bool(intent["livemode"]),
        brand=str(card.get("brand") or "")[:20],
        last4=str(card.get("last4") or "")[:4],
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


@transaction
async def book_payment(order_id: int, receipt: Receipt, *, now: datetime) -> bool:
    """Books a payment exactly once; False when it was booked before or does not match its order."""
    facts = await row("SELECT folio, total, currency FROM orders WHERE id = $1", order_id)
    if facts is None:
        return False
    expected = Expected(facts["folio"], Money(facts["total"], facts["currency"]), stripe_api.livemode())
    because = mismatch(expected, Received(receipt.folio, receipt.amount, receipt.livemode))
    if because:
        await _refuse(order_id, receipt, because, now=now)
        return False
    made = await row(
        ADD_PAYMENT,
        now,
        order_id,
        receipt.intent_id,
        receipt.charge_id,
        receipt.amount.amount,
        receipt.amount.currency,
        receipt.livemode,
        receipt.brand,
        receipt.last4,
    )
    if made is None:
        return False
    await _received(await lock_order(order_id), int(made["id"]), receipt, now=now)
    return True


async def _received(order: dict[str, Any], payment_id: int, receipt: Receipt, *, now: datetime) -> None:
    first = order["status"] in WAITING
    detail = {"card": f"{receipt.brand} {receipt.last4}".strip(), "payment": receipt.intent_id}
    key = f"paid:{receipt.intent_id}"
    await add_fact(
        order["id"], FactKind.PAID, key, now=now, actor="stripe", amount=receipt.amount.amount, detail=detail
    )
    if first and await callbacks.paid(order["reference"], order["id"], now):
        await add_fact(order["id"], FactKind.SEAT_GIVEN, f"seat:{order['id']}", now=now)
        movement = ledger.sale(Money(order["net"], order["currency"]), Money(order["tax"], order["currency"]))
    else:
        movement = ledger.credit(receipt.amount)
        await _ask_the_office(order, receipt, first=first, now=now)
    await book(
        f"payment:{receipt.intent_id}",
        movement,
        order_id=order["id"],
        payment_id=payment_id,
        description=f"{order['folio']} · {order['buyer_name']}",
        now=now,
    )
    await restate(order, actor="stripe", reason="payment received", now=now)
    await emails.send_receipt(order, now=now)


async def _ask_the_office(order: dict[str, Any], receipt: Receipt, *, first: bool, now: datetime) -> None:
    kind = TaskKind.PAID_NO_SEAT if first else TaskKind.SECOND_PAYMENT
    if first:
        await add_fact(order["id"], FactKind.SEAT_MISSING, f"no-seat:{receipt.intent_id}", now=now)
    await open_task(
        kind,
        receipt.intent_id,
        order_id=order["id"],
        now=now,
        amount=receipt.amount.amount,
        currency=receipt.amount.currency,
    )


async def _refuse(order_id: int, receipt: Receipt, because: str, *, now: datetime) -> None:
    detail = {"because": because, "payment": receipt.intent_id}
    key = f"mismatch:{receipt.intent_id}"
    if not await add_fact(order_id, FactKind.MISMATCH, key, now=now, actor="stripe", detail=detail):
        return
    await open_task(
        TaskKind.MISMATCH,
        receipt.intent_id,
        order_id=order_id,
        now=now,
        amount=receipt.amount.amount,
        currency=receipt.amount.currency,
        detail=detail,
    )


async def _attempt_of(answer: dict[str, Any]) -> dict[str, Any] | None:
    known = await row("SELECT id, order_id FROM checkout_attempts WHERE session_id = $1", answer["id"])
    if known is not None:
        return known
    metadata = answer.get("metadata") or {}
    number = str(metadata.get("attempt", ""))
    if not number.isdigit():
        return None
    return await row(
        """SELECT a.id, a.order_id FROM checkout_attempts a JOIN orders o ON o.id = a.order_id
        WHERE o.folio = $1 AND a.number = $2 AND a.session_id IS NULL""",
        metadata.get("order", ""),
        int(number),
    )
