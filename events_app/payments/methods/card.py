"""Paying by card on Stripe's own page: one live Checkout Session per order, however often the button is pressed."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from events_app.core.database import row, rows, transaction
from events_app.core.errors import Unavailable
from events_app.core.settings import settings
from events_app.payments.engine.states import CHECKOUT_LIFE, AttemptStatus, OrderStatus
from events_app.payments.errors import HoldEnded, OrderNotPayable, StripeRefused
from events_app.payments.facts import lock_order, state_of
from events_app.payments.holds import WAITING
from events_app.payments.methods import stripe_api
from events_app.payments.sessions import note_attempt, settle_session

CLOCK_TOLERANCE = timedelta(seconds=20)
LIVE = "SELECT * FROM checkout_attempts WHERE order_id = $1 AND status IN ('calling', 'open')"
ADD_ATTEMPT = """
INSERT INTO checkout_attempts (created_at, order_id, number, call_id, url, status, expires_at)
VALUES ($1, $2, $3, $4, '', 'calling', $5) RETURNING *
"""


async def checkout_url(order_id: int, *, now: datetime) -> str:
    """Where to send the buyer; raises HoldEnded, OrderNotPayable, StripeRefused or Unavailable."""
    attempt = await _claim(order_id, now=now)
    if attempt["status"] == AttemptStatus.OPEN and attempt["expires_at"] <= now:
        await settle_session(attempt["session_id"], now=now)
        attempt = await _claim(order_id, now=now)
    if attempt["status"] == AttemptStatus.OPEN and not await _asks_what_is_missing(attempt):
        await _expire(attempt["session_id"], now=now)
        attempt = await _claim(order_id, now=now)
    if attempt["status"] == AttemptStatus.OPEN:
        return str(attempt["url"])
    return await _open(attempt, now=now)


async def close_live_attempts(order_id: int, *, now: datetime) -> None:
    """Expires what is open at Stripe and reads it again; a payment made meanwhile is booked on the way."""
    for attempt in await rows(LIVE, order_id):
        session_id = attempt["session_id"]
        if session_id is None:
            session_id = await _find_out(attempt, now=now)
        if session_id is not None:
            await _expire(session_id, now=now)


async def refresh_live_attempts(order_id: int, *, now: datetime) -> None:
    """Asks Stripe how the open sessions stand, without closing them."""
    for attempt in await rows(LIVE, order_id):
        if attempt["session_id"]:
            await settle_session(attempt["session_id"], now=now)
        else:
            await _find_out(attempt, now=now)


@transaction
async def _claim(order_id: int, *, now: datetime) -> dict[str, Any]:
    order = await lock_order(order_id)
    if order["status"] == OrderStatus.RELEASED or _hold_is_over(order, now):
        raise HoldEnded()
    if order["status"] not in WAITING:
        raise OrderNotPayable()
    live = await row(LIVE, order_id)
    if live is not None:
        return live
    last = await row("SELECT coalesce(max(number), 0) AS number FROM checkout_attempts WHERE order_id = $1", order_id)
    number = int(last["number"]) + 1 if last else 1
    expires = now + CHECKOUT_LIFE + CLOCK_TOLERANCE
    body = _body(order, await _items(order), number, expires)
    call_id = await stripe_api.prepare(
        f"convoca-{order['token'][:16]}-{number}", "checkout", body, order_id=order_id, now=now
    )
    made = await row(ADD_ATTEMPT, now, order_id, number, call_id, expires)
    if made is None:
        raise Unavailable()
    return made


async def _asks_what_is_missing(attempt: dict[str, Any]) -> bool:
    """False when other money came in since the page was opened."""
    call = await stripe_api.load_call(attempt["call_id"])
    asked = sum(item["quantity"] * item["price_data"]["unit_amount"] for item in call.body["line_items"])
    order = await row("SELECT id, total FROM orders WHERE id = $1", attempt["order_id"]) or {"id": 0, "total": 0}
    return bool(asked == order["total"] - (await state_of(order)).kept)


async def _open(attempt: dict[str, Any], *, now: datetime) -> str:
    call = await stripe_api.load_call(attempt["call_id"])
    try:
        answer = await stripe_api.send(call, now=now)
    except StripeRefused:
        await _refused(attempt["id"])
        raise
    except Unavailable:
        again = await row("SELECT status, url FROM checkout_attempts WHERE id = $1", attempt["id"])
        if again is None or again["status"] != AttemptStatus.OPEN:
            raise
        return str(again["url"])
    await note_attempt(attempt["id"], answer, now=now)
    return str(answer["url"])


async def _find_out(attempt: dict[str, Any], *, now: datetime) -> str | None:
    """Repeats a request whose answer was lost: the same key gives the same session."""
    call = await stripe_api.load_call(attempt["call_id"])
    try:
        answer = await stripe_api.send(call, now=now)
    except StripeRefused:
        await _refused(attempt["id"])
        return None
    await note_attempt(attempt["id"], answer, now=now)
    await settle_session(str(answer["id"]), now=now)
    return str(answer["id"])


async def _expire(session_id: str, *, now: datetime) -> None:
    with suppress(StripeRefused):
        await stripe_api.expire_session(session_id)
    await settle_session(session_id, now=now)


@transaction
async def _refused(attempt_id: int) -> None:
    await row(
        "UPDATE checkout_attempts SET status = 'refused' WHERE id = $1 AND status = 'calling' RETURNING id", attempt_id
    )


def _hold_is_over(order: dict[str, Any], now: datetime) -> bool:
    return order["hold_expires_at"] is not None and order["hold_expires_at"] <= now


async def _items(order: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of an order, or what is left to pay of it in one."""
    kept = (await state_of(order)).kept
    if kept:
        rest = {"quantity": 1, "unit_net": order["total"] - kept, "unit_tax": 0, "description": order["folio"]}
        return [_line_item(rest, order["currency"])]
    lines = await rows("SELECT * FROM order_lines WHERE order_id = $1 ORDER BY position", order["id"])
    return [_line_item(line, order["currency"]) for line in lines]


def _body(order: dict[str, Any], items: list[dict[str, Any]], number: int, expires: datetime) -> dict[str, Any]:
    here = f"{settings().base_url}/pagar/{order['token']}"
    metadata = {"order": order["folio"], "attempt": str(number)}
    body: dict[str, Any] = {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "client_reference_id": order["folio"],
        "locale": "en" if order["locale"] == "en" else "es-419",
        "line_items": items,
        "metadata": metadata,
        "payment_intent_data": {"description": f"{order['folio']} · {order['description']}", "metadata": metadata},
        "expires_at": int(expires.timestamp()),
        "success_url": f"{here}/regreso",
        "cancel_url": here,
    }
    if settings().card_instalments and order["currency"] == "MXN":
        body["payment_method_options"] = {"card": {"installments": {"enabled": True}}}
    return body | ({"customer_email": order["buyer_email"]} if order["buyer_email"] else {})


def _line_item(line: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        "quantity": line["quantity"],
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": line["unit_net"] + line["unit_tax"],
            "product_data": {"name": line["description"]},
        },
    }
