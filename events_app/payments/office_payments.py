"""Money received at the office: written down with its proof, agreed to by a second person above the limit, booked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, rows, transaction
from events_app.core.errors import IdempotencyMismatch, NotFound
from events_app.core.money import Money
from events_app.core.states import Moves
from events_app.payments import callbacks
from events_app.payments.engine.business_days import hold_after
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.engine.moves import OFFICE_MOVES
from events_app.payments.engine.states import FactKind, OfficePaymentStatus
from events_app.payments.errors import AlreadyDecided, EvidenceNeeded, OtherCurrency, TwoPeopleNeeded
from events_app.payments.facts import add_fact, lock_order
from events_app.payments.holds import extend_hold
from events_app.payments.limits import Limit, receiving
from events_app.payments.methods import stripe_api
from events_app.payments.office_records import OfficeMethod
from events_app.payments.settlement import Booked, Receipt, book_money

MOVES = Moves(OFFICE_MOVES)
ADD = """
INSERT INTO office_payments (created_at, order_id, method, amount, currency, received_on, payer, folio, note,
    evidence_id, two_people_over, alone_before, recorded_by, recorded_at, status, decided_by, reason, key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $1, 'waiting', '', '', $14) RETURNING id
"""
DECIDE = """
UPDATE office_payments SET status = $2, decided_by = $3, decided_at = $4, reason = $5, payment_id = $6
WHERE id = $1 AND status = 'waiting' RETURNING id
"""
WAITING = """
SELECT w.*, o.folio AS order_folio, o.buyer_name, o.total, u.name AS recorder FROM office_payments w
JOIN orders o ON o.id = w.order_id LEFT JOIN users u ON 'user:' || u.id = w.recorded_by
WHERE w.status = 'waiting' ORDER BY w.recorded_at, w.id LIMIT 200
"""


@dataclass(frozen=True)
class Written:
    """What somebody of the office writes down; `reference` is the bank's tracking key or the cheque's number."""

    method: OfficeMethod
    amount: Money
    received_on: date
    payer: str = ""
    reference: str = ""
    note: str = ""
    evidence_id: int | None = None


@transaction
async def record(order_id: int, written: Written, *, key: str, actor: str, now: datetime) -> int:
    """Writes it down and books it at once up to the limit; above it waits for a second person. Gives its id.

    What waits keeps the order, and its seat, until the end of the next business day.

    The limit counts what the same person wrote down alone for this order, and for this payer within a day.

    The same key writes once. Raises EvidenceNeeded (transfers and cheques), OtherCurrency, IdempotencyMismatch.
    """
    order = await lock_order(order_id)
    own = f"{order_id}:{key}"[:120]
    before = await row("SELECT id, amount FROM office_payments WHERE key = $1", own)
    if before is not None:
        if before["amount"] != written.amount.amount:
            raise IdempotencyMismatch()
        return int(before["id"])
    if written.amount.currency != order["currency"]:
        raise OtherCurrency(theirs=written.amount.currency, ours=order["currency"])
    if written.method is not OfficeMethod.CASH and written.evidence_id is None:
        raise EvidenceNeeded()
    limit = await receiving(order, actor=actor, now=now)
    made = await _write(order, written, own, limit=limit, actor=actor, now=now)
    if limit.needs_two(written.amount.amount):
        await extend_hold(order_id, hold_after(now), reason="waits for a second person", now=now, actor=actor)
    else:
        await _book(made, by=actor, now=now)
    return int(made["id"])


@transaction
async def approve(office_payment_id: int, *, actor: str, now: datetime) -> Booked:
    """A second person agrees and the money is booked; raises TwoPeopleNeeded to the first, AlreadyDecided."""
    asked = await _waiting(office_payment_id)
    if asked["recorded_by"] == actor and Limit(asked["two_people_over"], asked["alone_before"]).needs_two(
        asked["amount"]
    ):
        raise TwoPeopleNeeded()
    return await _book(asked, by=actor, now=now)


@transaction
async def refuse(office_payment_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """It does not count, and why; anybody of the office may, also who wrote it down. Raises AlreadyDecided."""
    asked = await _waiting(office_payment_id)
    await _move(asked, OfficePaymentStatus.REFUSED, by=actor, reason=reason, payment_id=None, now=now)
    detail = {"reason": reason[:300]}
    key, kind = f"office-refused:{office_payment_id}", FactKind.OFFICE_REFUSED
    await add_fact(asked["order_id"], kind, key, now=now, actor=actor, amount=asked["amount"], detail=detail)


async def waiting() -> list[dict[str, Any]]:
    """What waits for a second person, oldest first."""
    return await rows(WAITING)


async def of_order(order_id: int) -> list[dict[str, Any]]:
    return await rows("SELECT * FROM office_payments WHERE order_id = $1 ORDER BY id", order_id)


async def _write(
    order: dict[str, Any], written: Written, key: str, *, limit: Limit, actor: str, now: datetime
) -> dict[str, Any]:
    made = await row(
        ADD,
        now,
        order["id"],
        str(written.method),
        written.amount.amount,
        order["currency"],
        written.received_on,
        written.payer[:200],
        written.reference[:80],
        written.note[:300],
        written.evidence_id,
        limit.over,
        limit.alone,
        actor,
        key,
    )
    found = await row("SELECT * FROM office_payments WHERE id = $1", made["id"] if made else 0) or {}
    detail = {"method": str(written.method), "reference": written.reference[:80]}
    name, kind, amount = f"office-recorded:{found['id']}", FactKind.OFFICE_RECORDED, written.amount.amount
    await add_fact(order["id"], kind, name, now=now, actor=actor, amount=amount, detail=detail)
    return found


async def _book(asked: dict[str, Any], *, by: str, now: datetime) -> Booked:
    order = await lock_order(asked["order_id"])
    receipt = Receipt(
        provider_id=f"office:{asked['id']}",
        method=PaymentMethod(asked["method"]),
        folio=order["folio"],
        amount=Money(asked["amount"], asked["currency"]),
        livemode=stripe_api.livemode(),
        payer=asked["payer"],
        reference=asked["folio"],
    )
    booked = await book_money(order["id"], receipt, now=now, actor=by)
    await _move(asked, OfficePaymentStatus.BOOKED, by=by, reason="", payment_id=booked.payment_id, now=now)
    return booked


async def _waiting(office_payment_id: int) -> dict[str, Any]:
    found = await row("SELECT * FROM office_payments WHERE id = $1", office_payment_id)
    if found is None:
        raise NotFound()
    await lock_order(found["order_id"])
    asked = await row("SELECT * FROM office_payments WHERE id = $1", office_payment_id) or found
    if asked["status"] != OfficePaymentStatus.WAITING:
        raise AlreadyDecided()
    return asked


async def _move(
    asked: dict[str, Any], to: OfficePaymentStatus, *, by: str, reason: str, payment_id: int | None, now: datetime
) -> None:
    """The one door through which an office payment's status moves."""
    MOVES.check(OfficePaymentStatus(asked["status"]), to)
    if await row(DECIDE, asked["id"], str(to), by, now, reason[:300], payment_id) is None:
        raise AlreadyDecided()
    detail = {"to": str(to), "reason": reason[:300]}
    await audit.note("office_payment.moved", actor=by, subject=f"office_payment:{asked['id']}", now=now, detail=detail)
    await callbacks.decided(asked["id"], now)
