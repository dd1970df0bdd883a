"""Money that a person sends back: asked for, approved by a second one above the limit, sent with its proof."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.core.errors import IdempotencyMismatch, NotFound
from events_app.core.money import Money
from events_app.payments.engine.ledger import Account
from events_app.payments.engine.methods import ACCOUNTS, PaymentMethod, RefundKind
from events_app.payments.engine.states import FactKind, RefundStatus
from events_app.payments.errors import AlreadyDecided, EvidenceNeeded, NotThroughStripe, RefundByTwo, TwoPeopleNeeded
from events_app.payments.facts import add_fact, lock_order
from events_app.payments.limits import Limit, returning
from events_app.payments.refunds import add_refund, lock_payment, reserve
from events_app.payments.returns import note_refund

APPROVE = """
UPDATE refunds SET approved_by = $2, approved_at = $3 WHERE id = $1 AND kind = 'manual' AND status = 'requested'
AND approved_by = '' AND requested_by <> $2 RETURNING order_id, amount
"""
SEND = """
UPDATE refunds SET evidence_id = $2, folio = $3, sent_by = $4, sent_from = $5, sent_as = $6
WHERE id = $1 AND kind IN ('manual', 'external') AND status = 'requested' RETURNING id
"""
CANCEL = """
UPDATE refunds SET status = 'cancelled', error = $2, settled_at = $3
WHERE id = $1 AND kind = 'manual' AND status = 'requested' RETURNING order_id, payment_id, amount
"""
SOURCES = (Account.BANK, Account.CASH, Account.STRIPE)


@dataclass(frozen=True)
class Proof:
    """How it was sent: the file that shows it, the bank's tracking key or the cheque's number, and by which means."""

    evidence_id: int | None
    folio: str
    sent_as: PaymentMethod = PaymentMethod.TRANSFER


@transaction
async def request(payment_id: int, amount: Money, *, reason: str, key: str, actor: str, now: datetime) -> int:
    """Reserves money that will be sent back by hand, of any method but a balance; the same key asks for it once."""
    payment = await lock_payment(payment_id)
    own = f"manual:{payment_id}:{key}"[:120]
    before = await row("SELECT id, amount FROM refunds WHERE key = $1", own)
    if before is not None:
        if before["amount"] != amount.amount:
            raise IdempotencyMismatch()
        return int(before["id"])
    if payment["method"] == PaymentMethod.CREDIT:
        raise NotThroughStripe()
    await reserve(payment, amount)
    limit = await _limit(payment, actor=actor, now=now)
    kind = RefundKind.MANUAL
    return await add_refund(
        payment, amount, kind=kind, reason=reason, actor=actor, now=now, key=own, limit=limit, sent_from=Account.BANK
    )


@transaction
async def approve(refund_id: int, *, actor: str, now: datetime) -> None:
    """The second person agrees; raises TwoPeopleNeeded to the one who asked, AlreadyDecided when it is too late."""
    found = await _locked(refund_id)
    approved = await row(APPROVE, refund_id, actor, now)
    if approved is None:
        raise TwoPeopleNeeded() if found["requested_by"] == actor else AlreadyDecided()
    key, kind = f"refund-approved:{refund_id}", FactKind.REFUND_APPROVED
    await add_fact(approved["order_id"], kind, key, now=now, actor=actor, amount=approved["amount"])
    await audit.note("refund.approved", actor=actor, subject=f"refund:{refund_id}", now=now)


@transaction
async def send(refund_id: int, proof: Proof, *, actor: str, now: datetime) -> None:
    """The money left: with its proof, and only after the approval that its amount needs. Repeating it is harmless."""
    found = await _locked(refund_id)
    if found["status"] == RefundStatus.SUCCEEDED:
        return
    if found["status"] != RefundStatus.REQUESTED or found["kind"] != RefundKind.MANUAL:
        raise AlreadyDecided()
    if proof.evidence_id is None:
        raise EvidenceNeeded()
    limit = Limit(found["two_people_over"] or 0, found["alone_before"])
    if limit.needs_two(found["amount"]) and not found["approved_by"]:
        raise TwoPeopleNeeded()
    means, account = str(proof.sent_as), str(ACCOUNTS[proof.sent_as])
    await row(SEND, refund_id, proof.evidence_id, proof.folio[:80], actor, account, means)
    await note_refund(refund_id, None, RefundStatus.SUCCEEDED, "", now=now)
    await audit.note("refund.sent", actor=actor, subject=f"refund:{refund_id}", now=now, detail={"folio": proof.folio})


@transaction
async def cancel(refund_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """Not sent after all: the money is free again. Raises AlreadyDecided when it was sent."""
    await _locked(refund_id)
    cancelled = await row(CANCEL, refund_id, reason[:300], now)
    if cancelled is None:
        raise AlreadyDecided()
    payment, amount = cancelled["payment_id"], cancelled["amount"]
    await row("UPDATE payments SET refund_reserved = refund_reserved - $2 WHERE id = $1 RETURNING id", payment, amount)
    key, kind, detail = f"refund-cancelled:{refund_id}", FactKind.REFUND_CANCELLED, {"reason": reason[:300]}
    await add_fact(cancelled["order_id"], kind, key, now=now, actor=actor, amount=amount, detail=detail)
    await audit.note("refund.cancelled", actor=actor, subject=f"refund:{refund_id}", now=now, detail=detail)


@transaction
async def mark_external(
    payment_id: int, amount: Money, *, source: Account, folio: str, reason: str, key: str, actor: str, now: datetime
) -> int:
    """The money went back already, made by somebody at the bank or on another page: the books follow, once per key.

    Raises RefundByTwo above the limit: then it is asked for, approved and proved like any refund by hand.
    """
    payment = await lock_payment(payment_id)
    own = f"external:{payment_id}:{key}"[:120]
    before = await row("SELECT id FROM refunds WHERE key = $1", own)
    if before is not None:
        return int(before["id"])
    limit = await _limit(payment, actor=actor, now=now)
    if limit.needs_two(amount.amount):
        raise RefundByTwo()
    await reserve(payment, amount)
    kind, sent_from = RefundKind.EXTERNAL, str(source)
    refund_id = await add_refund(
        payment, amount, kind=kind, reason=reason, actor=actor, now=now, key=own, limit=limit, sent_from=sent_from
    )
    await row(SEND, refund_id, None, folio[:80], actor, sent_from, "")
    await note_refund(refund_id, None, RefundStatus.SUCCEEDED, "", now=now)
    return refund_id


async def _limit(payment: dict[str, Any], *, actor: str, now: datetime) -> Limit:
    order = {"id": payment["order_id"], "currency": payment["currency"]}
    return await returning(order, actor=actor, now=now)


async def _locked(refund_id: int) -> dict[str, Any]:
    """The refund as it stands once nobody else can decide about it: its order is locked first, as everywhere."""
    found = await row("SELECT order_id FROM refunds WHERE id = $1", refund_id)
    if found is None:
        raise NotFound()
    await lock_order(found["order_id"])
    return await row("SELECT * FROM refunds WHERE id = $1", refund_id) or {}
