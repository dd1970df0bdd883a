"""Opens orders with their price frozen, and lets them go: what stands at Stripe is closed first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events_app.core import jobs
from events_app.core.clock import local
from events_app.core.database import row, rows, transaction
from events_app.core.search import search_key
from events_app.core.tokens import new_secret
from events_app.payments import callbacks, codes
from events_app.payments.arrivals import close_everything, has_live_slip
from events_app.payments.engine import pricing
from events_app.payments.engine.states import HOLD_EXPIRED, FactKind, OrderStatus
from events_app.payments.errors import NoTaxRate, NothingToCharge
from events_app.payments.facts import add_fact, books_of, lock_order, open_task, restate
from events_app.payments.holds import WAITING as OPEN
from events_app.payments.holds import extend_hold as extend_hold
from events_app.payments.models import Order, TaskKind
from events_app.payments.queries import tax_rates, with_not_taxed
from events_app.payments.values import Buyer, LineRequest, keeps_balance

ADD_ORDER = """
WITH next AS (SELECT nextval(pg_get_serial_sequence('orders', 'id')) AS id),
made AS (
    INSERT INTO orders (id, created_at, token, folio, reference, buyer_name, buyer_email, locale, company_id,
                        description, currency, net, tax, total, discount, purchase_order, status, hold_expires_at,
                        opened_at, release_reason, search_key, pay_by)
    SELECT next.id, $1, $2, 'P-' || lpad(next.id::text, 4, '0'), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $17, $18,
           'pending', $13, $1, '', $14 || ' p ' || lpad(next.id::text, 4, '0'), $19
    FROM next RETURNING *
), told AS (
    INSERT INTO order_facts (created_at, order_id, key, kind, at, actor, amount, detail)
    SELECT $1, id, 'opened:' || id, 'opened', $1, $15, 0, '{}'::jsonb FROM made
), lines AS (
    INSERT INTO order_lines (created_at, order_id, position, description, quantity, tax_code, tax_rate, unit_net,
                             unit_tax, net, tax, total)
    SELECT $1, made.id, line.position, line.description, line.quantity, line.tax_code, line.tax_rate, line.unit_net,
           line.unit_tax, line.net, line.tax, line.total
    FROM made, jsonb_to_recordset($16::jsonb) AS line(position int, description text, quantity int, tax_code text,
        tax_rate numeric, unit_net bigint, unit_tax bigint, net bigint, tax bigint, total bigint)
)
SELECT * FROM made
"""


@dataclass(frozen=True)
class _Priced:
    quote: pricing.Quote
    rates: tuple[pricing.Rate, ...]


@transaction
async def open_order(
    *, reference: str, buyer: Buyer, lines: Sequence[LineRequest], hold_expires_at: datetime | None, now: datetime,
    actor: str = "system", description: str = "", rates: Sequence[pricing.Rate] = (), pay_by: date | None = None,
    purchase_order: str = "", code: str = "", event_id: int | None = None,
) -> Order:  # fmt: skip
    """Prices the lines with today's tax and writes the order, inside the caller's transaction.

    A discount `code` (for an event, `event_id`) is used up here, and again free when the order is let go; it raises
    CodeUnknown, CodeNotForThis or CodeUsedUp. It may leave nothing to pay: then the caller completes it with
    `free.complete`; without a code that is NothingToCharge. Without a code it is one statement for a caller who has
    just read the tax `rates`; without them they are read here.
    """
    asked, discount = list(lines), None
    if code:
        discount, asked = await codes.use(code, asked, event_id=event_id, company_id=buyer.company_id, now=now)
    priced = _price(asked, with_not_taxed(list(rates)) if rates else await tax_rates(), now)
    if priced.quote.total.amount <= 0 and discount is None:
        raise NothingToCharge()
    about = (description or lines[0].description)[:250]
    made = await row(
        ADD_ORDER, now, new_secret(), reference, buyer.name[:200], buyer.email, buyer.locale, buyer.company_id, about,
        *_amounts(priced.quote), hold_expires_at, search_key(buyer.name, buyer.email, about)[:380], actor,
        json.dumps(_line_rows(asked, priced)), _taken_off(lines, asked), purchase_order[:60], pay_by,
    )  # fmt: skip
    order = Order._init_from_db(**(made or {}))
    if discount is not None:
        await codes.note_use(discount, order.id, now=now)
    return order


async def release_order(order_id: int, now: datetime, reason: str) -> OrderStatus:
    """Lets an unpaid order go, after closing its page at Stripe and reading it again: money of that moment counts.

    Gives the order's status afterwards. Call it outside a transaction (it talks to Stripe); inside one use
    `release_order_later`. Raises Unavailable when Stripe cannot be asked: the order then stays as it is.
    """
    for _ in range(3):
        await close_everything(order_id, now=now)
        status = await _release(order_id, now, reason)
        if status is not None:
            return status
    return OrderStatus.PENDING


async def release_order_later(order_id: int, now: datetime, reason: str) -> None:
    """Queues the release in the caller's transaction."""
    await jobs.later("payments.release", {"order": order_id, "reason": reason}, now=now, key=f"release:{order_id}")


async def release_expired(now: datetime, *, most: int = 200) -> int:
    """Releases orders whose hold is over; gives how many were looked at."""
    due = await rows(
        "SELECT id FROM orders WHERE status IN ('pending', 'partly_paid') AND hold_expires_at <= $1 "
        "ORDER BY hold_expires_at LIMIT $2",
        now,
        most,
    )
    for each in due:
        await jobs.later(
            "payments.release", {"order": each["id"], "reason": HOLD_EXPIRED}, now=now, key=f"release:{each['id']}"
        )
    return len(due)


@transaction
async def _release(order_id: int, now: datetime, reason: str) -> OrderStatus | None:
    order = await lock_order(order_id)
    if order["status"] not in OPEN:
        return OrderStatus(order["status"])
    live = "SELECT id FROM checkout_attempts WHERE order_id = $1 AND status IN ('calling', 'open')"
    if await row(live, order_id) is not None or await has_live_slip(order_id):
        return None
    await add_fact(order_id, FactKind.RELEASED, f"released:{order_id}", now=now, detail={"reason": reason})
    await restate(order, actor="system", reason=reason, now=now)
    await callbacks.released(order["reference"], now, reason)
    await codes.give_back(order_id, now=now)
    held = (await books_of(order)).held
    if held and not keeps_balance(order["company_id"], order["reference"]):
        currency = order["currency"]
        await open_task(
            TaskKind.PARTIAL, f"released:{order_id}", order_id=order_id, now=now, amount=held, currency=currency
        )
    return OrderStatus.RELEASED


async def write_to(order_ids: Sequence[int], email: str, locale: str) -> None:
    """The messages of these orders go to somebody else from now on; who bought stays as it was."""
    sql = "UPDATE orders SET buyer_email = $2, locale = $3 WHERE id = ANY($1::bigint[]) RETURNING id"
    await rows(sql, list(order_ids), email, locale)


def _price(lines: Sequence[LineRequest], known: list[pricing.Rate], now: datetime) -> _Priced:
    day = local(now).date()
    rates = []
    for line in lines:
        try:
            rates.append(pricing.rate_for(known, line.tax_code, day))
        except pricing.Impossible as error:
            raise NoTaxRate(code=line.tax_code) from error
    items = [pricing.Item(line.unit_net, line.quantity, rate.rate) for line, rate in zip(lines, rates, strict=True)]
    return _Priced(pricing.price(items), tuple(rates))


def _amounts(quote: pricing.Quote) -> tuple[str, int, int, int]:
    return quote.total.currency, quote.net.amount, quote.tax.amount, quote.total.amount


def _taken_off(listed: Sequence[LineRequest], charged: Sequence[LineRequest]) -> int:
    """What a code took off all places, net, in centavos."""
    return sum((old.unit_net - new.unit_net).amount * old.quantity for old, new in zip(listed, charged, strict=True))


def _line_rows(lines: Sequence[LineRequest], priced: _Priced) -> list[dict[str, Any]]:
    told = zip(lines, priced.rates, priced.quote.lines, strict=True)
    return [
        {
            "position": position,
            "description": asked.description[:250],
            "quantity": asked.quantity,
            "tax_code": rate.code,
            "tax_rate": str(rate.rate),
            "unit_net": line.unit_net.amount,
            "unit_tax": line.unit_tax.amount,
            "net": line.net.amount,
            "tax": line.tax.amount,
            "total": line.total.amount,
        }
        for position, (asked, rate, line) in enumerate(told, start=1)
    ]
