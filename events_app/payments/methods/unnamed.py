"""Transfers to a company's CLABE that name no order: decided by what waits, or by a person who is asked."""

from collections.abc import Mapping
from datetime import datetime

from events_app.core.database import row, rows, transaction
from events_app.core.money import Money
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.engine.whose import UNDECIDED, Waiting, whose
from events_app.payments.errors import AlreadyDecided, OrderUnknown
from events_app.payments.facts import open_task, state_of
from events_app.payments.methods import stripe_api
from events_app.payments.models import MoneyTask, TaskKind
from events_app.payments.settlement import Receipt, book_money

NOBODYS, SEVERAL = "no order of this company", "several payers of this company"
ASKED = "SELECT id FROM money_tasks WHERE subject = $1 AND detail->>'because' = $2"
WAITING = """
SELECT o.id, o.total, coalesce(nullif(o.buyer_email, ''), o.buyer_name) AS payer FROM orders o
WHERE o.company_id = $1 AND o.currency = 'MXN' AND o.status IN ('pending', 'partly_paid')
  AND EXISTS (SELECT 1 FROM vouchers v WHERE v.order_id = o.id AND v.method = 'spei') ORDER BY o.id LIMIT 500
"""
OF_COMPANY = """
SELECT o.id FROM orders o JOIN companies c ON c.id = $2 WHERE o.folio = $1
AND o.company_id IN (c.id, c.merged_into_id)
"""


async def decide(company_id: int, arrived: Mapping[str, int]) -> dict[str, int]:
    """For each unnamed transfer (its id and centavos) the order it pays, or UNDECIDED; others are left as shared."""
    if not arrived:
        return {}
    waiting = [
        Waiting(each["id"], each["total"] - (await state_of(each)).kept, each["payer"])
        for each in await rows(WAITING, company_id)
    ]
    decided = {}
    for name, amount in arrived.items():
        asked = await row(ASKED, f"{TaskKind.MISMATCH}:{name}"[:160], SEVERAL) is not None
        order = UNDECIDED if asked else whose(amount, waiting)
        if order:
            decided[name] = order
            waiting = [each for each in waiting if each.order != order]
    return decided


async def ask(name: str, amount: int, because: str, *, company_id: int, now: datetime) -> None:
    """Puts the question on the office's list, once for each transfer."""
    detail = {"because": because, "payment": name, "company": company_id}
    await open_task(TaskKind.MISMATCH, name, order_id=None, now=now, amount=amount, currency="MXN", detail=detail)


def is_question(task: MoneyTask) -> bool:
    return task.kind is TaskKind.MISMATCH and "company" in task.detail


@transaction
async def book_on(task: MoneyTask, folio: str, *, actor: str, now: datetime) -> None:
    """A person says which order of the company a transfer pays.

    Raises OrderUnknown for any other, and AlreadyDecided for a transfer that was booked meanwhile.
    """
    order = await row(OF_COMPANY, folio, int(task.detail["company"]))
    if order is None:
        raise OrderUnknown(folio=folio or "—")
    receipt = Receipt(
        provider_id=str(task.detail["payment"]),
        method=PaymentMethod.SPEI,
        folio=folio,
        amount=Money(task.amount, task.currency),
        livemode=stripe_api.livemode(),
    )
    booked = await book_money(order["id"], receipt, now=now, actor=actor)
    if not booked.fresh and not booked.because:
        raise AlreadyDecided()
