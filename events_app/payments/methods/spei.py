"""Paying by transfer: each company has its own CLABE for good, and every transfer is booked whole, once."""

import re
from contextlib import suppress
from datetime import datetime
from typing import Any

from events_app.core.database import row, rows, transaction
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.payments import callbacks, credit
from events_app.payments.engine.business_days import hold_after, most_days, voucher_end
from events_app.payments.engine.cash_balance import CashMove, Funding, Moved, read_moves
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.engine.whose import UNDECIDED
from events_app.payments.errors import MethodNotOffered, NotEnoughCredit, OrderNotPayable
from events_app.payments.facts import open_task
from events_app.payments.methods import customers, slips, stripe_api, unnamed
from events_app.payments.models import Order, TaskKind
from events_app.payments.settlement import Receipt, book_money

METHOD = str(PaymentMethod.SPEI)
WHOSE = """
SELECT coalesce(c.merged_into_id, c.id) AS company_id FROM stripe_customers s
JOIN companies c ON c.id = s.company_id WHERE s.customer_id = $1
"""
OF_COMPANY = """
SELECT o.id, o.folio, o.status, v.reference, v.amount FROM orders o
LEFT JOIN vouchers v ON v.order_id = o.id AND v.method = 'spei'
WHERE o.company_id = $1 AND o.currency = 'MXN'
ORDER BY (o.status IN ('pending', 'partly_paid')) DESC, v.id DESC NULLS LAST, o.id DESC LIMIT 500
"""
# Whoever decides whose a transfer is holds the company: no other does meanwhile, and no merge moves its orders.
LOCK_COMPANY = "SELECT merged_into_id FROM companies WHERE id = $1 FOR NO KEY UPDATE"
BOOKED = "SELECT provider_id, order_id FROM payments WHERE provider_id = ANY($1::text[])"
ORDERS_OF = "SELECT intent_id, order_id FROM vouchers WHERE intent_id = ANY($1::text[])"


async def transfer(order: Order, *, now: datetime) -> dict[str, Any]:
    """What to transfer, where and until when; raises MethodNotOffered, and what `slips.issue` does."""
    latest = await callbacks.latest(order.reference)
    days = most_days(now, latest, wanted=settings().spei_days)
    if order.company_id is None or not days:
        raise MethodNotOffered()
    account = await customers.account_of(order.company_id, now=now)
    end = voucher_end(now, days)

    def body(known: dict[str, Any], missing: int) -> dict[str, Any]:
        return {
            "amount": missing,
            "currency": "mxn",
            "confirm": True,
            "customer": account.customer_id,
            "allowed_payment_method_types": ["customer_balance"],
            "description": f"{known['folio']} · {known['description']}",
            "payment_method_data": {"type": "customer_balance"},
            "payment_method_options": {
                "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": {"type": "mx_bank_transfer"}}
            },
        }

    slip = await slips.issue(order.id, slips.Plan(METHOD, end, hold_after(end), body), now=now)
    await settle_customer(account.customer_id, now=now)
    return slip


def pays(intent: dict[str, Any]) -> bool:
    """Whether a PaymentIntent takes its money out of a company's balance, where each transfer is booked by itself."""
    return "customer_balance" in (intent.get("payment_method_types") or ())


async def settle(intent: dict[str, Any], *, now: datetime) -> bool:
    """Notes a transfer as Stripe tells it and books what has arrived; False when it is not ours."""
    slip = await slips.slip_of(intent)
    if slip is None:
        return False
    await slips.note(slip["id"], intent, now=now)
    return await settle_customer(str(intent["customer"]), now=now)


async def settle_customer(customer_id: str, *, now: datetime) -> bool:
    """Books every transfer of a company that is not in the books yet; False when the customer is not ours."""
    if await row(WHOSE, customer_id) is None:
        return False
    told = await stripe_api.cash_moves(customer_id)
    for each in await _book_what_came(customer_id, told, now=now):
        await _use_elsewhere(each, now=now)
    await _tell_returns(told, now=now)
    return True


@transaction
async def _book_what_came(customer_id: str, told: list[dict[str, Any]], *, now: datetime) -> tuple[Moved, ...]:
    """Decides and books in one go: what is decided by is what stands when it is booked. Gives what went elsewhere."""
    company_id = await _locked_company(customer_id)
    orders = await rows(OF_COMPANY, company_id)
    by_id = {each["id"]: each for each in told}
    funded = [each["id"] for each in told if each["type"] == "funded"]
    booked = {each["provider_id"]: int(each["order_id"]) for each in await rows(BOOKED, funded)}
    named = {each["id"]: order for each in told if (order := _named(each, orders)) and each["id"] not in booked}
    fresh = {each: by_id[each]["net_amount"] for each in funded if each not in booked and each not in named}
    decided = await unnamed.decide(company_id, fresh)
    balance = read_moves(await _moves(told), booked | named | decided)
    new = {each: each.order or _likely(each.amount, orders) for each in balance.fundings if each.id not in booked}
    await rows(credit.LOCK_ALL, list(new.values()))
    for funding, order_id in new.items():
        await _book(funding, by_id[funding.id], order_id, company_id=company_id, now=now)
    return balance.moved


async def _locked_company(customer_id: str) -> int:
    """The company that a customer at Stripe is of, also after a merge, locked until the transaction ends."""
    while True:
        company_id = int((await row(WHOSE, customer_id) or {})["company_id"])
        locked = await row(LOCK_COMPANY, company_id)
        if locked is not None and locked["merged_into_id"] is None:
            return company_id


async def close(slip: dict[str, Any], *, now: datetime) -> None:
    async def settled(intent: dict[str, Any]) -> None:
        await settle(intent, now=now)

    await slips.close(slip, now=now, settle=settled)


async def refresh(slip: dict[str, Any], *, now: datetime) -> None:
    """Asks Stripe how a transfer stands; a lost webhook is repaired here."""
    intent = await slips.refresh(slip, now=now)
    if intent is not None:
        await settle_customer(str(intent["customer"]), now=now)


async def _book(funding: Funding, move: dict[str, Any], order_id: int, *, company_id: int, now: datetime) -> None:
    order = await row("SELECT id, folio FROM orders WHERE id = $1", order_id)
    if order is None:
        because = unnamed.SEVERAL if order_id == UNDECIDED else unnamed.NOBODYS
        await unnamed.ask(funding.id, funding.amount, because, company_id=company_id, now=now)
        return
    receipt = Receipt(
        provider_id=funding.id,
        method=PaymentMethod.SPEI,
        folio=order["folio"],
        amount=Money(funding.amount, str(move["currency"]).upper()),
        livemode=bool(move["livemode"]),
        reference=_reference(move),
    )
    await book_money(order["id"], receipt, now=now)


async def _use_elsewhere(moved: Moved, *, now: datetime) -> None:
    """What Stripe gave to another order's payment is a use of the company's balance, as far as there is any."""
    with suppress(NotFound, NotEnoughCredit, OrderNotPayable):
        key = f"spei:{moved.id}"
        await credit.use(moved.order, Money(moved.amount), key=key, actor="stripe", now=now, at_most=True)


async def _tell_returns(told: list[dict[str, Any]], *, now: datetime) -> None:
    for move in told:
        if move["type"] in ("return_initiated", "funding_reversed"):
            detail = {"because": move["type"], "payment": move["id"]}
            amount, currency = -int(move["net_amount"]), str(move["currency"]).upper()
            kind = TaskKind.EXTERNAL_REFUND
            await open_task(kind, move["id"], order_id=None, now=now, amount=amount, currency=currency, detail=detail)


async def _moves(told: list[dict[str, Any]]) -> list[CashMove]:
    intents = [_intent(each) for each in told]
    known = {each["intent_id"]: int(each["order_id"]) for each in await rows(ORDERS_OF, [x for x in intents if x])}
    return [
        CashMove(str(each["id"]), str(each["type"]), int(each["net_amount"]), known.get(intent, 0))
        for each, intent in zip(told, intents, strict=True)
    ]


def _intent(move: dict[str, Any]) -> str:
    about = move.get("applied_to_payment") or move.get("unapplied_from_payment") or {}
    return str(about.get("payment_intent") or "")


def _reference(move: dict[str, Any]) -> str:
    return str(((move.get("funded") or {}).get("bank_transfer") or {}).get("reference") or "")


def _named(move: dict[str, Any], orders: list[dict[str, Any]]) -> int:
    """The order that the payer wrote into the transfer: its folio, with or without the dash, or Stripe's reference."""
    if move["type"] != "funded":
        return 0
    words = re.findall(r"[A-Z]+-?\s?\d+|\d+", _reference(move).upper())
    asked = {re.sub(r"[^A-Z0-9]", "", word) for word in words}
    for order in orders:
        if order["folio"].replace("-", "") in asked or (order["reference"] and order["reference"] in asked):
            return int(order["id"])
    return 0


def _likely(amount: int, orders: list[dict[str, Any]]) -> int:
    """The order whose slip asks for exactly this much, or the latest one with a slip, or the latest."""
    waiting = [each for each in orders if each["status"] in ("pending", "partly_paid")]
    same = [each for each in waiting if each["amount"] == amount]
    return next((int(each["id"]) for each in (*same, *orders)), 0)
