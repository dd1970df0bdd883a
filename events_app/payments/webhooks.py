"""What Stripe tells us: kept first under its own id, acknowledged, and only then asked about and handled."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from events_app.core import jobs
from events_app.core.database import row, rows, transaction
from events_app.core.errors import BadRequest
from events_app.core.later import later
from events_app.payments.arrivals import settle_customer, settle_intent
from events_app.payments.engine.states import FactKind
from events_app.payments.errors import NotAtStripe
from events_app.payments.facts import add_fact, open_task
from events_app.payments.methods import stripe_api
from events_app.payments.models import TaskKind
from events_app.payments.refunds_elsewhere import sync_refunds
from events_app.payments.returns import lose_dispute
from events_app.payments.sessions import settle_session

if TYPE_CHECKING:
    import stripe
else:
    stripe = later("stripe")

AN_ID = re.compile(r"[A-Za-z0-9_]+")
TOLERANCE = timedelta(seconds=300)
KEEP = """
INSERT INTO stripe_events
    (created_at, event_id, type, object_id, livemode, payload, received_at, status, attempts, note)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $1, 'received', 0, '') ON CONFLICT (event_id) DO NOTHING RETURNING id
"""
FINISH = """
UPDATE stripe_events SET status = $2, note = $3, attempts = attempts + 1, handled_at = $4 WHERE id = $1 RETURNING id
"""
DISPUTE_ENDS = {"lost": "lost", "won": "won", "warning_closed": "won", "prevented": "won"}
# Told twice or late, it only ever moves to its end.
WRITE_DISPUTE = """
INSERT INTO disputes
    (created_at, payment_id, provider_id, amount, currency, reason, status, opened_at, closed_at, evidence_due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $1, $8, $9)
ON CONFLICT (provider_id) DO UPDATE SET
    status = CASE WHEN disputes.status = 'open' THEN excluded.status ELSE disputes.status END,
    closed_at = coalesce(disputes.closed_at, excluded.closed_at),
    evidence_due_at = coalesce(excluded.evidence_due_at, disputes.evidence_due_at)
RETURNING id
"""
CLOSE_WON = """
UPDATE money_tasks SET done_at = $2, done_by = 'stripe', outcome = 'won' WHERE subject = $1 AND done_at IS NULL
RETURNING id
"""
Handler = Callable[[str, datetime], Awaitable[bool]]


def verified(payload: bytes, signature: str, now: datetime) -> dict[str, Any]:
    """The event inside a webhook; raises BadRequest unless its signature is good and its moment within 300 s."""
    try:
        text = payload.decode()
        stripe.WebhookSignature.verify_header(text, signature, stripe_api.webhook_secret(), None)
        told = [part.partition("=")[2] for part in signature.split(",") if part.strip().startswith("t=")]
        sent = int(told[0])
        event = json.loads(text)
    except (stripe.SignatureVerificationError, ValueError, IndexError, RecursionError) as error:
        raise BadRequest() from error
    if len(told) != 1 or abs(now.timestamp() - sent) > TOLERANCE.total_seconds():
        raise BadRequest()
    if not isinstance(event, dict) or not isinstance(event.get("id"), str) or not isinstance(event.get("type"), str):
        raise BadRequest()
    return event


@transaction
async def keep(event: dict[str, Any], *, now: datetime) -> bool:
    """Stores an event and queues its handling; False when it was stored before. Two statements."""
    text = json.dumps(event).replace("\\u0000", "")
    livemode = event.get("livemode") is True
    kept = await row(KEEP, now, event["id"][:120], event["type"][:80], _object_id(event), livemode, text)
    if kept is None:
        return False
    await jobs.later("payments.event", {"event": kept["id"]}, now=now, key=f"stripe-event:{kept['id']}")
    return True


async def handle(event_id: int, *, now: datetime) -> None:
    """Asks Stripe about the object of a stored event; doing it again, or late, changes nothing."""
    event = await row("SELECT * FROM stripe_events WHERE id = $1", event_id)
    if event is None or event["status"] != "received":
        return
    handler = _handler(event["type"])
    if handler is None:
        await _finish(event_id, "kept", "", now)
        return
    if event["livemode"] != stripe_api.livemode():
        await _finish(event_id, "kept", "live and test mode differ", now)
        return
    ours = await _asked(handler, event["object_id"], now)
    await _finish(event_id, "handled" if ours else "kept", "" if ours else "not ours", now)


async def _asked(handler: Handler, object_id: str, now: datetime) -> bool:
    """False for what is not ours: Stripe, asked with our key, knows no such object (a sample, another account)."""
    try:
        return AN_ID.fullmatch(object_id) is not None and await handler(object_id, now)
    except NotAtStripe:
        return False


async def requeue_unhandled(now: datetime) -> int:
    """Queues again what was stored and never handled; gives how many."""
    waiting = await rows(
        "SELECT id FROM stripe_events WHERE status = 'received' AND received_at < $1 ORDER BY id LIMIT 500",
        now - timedelta(minutes=2),
    )
    for each in waiting:
        await jobs.later("payments.event", {"event": each["id"]}, now=now, key=f"stripe-event:{each['id']}")
    return len(waiting)


def _handler(kind: str) -> Handler | None:
    return next((handler for prefix, handler in HANDLERS if kind.startswith(prefix)), None)


def _object_id(event: dict[str, Any]) -> str:
    """The id of what the event is about; of a charge or a refund its payment, of a balance its customer."""
    data = event.get("data")
    told = data.get("object") if isinstance(data, dict) else None
    about: dict[str, Any] = told if isinstance(told, dict) else {}
    if about.get("object") in ("charge", "refund") and isinstance(about.get("payment_intent"), str):
        return str(about["payment_intent"])[:120]
    if str(about.get("object")).endswith(("cash_balance", "cash_balance_transaction")):
        return str(about.get("customer") or "")[:120]
    return str(about.get("id") or "")[:120]


async def _finish(event_id: int, status: str, note: str, now: datetime) -> None:
    await row(FINISH, event_id, status, note, now)


async def _session(session_id: str, now: datetime) -> bool:
    return await settle_session(session_id, now=now)


async def _intent(intent_id: str, now: datetime) -> bool:
    return await settle_intent(intent_id, now=now)


async def _balance(customer_id: str, now: datetime) -> bool:
    return await settle_customer(customer_id, now=now)


async def _refund(intent_id: str, now: datetime) -> bool:
    await settle_intent(intent_id, now=now)
    return await sync_refunds(intent_id, now=now)


async def _dispute(dispute_id: str, now: datetime) -> bool:
    answer = await stripe_api.dispute(dispute_id)
    intent = answer.get("payment_intent")
    if not intent or not await settle_intent(str(intent), now=now):
        return False
    payment = await row("SELECT * FROM payments WHERE provider_id = $1", intent)
    if payment is None:
        return False
    await _note_dispute(payment, answer, now)
    return True


@transaction
async def _note_dispute(payment: dict[str, Any], answer: dict[str, Any], now: datetime) -> None:
    status = DISPUTE_ENDS.get(answer["status"], "open")
    await _write_dispute(payment, answer, status, now)
    kinds = {"open": FactKind.DISPUTED, "won": FactKind.DISPUTE_WON}
    if status in kinds:
        await add_fact(payment["order_id"], kinds[status], f"dispute-{status}:{answer['id']}", now=now, actor="stripe")
    if status == "lost":
        await lose_dispute(payment, answer, now=now)
    if status == "won":
        await row(CLOSE_WON, f"dispute:{answer['id']}", now)
        return
    subject, amount, currency = str(answer["id"]), int(answer["amount"]), payment["currency"]
    order_id = payment["order_id"]
    await open_task(TaskKind.DISPUTE, subject, order_id=order_id, now=now, amount=amount, currency=currency)


async def _write_dispute(payment: dict[str, Any], answer: dict[str, Any], status: str, now: datetime) -> None:
    due = (answer.get("evidence_details") or {}).get("due_by")
    await row(
        WRITE_DISPUTE,
        now,
        payment["id"],
        answer["id"],
        int(answer["amount"]),
        payment["currency"],
        str(answer.get("reason") or "")[:60],
        status,
        None if status == "open" else now,
        stripe_api.moment(int(due)) if due else None,
    )


HANDLERS: tuple[tuple[str, Handler], ...] = (
    ("checkout.session.", _session),
    ("payment_intent.", _intent),
    ("customer_cash_balance_transaction.", _balance),
    ("cash_balance.", _balance),
    ("charge.dispute.", _dispute),
    ("charge.", _refund),
    ("refund.", _refund),
)
