"""The bank's list: each deposit comes in once, goes to the order that it names, and doubts go to a person."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core import audit, files
from events_app.core.database import row, rows, transaction
from events_app.core.errors import NotFound
from events_app.core.money import Money
from events_app.core.sheets import read_table_later
from events_app.core.tables import StoredFile
from events_app.finance import bank_queries
from events_app.finance.engine import bank_columns
from events_app.finance.engine.bank_columns import Deposit, Read
from events_app.finance.engine.bank_matching import Found, Verdict
from events_app.finance.errors import (
    LineDecided,
    NoBankColumns,
    NothingFromBank,
    OtherMoney,
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
from events_app.payments.office_records import BankStatement, OfficeMethod
from events_app.payments.settlement import Receipt, book_money

KIND = "bank-statement"
OPEN = ("new", "ambiguous", "unmatched")
ADD = """
INSERT INTO bank_lines (created_at, statement_id, position, day, description, reference, amount, currency, line_hash,
    status, because, decided_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'new', '', '') ON CONFLICT (line_hash) DO NOTHING RETURNING *
"""
MOVE = """
UPDATE bank_lines SET status = $2, because = $3, order_id = $4, payment_id = $5, decided_by = $6, decided_at = $7
WHERE id = $1 RETURNING id
"""
LOCK = """
SELECT l.*, s.file_id FROM bank_lines l JOIN bank_statements s ON s.id = l.statement_id
WHERE l.id = $1 FOR UPDATE OF l
"""
WRITTEN = """
SELECT w.id, w.order_id, w.amount, w.currency, w.status, w.payment_id, p.id AS taken FROM office_payments w
LEFT JOIN bank_lines p ON p.payment_id = w.payment_id OR p.because = 'second:' || w.id WHERE {which} = $1
"""
WAITING_HERE = "SELECT id FROM office_payments WHERE order_id = $1 AND amount = $2 AND status = 'waiting' LIMIT 1"
FOLLOW = """
UPDATE bank_lines l SET status = CASE w.status WHEN 'booked' THEN 'booked' ELSE 'ambiguous' END,
    payment_id = w.payment_id, because = CASE w.status WHEN 'booked' THEN 'recorded' ELSE 'refused' END,
    order_id = CASE w.status WHEN 'booked' THEN w.order_id END
FROM office_payments w WHERE l.status = 'new' AND l.because = 'second:' || w.id AND w.status IN ('booked', 'refused')
RETURNING l.id
"""


@dataclass(frozen=True)
class Imported:
    """What a file brought: new deposits, those known already, booked at once, left to people; and rows nobody reads."""

    new: int
    known: int
    booked: int
    withdrawals: int
    unread: tuple[int, ...]


async def take_in(data: bytes, filename: str, *, account: str, currency: str, actor: str, now: datetime) -> Imported:
    """Reads a file of the bank and books what is beyond doubt. Raises Invalid, NoBankColumns, NothingFromBank.

    `account` are the last digits of the association's own account. The same line, from whichever file, enters once.
    """
    table = await read_table_later(data, filename, bank_columns.is_heading)
    if not bank_columns.is_heading(table.headers):
        raise NoBankColumns()
    told = bank_columns.read(table.headers, table.rows, table.numbers)
    if not told.deposits:
        raise NothingFromBank()
    kind = "application/octet-stream"
    file = await files.put(KIND, filename or "banco", data, kind, now=now)
    fresh = await _write(told, file, account=account[-4:], currency=currency, actor=actor, now=now)
    booked = await sort_out(fresh, currency, actor=actor, now=now)
    return Imported(len(fresh), len(told.deposits) - len(fresh), booked, told.withdrawals, told.unread)


async def sort_out(lines: Sequence[dict[str, Any]], currency: str, *, actor: str, now: datetime) -> int:
    """Matches these lines one after the other, each in its own transaction; gives how many were booked."""
    seen = await bank_queries.world(currency, lines)
    booked = 0
    for line in lines:
        found = seen.found(line)
        if not await _settle(line["id"], found, actor=actor, now=now):
            continue
        booked += 1
        if found.verdict is Verdict.RECORDED:
            seen.told(found.payment_id or 0)
        else:
            seen.paid(found.order_id or 0, line["amount"])
    return booked


@transaction
async def give(line_id: int, folio: str, *, actor: str, now: datetime) -> None:
    """A person says which order a deposit is for; any amount. Raises LineDecided, OrderUnknown, OtherMoney,
    WaitsForSecond."""
    line = await _locked(line_id)
    order = await row("SELECT id FROM orders WHERE folio = $1", folio.strip().upper()[:24])
    if order is None:
        raise OrderUnknown(folio=folio or "—")
    await _book(line, order["id"], actor=actor, now=now)


@transaction
async def link(line_id: int, payment_id: int, *, actor: str, now: datetime) -> None:
    """A person says that a deposit is a payment that the office wrote down already. Raises LineDecided, NotFound,
    PaymentTaken."""
    line = await _locked(line_id)
    await _link(line, payment_id, actor=actor, now=now)


@transaction
async def ignore(line_id: int, reason: str, *, actor: str, now: datetime) -> None:
    """It is no payment of an order, and why. Raises LineDecided, ReasonNeeded."""
    if len(reason.strip()) < 3:
        raise ReasonNeeded()
    line = await _locked(line_id)
    await _move(line, "ignored", reason.strip(), actor=actor, now=now)


@transaction
async def follow(now: datetime) -> int:
    """Lines whose payment waited for a second person: booked once approved, back to a person when it was refused."""
    return len(await rows(FOLLOW))


@transaction
async def _write(
    told: Read, file: StoredFile, *, account: str, currency: str, actor: str, now: datetime
) -> list[dict[str, Any]]:
    days = [each.day for each in told.deposits]
    statement = await BankStatement.create(
        file=file,
        account=account,
        currency=currency,
        imported_by=actor,
        imported_at=now,
        first_day=min(days),
        last_day=max(days),
    )
    fresh, times = [], Counter[str]()
    for each in told.deposits:
        same = _digest(each, account, currency, 0)
        times[same] += 1
        digest = _digest(each, account, currency, times[same])
        words = (each.description, each.reference)
        made = await row(ADD, now, statement.id, each.number, each.day, *words, each.amount, currency, digest)
        fresh += [made] if made else []
    detail = {"lines": len(fresh), "account": account, "currency": currency}
    await audit.note("bank.imported", actor=actor, subject=f"bank_statement:{statement.id}", now=now, detail=detail)
    return fresh


def _digest(each: Deposit, account: str, currency: str, time: int) -> str:
    """Of two equal lines in one file the second is another deposit; in another file both are the same again."""
    content = [account, currency, each.day.isoformat(), each.description, each.reference, each.amount, time]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@transaction
async def _settle(line_id: int, found: Found, *, actor: str, now: datetime) -> bool:
    line = await _locked(line_id)
    if found.verdict is Verdict.RECORDED:
        await _link(line, found.payment_id or 0, actor=actor, now=now)
        return True
    if found.verdict is Verdict.MATCHED and found.order_id is not None:
        if await _still_lacks(found.order_id, line["amount"]):
            await _book(line, found.order_id, actor=actor, now=now)
            return True
        found = Found(Verdict.AMBIGUOUS, "other_amount")
    status = {Verdict.PAYOUT: "ignored", Verdict.UNMATCHED: "unmatched"}.get(found.verdict, "ambiguous")
    await _move(line, status, found.because, actor="system", now=now)
    return False


async def _still_lacks(order_id: int, amount: int) -> bool:
    order = await lock_order(order_id)
    if await row(WAITING_HERE, order_id, amount) is not None:
        return False
    held = await row(
        "SELECT coalesce(-sum(e.amount), 0)::bigint AS held FROM ledger_transactions t "
        "JOIN ledger_entries e ON e.transaction_id = t.id WHERE t.order_id = $1 AND e.account = 'customer_credit'",
        order_id,
    )
    lacks: int = order["total"] - (held["held"] if held else 0)
    return order["status"] in ("pending", "partly_paid") and lacks == amount


async def _book(line: dict[str, Any], order_id: int, *, actor: str, now: datetime) -> None:
    order = await lock_order(order_id)
    if order["currency"] != line["currency"]:
        raise OtherMoney(theirs=line["currency"], ours=order["currency"])
    if await row(WAITING_HERE, order_id, line["amount"]) is not None:
        raise WaitsForSecond()
    amount = Money(line["amount"], line["currency"])
    if (await receiving(order, actor=actor, now=now)).needs_two(amount.amount):
        asked = await _ask_second(line, order_id, amount, actor=actor, now=now)
        await _move(line, "new", f"second:{asked}", order_id=order_id, actor=actor, now=now)
        return
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
        await _move(line, "ambiguous", booked.because[:300] or "refused", actor=actor, now=now)
        return
    await _move(line, "booked", "matched", order_id=order_id, payment_id=booked.payment_id, actor=actor, now=now)


async def _ask_second(line: dict[str, Any], order_id: int, amount: Money, *, actor: str, now: datetime) -> int:
    """Above the limit the bank's file is the proof, and a second person agrees before it counts."""
    written = office_payments.Written(
        method=OfficeMethod.TRANSFER,
        amount=amount,
        received_on=line["day"],
        payer=line["description"][:200],
        reference=line["reference"],
        evidence_id=line["file_id"],
    )
    return await office_payments.record(order_id, written, key=f"bank:{line['id']}", actor=actor, now=now)


async def _link(line: dict[str, Any], payment_id: int, *, actor: str, now: datetime) -> None:
    """`payment_id` below zero is an office payment that still waits for its second person."""
    which = "w.payment_id" if payment_id > 0 else "-w.id"
    written = await row(WRITTEN.format(which=which), payment_id)
    if written is None or (written["amount"], written["currency"]) != (line["amount"], line["currency"]):
        raise NotFound()
    if written["taken"] is not None:
        raise PaymentTaken()
    order_id = written["order_id"]
    if written["status"] == "waiting":
        await _move(line, "new", f"second:{written['id']}", order_id=order_id, actor=actor, now=now)
        return
    await _move(line, "booked", "recorded", order_id=order_id, payment_id=payment_id, actor=actor, now=now)


async def _locked(line_id: int) -> dict[str, Any]:
    line = await row(LOCK, line_id)
    if line is None:
        raise NotFound()
    if line["status"] not in OPEN or line["because"].startswith("second:"):
        raise LineDecided()
    return line


async def _move(
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
