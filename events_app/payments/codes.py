"""Discount codes: what one is worth, and using it exactly as often as it may be used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.core.money import Money
from events_app.payments.discounts import DiscountKind
from events_app.payments.engine.discounts import lowered
from events_app.payments.errors import CodeNotForThis, CodeUnknown, CodeUsedUp
from events_app.payments.values import LineRequest

FIND = """
SELECT * FROM discount_codes WHERE code = $1 AND is_active AND (starts_at IS NULL OR starts_at <= $2)
AND (ends_at IS NULL OR ends_at > $2)
"""
TAKE = "UPDATE discount_codes SET used = used + 1 WHERE id = $1 AND is_active AND used < most_uses RETURNING id"
ADD_USE = "INSERT INTO code_uses (created_at, code_id, order_id, used_at) VALUES ($1, $2, $3, $1) RETURNING id"
OF_ORDER = """
SELECT d.code FROM code_uses u JOIN discount_codes d ON d.id = u.code_id WHERE u.order_id = $1
ORDER BY u.id DESC LIMIT 1
"""
GIVE_BACK = """
WITH back AS (UPDATE code_uses SET returned_at = $2 WHERE order_id = $1 AND returned_at IS NULL RETURNING code_id)
UPDATE discount_codes SET used = used - 1 WHERE id IN (SELECT code_id FROM back) RETURNING id
"""
TAKE_AGAIN = """
WITH last AS (
    SELECT u.id, u.code_id FROM code_uses u WHERE u.order_id = $1 AND u.returned_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM code_uses l WHERE l.order_id = $1 AND l.returned_at IS NULL)
    ORDER BY u.id DESC LIMIT 1
), taken AS (
    UPDATE discount_codes c SET used = c.used + 1 FROM last WHERE c.id = last.code_id AND c.used < c.most_uses
    RETURNING c.id
)
UPDATE code_uses u SET returned_at = NULL FROM last, taken WHERE u.id = last.id RETURNING u.id
"""
ADD = """
INSERT INTO discount_codes (created_at, code, label, kind, percent, amount, currency, event_id, company_id, most_uses,
                            used, starts_at, ends_at, is_active, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, true, $13) ON CONFLICT (code) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Discount:
    id: int
    code: str
    percent: Decimal | None
    amount: int | None
    currency: str

    def off(self, unit: Money) -> Money:
        """The net price of one place with this code."""
        return lowered(unit, percent=self.percent, amount=self.amount)


@dataclass(frozen=True)
class NewCode:
    code: str
    label: str
    kind: DiscountKind
    percent: Decimal | None
    amount: Money | None
    event_id: int | None
    company_id: int | None
    most_uses: int
    starts_at: datetime | None
    ends_at: datetime | None


async def look(code: str, *, event_id: int | None, company_id: int | None, currency: str, now: datetime) -> Discount:
    """What a code is worth here and now, without using it; raises CodeUnknown, CodeNotForThis, CodeUsedUp."""
    found = await row(FIND, plain(code), now)
    if found is None:
        raise CodeUnknown()
    if found["event_id"] not in (None, event_id) or found["company_id"] not in (None, company_id):
        raise CodeNotForThis()
    if found["kind"] == DiscountKind.AMOUNT and found["currency"] != currency:
        raise CodeNotForThis()
    if found["used"] >= found["most_uses"]:
        raise CodeUsedUp()
    return Discount(found["id"], found["code"], found["percent"], found["amount"], found["currency"])


async def use(
    code: str,
    lines: Sequence[LineRequest],
    *,
    event_id: int | None,
    company_id: int | None,
    now: datetime,
) -> tuple[Discount, list[LineRequest]]:
    """Counts one use, guarded, inside the transaction that opens the order; gives the lines at their lower price.

    Raises CodeUnknown, CodeNotForThis, CodeUsedUp: of 200 who use the last one at once, one gets it.
    """
    currency = lines[0].unit_net.currency
    discount = await look(code, event_id=event_id, company_id=company_id, currency=currency, now=now)
    if await row(TAKE, discount.id) is None:
        raise CodeUsedUp()
    return discount, [replace(line, unit_net=discount.off(line.unit_net)) for line in lines]


async def note_use(discount: Discount, order_id: int, *, now: datetime) -> None:
    await row(ADD_USE, now, discount.id, order_id)


async def of_order(order_id: int) -> str:
    """The code that an order was opened with, or ""; also once its use was given back."""
    found = await row(OF_ORDER, order_id)
    return str(found["code"]) if found else ""


async def give_back(order_id: int, *, now: datetime) -> None:
    """The order was let go: its code may be used again."""
    await row(GIVE_BACK, order_id, now)


async def take_again(order_id: int) -> None:
    """Money came after all and the order stands at its lower price: its code counts again, unless others used it up."""
    await row(TAKE_AGAIN, order_id)


@transaction
async def make(new: NewCode, *, actor: str, now: datetime) -> bool:
    """The office makes a code; False when there is one of this name."""
    amount = new.amount.amount if new.amount else None
    currency = new.amount.currency if new.amount else "MXN"
    value: tuple[Any, ...] = (str(new.kind), new.percent, amount, currency, new.event_id, new.company_id)
    days = (new.most_uses, new.starts_at, new.ends_at, actor)
    made = await row(ADD, now, plain(new.code), new.label[:120], *value, *days)
    if made is not None:
        detail = {"code": plain(new.code)}
        await audit.note("discount_code.made", actor=actor, subject=f"code:{made['id']}", now=now, detail=detail)
    return made is not None


@transaction
async def stop(code_id: int, *, actor: str, now: datetime) -> None:
    """From now on nobody may use it; what was bought with it stays bought."""
    if await row("UPDATE discount_codes SET is_active = false WHERE id = $1 AND is_active RETURNING id", code_id):
        await audit.note("discount_code.stopped", actor=actor, subject=f"code:{code_id}", now=now)


def plain(code: str) -> str:
    """As people type it: without spaces, in capitals."""
    return "".join(code.split()).upper()[:40]
