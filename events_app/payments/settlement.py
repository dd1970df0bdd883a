"""The one door by which money of any method reaches an order: compared, written once, whatever arrives first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.database import row, transaction
from events_app.core.money import Money
from events_app.payments import callbacks, codes, emails, money_emails
from events_app.payments.engine import ledger, methods
from events_app.payments.engine.matching import Expected, Received, mismatch
from events_app.payments.engine.methods import ACCOUNTS, PaymentMethod
from events_app.payments.engine.states import FactKind, OrderState, OrderStatus, seat_facts
from events_app.payments.facts import add_fact, book, books_of, lock_order, open_task, restate, state_of
from events_app.payments.methods import stripe_api
from events_app.payments.models import TaskKind
from events_app.payments.values import keeps_balance

ADD_PAYMENT = """
INSERT INTO payments (created_at, order_id, method, provider_id, charge_id, amount, refund_reserved, currency, livemode,
                      status, received_at, card_brand, card_last4, payer, folio, card_funding)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 'succeeded', $1, $9, $10, $11, $12, $13)
ON CONFLICT (provider_id) DO NOTHING RETURNING id
"""
WAITING = (OrderStatus.PENDING, OrderStatus.PARTLY_PAID, OrderStatus.RELEASED, OrderStatus.DISPUTE_LOST)


@dataclass(frozen=True)
class Receipt:
    """Money that came in: `folio` names the order it is for, `reference` is the bank's or the cheque's own number."""

    provider_id: str
    method: PaymentMethod
    folio: str
    amount: Money
    livemode: bool
    charge_id: str = ""
    brand: str = ""
    last4: str = ""
    funding: str = ""
    payer: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Booked:
    """What became of it: `because` it was refused, or how the order stands and what it lacks or has too much of."""

    payment_id: int | None = None
    fresh: bool = False
    because: str = ""
    status: OrderStatus = OrderStatus.PENDING
    missing: int = 0
    excess: int = 0


@transaction
async def book_money(order_id: int, receipt: Receipt, *, now: datetime, actor: str = "stripe") -> Booked:
    """Books money exactly once, whatever the amount; a wrong order, currency or mode becomes a task instead.

    Less than the total leaves the order `partly_paid`; the whole gives the seat (or `paid_no_seat`); what is more
    stays as credit of the company, or a task when there is none.
    """
    order = await lock_order(order_id)
    because = _wrong(order, receipt)
    if because:
        await _refuse(order_id, receipt, because, now=now, actor=actor)
        return Booked(because=because, status=OrderStatus(order["status"]))
    made = await row(
        ADD_PAYMENT,
        now,
        order_id,
        str(receipt.method),
        receipt.provider_id,
        receipt.charge_id,
        receipt.amount.amount,
        receipt.amount.currency,
        receipt.livemode,
        receipt.brand,
        receipt.last4,
        receipt.payer[:200],
        receipt.reference[:80],
        receipt.funding,
    )
    if made is None:
        return Booked(status=OrderStatus(order["status"]))
    return await _received(order, int(made["id"]), receipt, now=now, actor=actor)


async def _received(order: dict[str, Any], payment_id: int, receipt: Receipt, *, now: datetime, actor: str) -> Booked:
    before = OrderStatus(order["status"])
    state = OrderState(before, 0, 0) if before is OrderStatus.PENDING else await state_of(order)
    kept, total, amount = state.meant, order["total"], receipt.amount.amount
    await _tell(order["id"], receipt, now=now, actor=actor)
    complete = before in WAITING and kept + amount >= total
    seated = complete and await callbacks.paid(order["reference"], order["id"], now)
    for fact in seat_facts(state, seated=seated) if complete else ():
        await add_fact(order["id"], fact, f"{fact}:{receipt.provider_id}", now=now)
    if seated and before is OrderStatus.RELEASED:
        await codes.take_again(order["id"])
    await _into_the_books(order, payment_id, receipt, seated=seated, fresh=before is OrderStatus.PENDING, now=now)
    await restate(order, actor=actor, reason="payment received", now=now)
    missing = max(0, total - kept - amount) if before in WAITING else 0
    excess = kept + amount - total if complete else 0 if before in WAITING else amount
    booked = Booked(payment_id, True, "", OrderStatus(order["status"]), missing, excess)
    await _ask_the_office(order, receipt, booked, complete=complete, seated=seated, now=now)
    if complete:
        await emails.send_receipt(order, now=now)
    elif missing and booked.status is OrderStatus.PARTLY_PAID:
        await money_emails.send_short(order, payment_id, got=amount, missing=missing, now=now)
    return booked


async def _tell(order_id: int, receipt: Receipt, *, now: datetime, actor: str) -> None:
    card = f"{receipt.brand} {receipt.last4}".strip()
    detail = {"method": str(receipt.method), "payment": receipt.provider_id} | ({"card": card} if card else {})
    key = f"paid:{receipt.provider_id}"
    amount = receipt.amount.amount
    await add_fact(order_id, FactKind.PAID, key, now=now, actor=actor, amount=amount, detail=detail)


async def _into_the_books(
    order: dict[str, Any], payment_id: int, receipt: Receipt, *, seated: bool, fresh: bool, now: datetime
) -> None:
    books = ledger.Books(order["currency"]) if fresh else await books_of(order)
    net, tax = Money(order["net"], order["currency"]), Money(order["tax"], order["currency"])
    into = ACCOUNTS[receipt.method]
    keys = (f"payment:{receipt.provider_id}", f"applied:{payment_id}")
    movements = ledger.arrival(books, net, tax, receipt.amount, into, seated=seated)
    for key, movement in zip(keys, movements, strict=False):
        await book(
            key,
            movement,
            order_id=order["id"],
            payment_id=payment_id,
            description=f"{order['folio']} · {order['buyer_name']}",
            now=now,
        )


async def _ask_the_office(
    order: dict[str, Any], receipt: Receipt, booked: Booked, *, complete: bool, seated: bool, now: datetime
) -> None:
    """What only a person can settle; an excess of a company is its balance and needs nobody."""
    amount = receipt.amount.amount
    nobodys = not keeps_balance(order["company_id"], order["reference"])
    if complete and not seated:
        kind: TaskKind | None = TaskKind.PAID_NO_SEAT
    elif complete:
        kind, amount = (TaskKind.EXCESS if booked.excess and nobodys else None), booked.excess
    elif not booked.missing:
        kind = TaskKind.SECOND_PAYMENT if nobodys else None
    else:
        kind = TaskKind.PARTIAL if nobodys and booked.status is OrderStatus.RELEASED else None
    if kind is not None:
        subject, currency = receipt.provider_id, order["currency"]
        await open_task(kind, subject, order_id=order["id"], now=now, amount=amount, currency=currency)


def _wrong(order: dict[str, Any], receipt: Receipt) -> str:
    expected = Expected(order["folio"], Money(order["total"], order["currency"]), stripe_api.livemode())
    because = mismatch(expected, Received(receipt.folio, receipt.amount, receipt.livemode))
    return because or methods.impossible(receipt.method, receipt.amount)


async def _refuse(order_id: int, receipt: Receipt, because: str, *, now: datetime, actor: str) -> None:
    detail = {"because": because, "payment": receipt.provider_id}
    key = f"mismatch:{receipt.provider_id}"
    if not await add_fact(order_id, FactKind.MISMATCH, key, now=now, actor=actor, detail=detail):
        return
    await open_task(
        TaskKind.MISMATCH,
        receipt.provider_id,
        order_id=order_id,
        now=now,
        amount=receipt.amount.amount,
        currency=receipt.amount.currency,
        detail=detail,
    )
