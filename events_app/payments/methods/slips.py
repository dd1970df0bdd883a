"""Slips with which people pay elsewhere: one live slip per order and method, asked of Stripe under its own key."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.database import row, rows, transaction
from events_app.core.errors import Unavailable
from events_app.core.money import Money
from events_app.payments import money_emails
from events_app.payments.engine.business_days import hold_after
from events_app.payments.engine.methods import PaymentMethod, impossible
from events_app.payments.engine.slips import LIVE, of_intent, slip_state
from events_app.payments.engine.states import FactKind, OrderStatus, VoucherStatus
from events_app.payments.errors import HoldEnded, MethodNotOffered, OrderNotPayable, StripeRefused
from events_app.payments.facts import add_fact, lock_order, state_of
from events_app.payments.holds import WAITING, extend_hold
from events_app.payments.methods import stripe_api

SLIP_OF = """
SELECT v.* FROM vouchers v WHERE v.intent_id = $1
UNION ALL SELECT v.* FROM vouchers v JOIN orders o ON o.id = v.order_id
WHERE v.intent_id IS NULL AND o.folio = $2 AND v.method = $3 AND v.number = $4 LIMIT 1
"""
LIVE_ONES = "SELECT * FROM vouchers WHERE order_id = $1 AND status IN ('calling', 'open') ORDER BY id"
ADD_SLIP = """
INSERT INTO vouchers (created_at, order_id, method, number, call_id, status, amount, currency, reference, clabe,
                      bank_name, url, expires_at, hold_until)
VALUES ($1, $2, $3, $4, $5, 'calling', $6, 'MXN', '', '', '', '', $7, $8) RETURNING *
"""
NOTE = """
UPDATE vouchers SET status = $2, intent_id = coalesce(intent_id, $3), reference = $4, clabe = $5, bank_name = $6,
    url = $7, expires_at = $8, hold_until = greatest($9::timestamptz, $8::timestamptz)
WHERE id = $1 RETURNING *
"""


@dataclass(frozen=True)
class Plan:
    """A slip to be asked for: `expires_at` its own end, `hold_until` that of the seat."""

    method: str
    expires_at: datetime
    hold_until: datetime
    body: Callable[[dict[str, Any], int], dict[str, Any]]


@dataclass(frozen=True)
class Shown:
    """What Stripe tells the payer."""

    reference: str = ""
    clabe: str = ""
    bank_name: str = ""
    url: str = ""
    expires_at: datetime | None = None


async def issue(order_id: int, plan: Plan, *, now: datetime) -> dict[str, Any]:
    """The slip of an order: the one that lives, or a new one.

    Raises HoldEnded, OrderNotPayable, MethodNotOffered, StripeRefused or Unavailable.
    """
    slip = await _claim(order_id, plan, now=now)
    if slip["status"] == VoucherStatus.OPEN and slip["expires_at"] <= now:
        await refresh(slip, now=now)
        if plan.method == "oxxo":
            await _end(slip["id"], VoucherStatus.EXPIRED, now=now)
        slip = await _claim(order_id, plan, now=now)
    if slip["status"] == VoucherStatus.OPEN:
        return slip
    answer = await _ask(slip, now=now)
    return await note(slip["id"], answer, now=now)


async def refresh(slip: dict[str, Any], *, now: datetime) -> dict[str, Any] | None:
    """Asks Stripe how a slip stands; one whose answer was lost is asked for again under its key."""
    intent_id = slip["intent_id"]
    if intent_id is None:
        with suppress(StripeRefused):
            intent_id = (await _ask(slip, now=now))["id"]
    if intent_id is None:
        return None
    answer = await stripe_api.payment_intent(str(intent_id))
    await note(slip["id"], answer, now=now)
    return answer


async def close(slip: dict[str, Any], *, now: datetime, settle: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """Closes a slip at Stripe and reads it again; `settle` books what it turns out to have brought.

    A voucher past its end is not cancelled: the cashier may have taken the money in time and told us late.
    """
    answer = await refresh(slip, now=now)
    if answer is None:
        return
    await settle(answer)
    if of_intent(str(answer["status"])) not in LIVE:
        return
    if answer["status"] == "processing":
        await extend_hold(slip["order_id"], hold_after(now), reason="money is under way", now=now)
    elif slip["expires_at"] is not None and slip["expires_at"] <= now and slip["method"] == "oxxo":
        await _end(slip["id"], VoucherStatus.EXPIRED, now=now)
    else:
        with suppress(StripeRefused):
            await stripe_api.cancel_intent(str(answer["id"]))
        answer = await stripe_api.payment_intent(str(answer["id"]))
        await note(slip["id"], answer, now=now)
        await settle(answer)


async def slip_of(intent: dict[str, Any]) -> dict[str, Any] | None:
    """Our slip of a PaymentIntent, also when Stripe's answer has not reached us yet; None when it has none.

    One statement: whoever writes the answer down between two would make the slip look like nobody's.
    """
    metadata = intent.get("metadata") or {}
    method, _, number = str(metadata.get("slip", "")).partition("-")
    return await row(SLIP_OF, intent["id"], metadata.get("order", ""), method, stripe_api.counted(number))


async def live_slips(order_id: int) -> list[dict[str, Any]]:
    return await rows(LIVE_ONES, order_id)


@transaction
async def note(slip_id: int, answer: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Writes down what Stripe says of a slip; the seat waits as long as the slip and a business day more."""
    slip = await row("SELECT * FROM vouchers WHERE id = $1 FOR UPDATE", slip_id)
    if slip is None:
        raise Unavailable()
    status = slip_state([VoucherStatus(slip["status"]), of_intent(str(answer["status"]))])
    told = shown(answer)
    ends = told.expires_at or slip["expires_at"]
    hold = slip["hold_until"]
    if answer["status"] == "processing":
        hold = max(hold, hold_after(now))
    noted = await row(
        NOTE,
        slip_id,
        str(status),
        str(answer["id"]),
        told.reference or slip["reference"],
        told.clabe or slip["clabe"],
        told.bank_name or slip["bank_name"],
        told.url or slip["url"],
        ends,
        hold_after(ends) if told.expires_at and hold < hold_after(ends) else hold,
    )
    if noted is None:
        raise Unavailable()
    await _tell(noted, status, now=now)
    if status is VoucherStatus.OPEN and slip["status"] != VoucherStatus.OPEN:
        await money_emails.send_voucher(slip_id, now=now)
    return noted


async def _tell(slip: dict[str, Any], status: VoucherStatus, *, now: datetime) -> None:
    detail = {"method": slip["method"], "payment": slip["intent_id"]}
    if slip["intent_id"]:
        key, kind = f"slip:{slip['intent_id']}", FactKind.VOUCHER_ISSUED
        await add_fact(slip["order_id"], kind, key, now=now, amount=slip["amount"], detail=detail)
    if status in (VoucherStatus.EXPIRED, VoucherStatus.CANCELLED):
        await add_fact(
            slip["order_id"], FactKind.VOUCHER_ENDED, f"slip-ended:{slip['intent_id']}", now=now, detail=detail
        )
    if status is VoucherStatus.OPEN and slip["hold_until"] is not None:
        await extend_hold(slip["order_id"], slip["hold_until"], reason=slip["method"], now=now)


def shown(intent: dict[str, Any]) -> Shown:
    """What the payer has to know, out of a PaymentIntent's next action."""
    action = intent.get("next_action") or {}
    oxxo = action.get("oxxo_display_details")
    if oxxo:
        ends = stripe_api.moment(oxxo["expires_after"])
        return Shown(str(oxxo["number"]), url=str(oxxo["hosted_voucher_url"] or ""), expires_at=ends)
    bank = action.get("display_bank_transfer_instructions")
    if not bank:
        return Shown()
    spei: dict[str, Any] = next((each["spei"] for each in bank["financial_addresses"] if each["type"] == "spei"), {})
    url = str(bank.get("hosted_instructions_url") or "")
    return Shown(str(bank.get("reference") or ""), str(spei.get("clabe", "")), str(spei.get("bank_name", "")), url)


@transaction
async def _claim(order_id: int, plan: Plan, *, now: datetime) -> dict[str, Any]:
    order = await lock_order(order_id)
    ends = order["hold_expires_at"]
    if order["status"] == OrderStatus.RELEASED or (ends is not None and ends <= now):
        raise HoldEnded()
    if order["status"] not in WAITING:
        raise OrderNotPayable()
    live = [each for each in await live_slips(order_id) if each["method"] == plan.method]
    if live:
        return live[0]
    missing = order["total"] - (await state_of(order)).kept
    if impossible(PaymentMethod(plan.method), Money(missing, order["currency"])):
        raise MethodNotOffered()
    asked = "SELECT coalesce(max(number), 0) + 1 AS number FROM vouchers WHERE order_id = $1 AND method = $2"
    number = int((await row(asked, order_id, plan.method) or {"number": 1})["number"])
    body = plan.body(order, missing)
    body["metadata"] = {"order": order["folio"], "slip": f"{plan.method}-{number}"}
    key = f"convoca-{order['token'][:16]}-{plan.method}-{number}"
    call_id = await stripe_api.prepare(key, "intent", body, order_id=order_id, now=now)
    made = await row(ADD_SLIP, now, order_id, plan.method, number, call_id, missing, plan.expires_at, plan.hold_until)
    if made is None:
        raise Unavailable()
    return made


async def _ask(slip: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    try:
        return await stripe_api.send(await stripe_api.load_call(slip["call_id"]), now=now)
    except StripeRefused:
        await _end(slip["id"], VoucherStatus.CANCELLED, now=now)
        raise


@transaction
async def _end(slip_id: int, status: VoucherStatus, *, now: datetime) -> None:
    ended = await row(
        "UPDATE vouchers SET status = $2 WHERE id = $1 AND status IN ('calling', 'open') RETURNING *",
        slip_id,
        str(status),
    )
    if ended is not None and ended["intent_id"]:
        await _tell(ended, status, now=now)
