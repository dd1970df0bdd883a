"""Reads money: orders by their secret link, folio or reference, the office's lists, the ledger and its balances."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from tortoise.queryset import QuerySet

from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.core.search import search_key
from events_app.payments.engine.pricing import NOT_TAXED, STARTING_RATES, Rate
from events_app.payments.facts import state_of
from events_app.payments.models import MoneyTask, Order, OrderStatus, TaskKind, TaxRule


async def order_by_token(token: str) -> Order:
    """The order of a secret link; raises NotFound."""
    found = (
        await Order.get_or_none(token=token).prefetch_related("lines", "payments", "refunds")
        if 20 <= len(token) <= 64
        else None
    )
    if found is None:
        raise NotFound()
    return found


async def made_anew(order: Order) -> Order | None:
    """The order of today for the same thing, when this one was let go and another was opened in its place."""
    if order.status is not OrderStatus.RELEASED:
        return None
    return await Order.filter(reference=order.reference, id__gt=order.id).order_by("-id").first()


async def order_by_folio(folio: str) -> Order:
    """The order that the office calls by this folio; raises NotFound."""
    found = (
        await Order.get_or_none(folio=folio.upper()).prefetch_related("lines", "payments", "refunds")
        if len(folio) <= 24
        else None
    )
    if found is None:
        raise NotFound()
    return found


async def tax_rates() -> list[Rate]:
    """Every dated rate that the office has registered; the starting ones while it has registered none.

    What is not subject to IVA is always among them.
    """
    found = await rows(
        "SELECT code, rate, valid_from, valid_to, fallback_code FROM tax_rules ORDER BY code, valid_from"
    )
    if not found:
        return [*STARTING_RATES, NOT_TAXED]
    return with_not_taxed(
        [
            Rate(each["code"], each["rate"], each["valid_from"], each["valid_to"], each["fallback_code"])
            for each in found
        ]
    )


def with_not_taxed(rates: list[Rate]) -> list[Rate]:
    return rates if NOT_TAXED.code in {rate.code for rate in rates} else [*rates, NOT_TAXED]


def tax_rules() -> QuerySet[TaxRule]:
    return TaxRule.all().order_by("code", "-valid_from")


def orders_matching(text: str, status: str, amount: Money | None) -> QuerySet[Order]:
    """The office's list, newest first: by folio, name, description or exact amount, and by status."""
    found = Order.all().order_by("-id")
    if status in set(OrderStatus):
        found = found.filter(status=status)
    if amount is not None:
        return found.filter(total=amount.amount)
    return found.filter(search_key__contains=search_key(text)) if text else found


async def counts_by_status() -> dict[str, int]:
    found = await rows("SELECT status, count(*) AS n FROM orders GROUP BY status")
    return {each["status"]: each["n"] for each in found}


def open_tasks() -> QuerySet[MoneyTask]:
    return MoneyTask.filter(done_at=None).order_by("opened_at").prefetch_related("order")


async def timeline(order_id: int) -> list[dict[str, Any]]:
    """Everything that happened to an order, oldest first."""
    return await rows("SELECT * FROM order_facts WHERE order_id = $1 ORDER BY at, id", order_id)


async def disputes_by_task(tasks: Sequence[MoneyTask]) -> dict[int, dict[str, Any]]:
    """The dispute that each task is about, and how it stands, by the task's id."""
    asked = {task.subject.removeprefix("dispute:"): task.id for task in tasks if task.kind is TaskKind.DISPUTE}
    sql = "SELECT id, provider_id, status, evidence_due_at FROM disputes WHERE provider_id = ANY($1::text[])"
    return {asked[each["provider_id"]]: each for each in await rows(sql, list(asked))}


async def names_of(actors: set[str]) -> dict[str, str]:
    """How to call whoever did something: people by their name, Stripe and ourselves by theirs."""
    ids = [int(each.removeprefix("user:")) for each in actors if each.removeprefix("user:").isdigit()]
    found = await rows("SELECT id, name FROM users WHERE id = ANY($1::bigint[])", ids) if ids else []
    known = {"stripe": "Stripe", "system": "Convoca"} | {f"user:{each['id']}": each["name"] for each in found}
    return {each: known.get(each, each) for each in actors}


async def ledger_of(order_id: int) -> list[dict[str, Any]]:
    return await rows(f"{LEDGER} WHERE t.order_id = $1 ORDER BY t.id, e.id", order_id)


async def refundable(order_id: int, payment_id: int | None = None) -> dict[str, Any] | None:
    """The payment of an order from which money can still go back: the one asked for, else the newest."""
    return await row(
        "SELECT * FROM payments WHERE order_id = $1 AND refund_reserved < amount AND status <> 'dispute_lost' "
        "AND ($2::bigint IS NULL OR id = $2) ORDER BY id DESC LIMIT 1",
        order_id,
        payment_id,
    )


async def missing(order: Order) -> Money:
    """What an open order still needs; nothing once it is complete."""
    if order.status not in (OrderStatus.PENDING, OrderStatus.PARTLY_PAID):
        return Money(0, order.currency)
    state = await state_of({"id": order.id, "total": order.total})
    return Money(max(0, order.total - state.meant), order.currency)


async def refund_by_id(refund_id: int) -> dict[str, Any]:
    """A refund with its order and its payment's method; raises NotFound."""
    found = await row(
        """SELECT r.*, o.folio AS order_folio, o.buyer_name FROM refunds r JOIN orders o ON o.id = r.order_id
        WHERE r.id = $1 AND r.kind = 'manual'""",
        refund_id,
    )
    if found is None:
        raise NotFound()
    return found


async def manual_refunds_waiting() -> list[dict[str, Any]]:
    """Refunds by hand that nobody has sent yet, oldest first; `waits` for a second person."""
    return await rows(
        """SELECT r.*, o.folio AS order_folio, o.buyer_name, u.name AS asker,
            r.amount + r.alone_before > r.two_people_over AND r.approved_by = '' AS waits
        FROM refunds r JOIN orders o ON o.id = r.order_id LEFT JOIN users u ON 'user:' || u.id = r.requested_by
        WHERE r.kind = 'manual' AND r.status = 'requested' ORDER BY r.requested_at, r.id LIMIT 200"""
    )


async def count_to_approve() -> int:
    found = await row(
        """SELECT (SELECT count(*) FROM office_payments WHERE status = 'waiting')
            + (SELECT count(*) FROM refunds WHERE kind = 'manual' AND status = 'requested') AS n"""
    )
    return int(found["n"]) if found else 0


async def proof_of(table: Literal["office_payments", "refunds"], record_id: int) -> int | None:
    """The stored file that proves a movement."""
    known = {
        "office_payments": "SELECT evidence_id FROM office_payments WHERE id = $1",
        "refunds": "SELECT evidence_id FROM refunds WHERE id = $1",
    }
    found = await row(known[table], record_id)
    return found["evidence_id"] if found else None


async def disputes_of(order_id: int) -> list[dict[str, Any]]:
    return await rows(
        "SELECT d.* FROM disputes d JOIN payments p ON p.id = d.payment_id WHERE p.order_id = $1 ORDER BY d.id",
        order_id,
    )


async def discount_codes() -> list[dict[str, Any]]:
    """Every code, newest first, with the names of what and whom it is for."""
    return await rows(
        """SELECT d.*, e.title_es AS event, coalesce(nullif(c.trade_name, ''), c.legal_name) AS company
        FROM discount_codes d LEFT JOIN events e ON e.id = d.event_id LEFT JOIN companies c ON c.id = d.company_id
        ORDER BY d.id DESC LIMIT 500"""
    )


async def events_for_codes(now: datetime) -> list[dict[str, Any]]:
    """The events that are still to come."""
    return await rows(
        "SELECT id, title_es, title_en FROM events WHERE ends_at > $1 AND status <> 'cancelled' "
        "ORDER BY starts_at LIMIT 300",
        now,
    )


async def companies_for_codes() -> list[dict[str, Any]]:
    return await rows(
        "SELECT id, coalesce(nullif(trade_name, ''), legal_name) AS name FROM companies WHERE merged_into_id IS NULL "
        "ORDER BY sort_key LIMIT 1000"
    )


LEDGER = """
SELECT t.id, t.key, t.kind, t.booked_at, t.description, o.folio, e.account, e.amount, e.currency
FROM ledger_transactions t JOIN orders o ON o.id = t.order_id JOIN ledger_entries e ON e.transaction_id = t.id
"""
