"""The bank's list: each deposit comes in once, goes to the order that it names, and doubts go to a person."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events_app.core import audit, files, jobs
from events_app.core.clock import local
from events_app.core.database import execute, row, rows, transaction
from events_app.core.errors import NotFound
from events_app.core.sheets import read_table_later
from events_app.core.tables import StoredFile
from events_app.finance import bank_moves, bank_queries
from events_app.finance.bank_moves import Settled
from events_app.finance.engine import bank_columns
from events_app.finance.engine.bank_columns import Deposit, Read
from events_app.finance.engine.bank_matching import Found, Verdict
from events_app.finance.errors import LineDecided, NoBankColumns, NothingFromBank, PaymentRefused, PaymentTaken
from events_app.payments.facts import lock_order
from events_app.payments.office_records import BankStatement

KIND = "bank-statement"
# More deposits than this are settled by a job, so that nobody waits for a page and nothing is half done.
AT_ONCE = 40
# In the order of their content: two files of the same days, taken in at once, wait for each other and never in a ring.
ADD = """
WITH made AS (
    INSERT INTO bank_lines (created_at, statement_id, position, day, description, reference, amount, currency,
        line_hash, status, because, decided_by)
    SELECT $1, $2, d.position, d.day, d.description, d.reference, d.amount, $3, d.hash, 'new', '', ''
    FROM jsonb_to_recordset($4::jsonb) AS d(position int, day date, description text, reference text, amount bigint,
        hash text)
    ORDER BY d.hash ON CONFLICT (line_hash) DO NOTHING RETURNING *)
SELECT * FROM made ORDER BY position
"""
UNSEEN = "SELECT * FROM bank_lines WHERE statement_id = $1 AND status = 'new' AND because = '' ORDER BY position"
STATEMENT = "SELECT currency, imported_by FROM bank_statements WHERE id = $1"


@dataclass(frozen=True)
class Imported:
    """What a file brought: new deposits and those known already, what became of them, and rows nobody reads.

    `second` wait for a second person before they count; `later`: a job settles them all.
    """

    new: int
    known: int
    booked: int
    withdrawals: int
    unread: tuple[int, ...]
    second: int = 0
    later: bool = False


async def take_in(data: bytes, filename: str, *, account: str, currency: str, actor: str, now: datetime) -> Imported:
    """Reads a file of the bank and books what is beyond doubt. Raises Invalid, NoBankColumns, NothingFromBank.

    `account` are the last digits of the association's own account. The same line, from whichever file, enters once, and
    a file in which nothing is new is not kept.
    """
    table = await read_table_later(data, filename, bank_columns.is_heading)
    if not bank_columns.is_heading(table.headers):
        raise NoBankColumns()
    tomorrow = local(now).date() + timedelta(days=1)  # where the bank is, it may be the next day already
    told = bank_columns.until(bank_columns.read(table.headers, table.rows, table.numbers), tomorrow)
    if not told.deposits:
        raise NothingFromBank()
    kind = "application/octet-stream"
    file = await files.put(KIND, filename or "banco", data, kind, now=now)
    fresh = await _write(told, file, account=account[-4:], currency=currency, actor=actor, now=now)
    if not fresh:
        await files.remove(file)
    later = len(fresh) > AT_ONCE
    done = Counter[Settled]() if later else await sort_out(fresh, currency, actor=actor, now=now)
    return Imported(
        len(fresh), len(told.deposits) - len(fresh), done[Settled.BOOKED], told.withdrawals, told.unread,
        second=done[Settled.SECOND], later=later,
    )  # fmt: skip


async def sort_statement(statement_id: int, now: datetime) -> None:
    """Settles what is still to be looked at of a long file; done twice, or after a stop, it goes on where it was."""
    of = await row(STATEMENT, statement_id)
    if of is not None:
        await sort_out(await rows(UNSEEN, statement_id), of["currency"], actor=of["imported_by"], now=now)


async def sort_out(lines: Sequence[dict[str, Any]], currency: str, *, actor: str, now: datetime) -> Counter[Settled]:
    """Matches these lines one after the other, each in its own transaction; counts what became of them."""
    seen = await bank_queries.world(currency, lines)
    done = Counter[Settled]()
    for line in lines:
        found = seen.found(line)
        try:
            settled = await _settle(line["id"], found, actor=actor, now=now)
        except LineDecided:
            continue  # a person was quicker
        done[settled] += 1
        if settled is Settled.NOT:
            continue
        if found.verdict is Verdict.RECORDED:
            seen.told(found.payment_id or 0)
        else:
            seen.paid(found.order_id or 0, line["amount"])
    return done


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
    fresh = await rows(ADD, now, statement.id, currency, json.dumps(_told(told, account, currency)))
    if not fresh:
        await execute("DELETE FROM bank_statements WHERE id = $1", statement.id)
        return []
    detail = {"lines": len(fresh), "account": account, "currency": currency}
    await audit.note("bank.imported", actor=actor, subject=f"bank_statement:{statement.id}", now=now, detail=detail)
    if len(fresh) > AT_ONCE:
        await jobs.later("finance.sort_out", {"statement": statement.id}, now=now, key=f"bank:{statement.id}")
    return fresh


def _told(told: Read, account: str, currency: str) -> list[dict[str, Any]]:
    """The deposits as they are stored, each under the digest of its content."""
    found, times = [], Counter[str]()
    for each in told.deposits:
        same = _digest(each, account, currency, 0)
        times[same] += 1
        found.append(
            {
                "position": each.number,
                "day": each.day.isoformat(),
                "description": each.description,
                "reference": each.reference,
                "amount": each.amount,
                "hash": _digest(each, account, currency, times[same]),
            }
        )
    return found


def _digest(each: Deposit, account: str, currency: str, time: int) -> str:
    """Of two equal lines in one file the second is another deposit; in another file both are the same again."""
    content = [account, currency, each.day.isoformat(), each.description, each.reference, each.amount, time]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@transaction
async def _settle(line_id: int, found: Found, *, actor: str, now: datetime) -> Settled:
    line = await bank_moves.locked(line_id)
    if found.verdict is Verdict.RECORDED:
        try:
            return await bank_moves.link_to(line, found.payment_id or 0, actor=actor, now=now)
        except (NotFound, PaymentRefused, PaymentTaken):
            found = Found(Verdict.AMBIGUOUS, "written")
    if found.verdict is Verdict.MATCHED and found.order_id is not None:
        if await _still_lacks(found.order_id, line["amount"]):
            return await bank_moves.book(line, found.order_id, actor=actor, now=now)
        found = Found(Verdict.AMBIGUOUS, "other_amount")
    status = {Verdict.PAYOUT: "ignored", Verdict.UNMATCHED: "unmatched"}.get(found.verdict, "ambiguous")
    await bank_moves.move(line, status, found.because, actor="system", now=now)
    return Settled.NOT


async def _still_lacks(order_id: int, amount: int) -> bool:
    order = await lock_order(order_id)
    if await row(bank_moves.WAITING_HERE, order_id, amount) is not None:
        return False
    held = await row(
        "SELECT coalesce(-sum(e.amount), 0)::bigint AS held FROM ledger_transactions t "
        "JOIN ledger_entries e ON e.transaction_id = t.id WHERE t.order_id = $1 AND e.account = 'customer_credit'",
        order_id,
    )
    lacks: int = order["total"] - (held["held"] if held else 0)
    return order["status"] in ("pending", "partly_paid") and lacks == amount
