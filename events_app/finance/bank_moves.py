"""One deposit of the bank: what people say of it, what it becomes, and the one door through which it moves."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.finance.errors import (
    LineDecided,
    OtherMoney,
    PaymentRefused,
    PaymentTaken,
    ReasonNeeded,
    WaitsForSecond,
)
from events_app.payments import office_payments
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.errors import OrderUnknown
from events_app.payments.facts import lock_order
from events_app.payments.limits import receiving
from events_app.payments.methods import stripe_api
from events_app.payments.office_records import OfficeMethod
from events_app.payments.settlement import Receipt, book_money


class Settled(StrEnum):
    """What became of a deposit whose order is known: it counts, waits for a second person, or is left to a person."""

    BOOKED = "booked"
    SECOND = "second"
    NOT = "not"


OPEN = ("new", "ambiguous", "unmatched")
MOVE = """
UPDATE bank_lines SET status = $2, because = $3, order_id = $4, payment_id = $5, decided_by = $6, decided_at = $7
WHERE id = $1 RETURNING id
"""
LOCK = """
SELECT l.*, s.file_id FROM bank_lines l JOIN bank_statements s ON s.id = l.statement_id
WHERE l.id = $1 FOR UPDATE OF l
"""
# `payment_id` below zero is an office payment that still waits for its second person.
LOCK_WRITTEN = "SELECT * FROM office_payments WHERE CASE WHEN $1 > 0 THEN payment_id = $1 ELSE id = -$1 END FOR UPDATE"
TAKEN = "SELECT id FROM bank_lines WHERE payment_id = $1 OR because = 'second:' || $2::bigint LIMIT 1"
WAITING_HERE = "SELECT id FROM office_payments WHERE order_id = $1 AND amount = $2 AND status = 'waiting' LIMIT 1"


@transaction
async def give(line_id: int, folio: str, *, actor: str, now: datetime) -> None:
    """A person says which order a deposit is for; any amount. Raises LineDecided, OrderUnknown, OtherMoney,
    WaitsForSecond."""
    line = await locked(line_id)
    order = await row("SELECT id FROM orders WHERE folio = $1", folio.strip().upper()[:24])
    if order is None:
        raise OrderUnknown(folio=folio or "—")
    await book(line, order["id"], actor=actor, now=now)


@transaction
async def link(line_id: int, payment_id: int, *, actor: str, now: datetime) -> None:
    """A person says that a deposit is a payment that the office wrote down already. Raises LineDecided, NotFound,
    PaymentTaken, PaymentRefused."""
    line = await locked(line_id)
    await link_to(line, payment_id, actor=actor, now=now)


@transaction
async def ignore(line_id: int, reason: str, *, actor: str, now: datetime) -> None:
    """It is no payment of an order, and why. Raises LineDecided, ReasonNeeded."""
    if len(reason.strip()) < 3:
        raise ReasonNeeded()
    line = await locked(line_id)
    await move(line, "ignored", reason.strip(), actor=actor, now=now)


async def follow(office_payment_id: int, now: datetime) -> None:
    """Tells the deposit behind an office payment what the second person said: booked, or back to a person."""
    written = await row("SELECT * FROM office_payments WHERE id = $1", office_payment_id)
    line = await row("SELECT * FROM bank_lines WHERE because = $1 FOR UPDATE", f"second:{office_payment_id}")
    if written is None or line is None:
        return
    who = written["decided_by"]
    if written["payment_id"] is None:
        await move(line, "ambiguous", "refused", actor=who, now=now)
        return
    order_id, payment_id = written["order_id"], written["payment_id"]
    await move(line, "booked", "recorded", order_id=order_id, payment_id=payment_id, actor=who, now=now)


async def book(line: dict[str, Any], order_id: int, *, actor: str, now: datetime) -> Settled:
    """It is money for this order; says whether it counts now. Raises OtherMoney, WaitsForSecond."""
    order = await lock_order(order_id)
    if order["currency"] != line["currency"]:
        raise OtherMoney(theirs=line["currency"], ours=order["currency"])
    if await row(WAITING_HERE, order_id, line["amount"]) is not None:
        raise WaitsForSecond()
    amount = Money(line["amount"], line["currency"])
    if (await receiving(order, actor=actor, now=now)).needs_two(amount.amount):
        asked = await _ask_second(line, order_id, amount, actor=actor, now=now)
        await move(line, "new", f"second:{asked}", order_id=order_id, actor=actor, now=now)
        return Settled.SECOND
    receipt = Receipt(
        provider_id=f"bank:{line['id']}",
        method=PaymentMethod.TRANSFER,
        folio=order["folio"],
        amount=amount,
        livemode=stripe_api.livemode(),
        payer=line["description"],
        reference=line["reference"],
    )
    booked = await book_money(order_id, receipt, now=now, actor=actor)
    if booked.payment_id is None:
        await move(line, "ambiguous", booked.because[:300] or "refused", actor=actor, now=now)
        return Settled.NOT
    await move(line, "booked", "matched", order_id=order_id, payment_id=booked.payment_id, actor=actor, now=now)
    return Settled.BOOKED


async def link_to(line: dict[str, Any], payment_id: int, *, actor: str, now: datetime) -> Settled:
    """It is the money that the office wrote down; says whether it counts now.

    Raises NotFound, PaymentTaken, PaymentRefused.
    """
    written = await row(LOCK_WRITTEN, payment_id)
    if written is None or (written["amount"], written["currency"]) != (line["amount"], line["currency"]):
        raise NotFound()
    if await row(TAKEN, written["payment_id"], written["id"]) is not None:
        raise PaymentTaken()
    if written["status"] == "refused":
        raise PaymentRefused()
    order_id = written["order_id"]
    if written["status"] == "waiting":
        await move(line, "new", f"second:{written['id']}", order_id=order_id, actor=actor, now=now)
        return Settled.SECOND
    booked = written["payment_id"]
    await move(line, "booked", "recorded", order_id=order_id, payment_id=booked, actor=actor, now=now)
    return Settled.BOOKED


async def locked(line_id: int) -> dict[str, Any]:
    """The row of a deposit that nobody has decided about yet. Raises NotFound, LineDecided."""
    line = await row(LOCK, line_id)
    if line is None:
        raise NotFound()
    if line["status"] not in OPEN or line["because"].startswith("second:"):
        raise LineDecided()
    return line


async def move(
    line: dict[str, Any],
    status: str,
    because: str,
    *,
    actor: str,
    now: datetime,
    order_id: int | None = None,
    payment_id: int | None = None,
) -> None:
    """The one door through which a line of the bank moves."""
    await row(MOVE, line["id"], status, because[:300], order_id, payment_id, actor, now)
    detail = {"to": status, "because": because[:300], "order": order_id}
    await audit.note("bank_line.moved", actor=actor, subject=f"bank_line:{line['id']}", now=now, detail=detail)


async def _ask_second(line: dict[str, Any], order_id: int, amount: Money, *, actor: str, now: datetime) -> int:
    """Above the limit the bank's file is the proof, and a second person agrees before it counts.

    Each asking is one of its own: a deposit that was refused may be given to the same order again.
    """
    written = office_payments.Written(
        method=OfficeMethod.TRANSFER,
        amount=amount,
        received_on=line["day"],
        payer=line["description"][:200],
        reference=line["reference"],
        evidence_id=line["file_id"],
    )
    key = f"bank:{line['id']}@{now.isoformat()}"
    return await office_payments.record(order_id, written, key=key, actor=actor, now=now)
