"""Balances in favour: what a company (or a person's order) has with us, and its use for another order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, rows, transaction
from events_app.core.errors import NotFound
from events_app.core.formats import format_money
from events_app.core.money import Money
from events_app.payments.engine import ledger
from events_app.payments.engine.methods import PaymentMethod, RefundKind
from events_app.payments.engine.states import FactKind, OrderStatus, RefundStatus
from events_app.payments.errors import NoCreditHere, NotEnoughCredit, OrderNotPayable, OtherCurrency, TooMuchRefund
from events_app.payments.facts import add_fact, book, books_of, lock_order, restate, state_of
from events_app.payments.holds import WAITING
from events_app.payments.methods import stripe_api
from events_app.payments.refunds import add_refund, lock_payment, reserve
from events_app.payments.returns import close_settled, note_refund, take_seat, tell_room
from events_app.payments.settlement import Booked, Receipt, book_money
from events_app.payments.values import keeps_balance

# What an open order or one that waits for a seat holds is meant for it; of the others, what nobody asked back is free.
# One person's seat is that person's affair: what was paid too much for it is no balance of the company.
FREE = """
SELECT o.id, least(b.held, b.held + b.sold - b.lost) - coalesce(p.amount, 0) AS free FROM orders o
JOIN (SELECT t.order_id, -sum(e.amount) FILTER (WHERE e.account = 'customer_credit') AS held,
        coalesce(-sum(e.amount) FILTER (WHERE e.account IN ('income', 'tax_payable')), 0) AS sold,
        coalesce(sum(e.amount) FILTER (WHERE e.account = 'losses'), 0) AS lost
    FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
    WHERE t.order_id IN (SELECT id FROM orders WHERE company_id = $1 OR id = $3) GROUP BY t.order_id) b
    ON b.order_id = o.id
LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM refunds WHERE status IN ('requested', 'pending')
    GROUP BY order_id) p ON p.order_id = o.id
WHERE o.currency = $2 AND b.held > 0 AND (o.id = $3 OR ($3::bigint IS NULL
    AND o.status NOT IN ('pending', 'partly_paid', 'paid_no_seat') AND o.reference NOT LIKE 'registration:%'))
ORDER BY o.id
"""
BALANCE = """
SELECT coalesce(-sum(e.amount), 0)::bigint AS amount FROM orders o
JOIN ledger_transactions t ON t.order_id = o.id JOIN ledger_entries e ON e.transaction_id = t.id
WHERE o.company_id = $1 AND e.currency = $2 AND e.account = 'customer_credit'
"""
ADD_USE = """
INSERT INTO credit_uses (created_at, company_id, source_id, order_id, payment_id, amount, returned, currency, used_by,
                         used_at)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $1) RETURNING id
"""
LOCK_ALL = "SELECT id FROM orders WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE"


async def balance(company_id: int, currency: str = "MXN") -> Money:
    """All that the books hold for a company, also what already waits on an open order."""
    found = await row(BALANCE, company_id, currency)
    return Money(int(found["amount"]) if found else 0, currency)


async def available(company_id: int, currency: str = "MXN") -> Money:
    """What of its balance a company may use now; never negative."""
    return Money(sum(each["free"] for each in await _free(company_id, currency, None)), currency)


@transaction
async def use(
    order_id: int, amount: Money | None, *, key: str, actor: str, now: datetime, at_most: bool = False
) -> Booked:  # fmt: skip
    """Pays an open order, wholly or in part, from its company's balance (`amount` None: as much as fits).

    With `at_most` as much as fits, but no more than the amount. Who may is the caller's question. The same key uses it
    once. Raises OrderNotPayable, NotEnoughCredit.
    """
    found = await row("SELECT company_id, currency FROM orders WHERE id = $1", order_id)
    if found is None:
        raise NotFound()
    if found["company_id"] is None:
        raise NotEnoughCredit(left=format_money(Money(0, found["currency"])))
    known = [each["id"] for each in await _free(found["company_id"], found["currency"], None)]
    await rows(LOCK_ALL, [order_id, *known])
    free = [each for each in await _free(found["company_id"], found["currency"], None) if each["id"] in known]
    return await _pay(order_id, free, amount, key=key, actor=actor, now=now, at_most=at_most)


@transaction
async def apply(source_id: int, order_id: int, *, key: str, actor: str, now: datetime) -> Booked:
    """The office pays an open order with what another one holds: a second charge, an excess, a seat that was not.

    Raises NoCreditHere, OtherCurrency, OrderNotPayable.
    """
    if source_id == order_id:
        raise NoCreditHere()
    await rows(LOCK_ALL, [source_id, order_id])
    source, order = await lock_order(source_id), await lock_order(order_id)
    if source["currency"] != order["currency"]:
        raise OtherCurrency(theirs=source["currency"], ours=order["currency"])
    if source["status"] in WAITING:
        raise NoCreditHere()
    free = await _free(None, source["currency"], source_id)
    if not free:
        raise NoCreditHere()
    booked = await _pay(order_id, free, None, key=key, actor=actor, now=now)
    await close_settled(source_id, actor=actor, now=now)
    return booked


@transaction
async def keep(order_id: int, *, actor: str, now: datetime) -> None:
    """Money that found no seat stays as the company's balance; the order is let go. Raises NoCreditHere."""
    order = await lock_order(order_id)
    if not keeps_balance(order["company_id"], order["reference"]) or order["status"] != OrderStatus.PAID_NO_SEAT:
        raise NoCreditHere()
    times = await row("SELECT count(*) AS n FROM order_facts WHERE order_id = $1 AND kind LIKE '%seat%'", order_id)
    key = f"credit-kept:{order_id}:{times['n'] if times else 0}"
    kept = (await state_of(order)).kept
    await add_fact(order_id, FactKind.CREDIT_KEPT, key, now=now, actor=actor, amount=kept)
    await restate(order, actor=actor, reason="kept as credit", now=now)


@transaction
async def from_sale(order_id: int, amount: Money, *, reason: str, key: str, actor: str, now: datetime) -> None:
    """Somebody of a paid order cancelled within its policy: that part of the sale becomes the company's balance.

    When nothing of the sale is left the room is told, as with a refund. Raises TooMuchRefund, OrderNotPayable.
    """
    order = await lock_order(order_id)
    name = f"sale-credited:{order_id}:{key}"[:160]
    if await row("SELECT id FROM order_facts WHERE key = $1", name) is not None:
        return
    if order["status"] != OrderStatus.PAID or amount.currency != order["currency"]:
        raise OrderNotPayable()
    books = await books_of(order)
    if not 0 < amount.amount <= books.sold:
        raise TooMuchRefund(left=format_money(Money(books.sold, order["currency"])))
    detail = {"reason": reason[:300]}
    await add_fact(order_id, FactKind.SALE_CREDITED, name, now=now, actor=actor, amount=amount.amount, detail=detail)
    text = f"{order['folio']} · {reason}"
    movement = ledger.sale_credited(books, amount)
    await book(name[:120], movement, order_id=order_id, payment_id=None, description=text, now=now)
    gone = await take_seat(order, key=f"seat-returned:{name}"[:160], actor=actor, now=now)
    await restate(order, actor=actor, reason="sale credited", now=now)
    if gone:
        await tell_room(order, OrderStatus.PAID, now=now)


@transaction
async def give_back(payment_id: int, amount: Money, *, reason: str, key: str, actor: str, now: datetime) -> int:
    """A refund of what a balance paid: it lies again where it lay, at once. The same key gives it back once."""
    found = await row(
        "SELECT p.order_id, o.company_id, array(SELECT source_id FROM credit_uses WHERE payment_id = p.id) AS sources "
        "FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.id = $1 AND p.method = 'credit'",
        payment_id,
    )
    if found is None:
        raise NoCreditHere()
    await rows(LOCK_ALL, [found["order_id"], *found["sources"]])
    own = f"credit:{payment_id}:{key}"[:120]
    before = await row("SELECT id FROM refunds WHERE key = $1", own)
    if before is not None:
        return int(before["id"])
    payment = await lock_payment(payment_id)
    await reserve(payment, amount)
    kind = RefundKind.CREDIT
    refund_id = await add_refund(payment, amount, kind=kind, reason=reason, actor=actor, now=now, key=own, sent_from="")
    await note_refund(refund_id, None, RefundStatus.SUCCEEDED, "", now=now)
    await _lay_back(payment_id, refund_id, amount, actor=actor, now=now)
    return refund_id


async def _free(company_id: int | None, currency: str, source_id: int | None) -> list[dict[str, Any]]:
    found = await rows(FREE, company_id, currency, source_id)
    return [{"id": each["id"], "free": int(each["free"])} for each in found if each["free"] > 0]


async def _pay(
    order_id: int, free: Sequence[dict[str, Any]], amount: Money | None, *, key: str, actor: str, now: datetime,
    at_most: bool = False,
) -> Booked:  # fmt: skip
    order = await lock_order(order_id)
    provider_id = f"credit:{order_id}:{key}"[:120]
    if await row("SELECT id FROM payments WHERE provider_id = $1", provider_id) is not None:
        return Booked(status=order["status"])
    if order["status"] not in WAITING:
        raise OrderNotPayable()
    currency = order["currency"]
    left, missing = sum(each["free"] for each in free), order["total"] - (await state_of(order)).kept
    fits = min(left, missing)
    wanted = fits if amount is None else min(fits, amount.amount) if at_most else amount.amount
    if not 0 < wanted <= left or (amount is not None and amount.currency != currency):
        raise NotEnoughCredit(left=format_money(Money(left, currency)))
    if wanted > missing:
        raise OrderNotPayable()
    taken = await _take(order, free, wanted, provider_id, actor=actor, now=now)
    receipt = Receipt(provider_id, PaymentMethod.CREDIT, order["folio"], Money(wanted, currency), stripe_api.livemode())
    booked = await book_money(order_id, receipt, now=now, actor=actor)
    for source_id, part in taken:
        company, payment = order["company_id"], booked.payment_id
        await row(ADD_USE, now, company, source_id, order_id, payment, part, currency, actor)
    detail = {"amount": str(Money(wanted, currency))}
    await audit.note("credit.used", actor=actor, subject=f"order:{order_id}", now=now, detail=detail)
    return booked


async def _take(
    order: dict[str, Any], free: Sequence[dict[str, Any]], wanted: int, key: str, *, actor: str, now: datetime
) -> list[tuple[int, int]]:
    """Oldest orders first; each says what left it."""
    taken = []
    for each in free:
        part = min(each["free"], wanted)
        if part <= 0:
            break
        source = await lock_order(each["id"])
        detail = {"order": order["folio"]}
        name = f"{key}:from:{source['id']}"
        await add_fact(source["id"], FactKind.CREDIT_MOVED, name, now=now, actor=actor, amount=part, detail=detail)
        movement = ledger.credit_moved(Money(part, order["currency"]))
        text = f"{source['folio']} → {order['folio']}"
        await book(name, movement, order_id=source["id"], payment_id=None, description=text, now=now)
        await restate(source, actor=actor, reason="balance used", now=now)
        taken.append((int(source["id"]), part))
        wanted -= part
    return taken


async def _lay_back(payment_id: int, refund_id: int, amount: Money, *, actor: str, now: datetime) -> None:
    left = amount.amount
    for used in await rows("SELECT * FROM credit_uses WHERE payment_id = $1 ORDER BY id DESC", payment_id):
        part = min(used["amount"] - used["returned"], left)
        if part <= 0:
            continue
        await row("UPDATE credit_uses SET returned = returned + $2 WHERE id = $1 RETURNING id", used["id"], part)
        source = await lock_order(used["source_id"])
        name = f"credit-returned:{refund_id}:{source['id']}"
        await add_fact(source["id"], FactKind.CREDIT_RETURNED, name, now=now, actor=actor, amount=part)
        movement = ledger.credit_returned(Money(part, amount.currency))
        text = f"{source['folio']} · {refund_id}"
        await book(name, movement, order_id=source["id"], payment_id=None, description=text, now=now)
        await restate(source, actor=actor, reason="balance returned", now=now)
        left -= part
