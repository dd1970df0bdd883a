"""Extras sold to teams: mulligans and raffle tickets, taken from their quota at once and numbered when paid."""

from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, rows, transaction, tx
from events_app.core.idempotency import once
from events_app.core.money import Money
from events_app.golf.errors import GolfExtraGone
from events_app.golf.gifts import GolfExtra, GolfSale
from events_app.golf.kinds import MOVES, ExtraKind, GolfStatus
from events_app.golf.lifecycle import touch
from events_app.golf.links import path_of
from events_app.golf.models import GolfTeam
from events_app.payments.services import open_order
from events_app.payments.values import Buyer, LineRequest
from events_app.registration.engine.capacity import CARD_HOLD

TAKE = """
UPDATE golf_extras SET taken = taken + $2
WHERE id = $1 AND ($3 OR on_sale) AND (quota IS NULL OR taken + $2 <= quota) RETURNING id
"""
GIVE_BACK = "UPDATE golf_extras SET taken = taken - $2 WHERE id = $1 RETURNING id"
NUMBERS = "UPDATE golf_extras SET last_number = last_number + $2 WHERE id = $1 RETURNING last_number"
MOVE = """
UPDATE golf_sales SET status = $2::varchar, hold_expires_at = NULL, first_number = coalesce(first_number, $4)
WHERE id = $1 AND status = $3 RETURNING id
"""
OF_TEAM = """
SELECT coalesce(sum(quantity), 0)::int AS bought FROM golf_sales
WHERE extra_id = $1 AND team_id = $2 AND status IN ('held', 'confirmed')
"""


async def buy(
    extra: GolfExtra, team: GolfTeam, quantity: int, *, currency: str, title: str, key: str, path: str, now: datetime
) -> str:
    """Takes them and gives the secret of the pay link; raises GolfExtraGone when there are not as many left."""

    async def effect() -> dict[str, Any]:
        if await row(TAKE, extra.id, quantity, False) is None or await _too_many(extra, team, quantity):
            raise GolfExtraGone(extra=extra.name(team.locale))
        sale = await GolfSale.create(
            extra_id=extra.id, team_id=team.id, quantity=quantity, status=GolfStatus.HELD,
            hold_expires_at=now + CARD_HOLD, created_at=now,
        )  # fmt: skip
        line = LineRequest(
            f"{title} · {extra.name(team.locale)}"[:250], Money(extra.net_amount, currency), quantity, extra.tax_code
        )
        order = await open_order(
            reference=f"golf_extra:{sale.id}",
            buyer=Buyer(team.captain_name, team.captain_email or None, team.locale, team.company_id),
            lines=[line],
            hold_expires_at=now + CARD_HOLD,
            now=now,
        )
        await GolfSale.filter(id=sale.id).update(order_id=order.id)
        await audit.note("golf_extra.held", actor=f"golf_team:{team.id}", subject=f"golf_sale:{sale.id}", now=now)
        return {"token": order.token}

    async def work() -> str:
        body = {"extra": extra.id, "quantity": quantity}
        outcome = await once(key, actor=f"golf_team:{team.id}", path=path, body=body, effect=effect)
        return str(outcome.result["token"])

    return await tx(work)


async def bought_by(team: GolfTeam) -> list[dict[str, Any]]:
    """What the team bought and paid, with the numbers of its raffle tickets."""
    return await rows(
        "SELECT e.name_es, e.name_en, s.quantity, s.first_number FROM golf_sales s "
        "JOIN golf_extras e ON e.id = s.extra_id WHERE s.team_id = $1 AND s.status = 'confirmed' ORDER BY s.id",
        team.id,
    )


@transaction
async def on_paid(reference_id: int, order_id: int, now: datetime) -> bool:
    """Paid: raffle tickets get their numbers. False when a released one is no longer to be had."""
    sale = await _locked(reference_id)
    if sale is None or sale.order_id != order_id:
        return False
    if sale.status is GolfStatus.CONFIRMED:
        return True
    if sale.status is not GolfStatus.HELD and await row(TAKE, sale.extra_id, sale.quantity, True) is None:
        return False
    return await _move(sale, GolfStatus.CONFIRMED, first_number=await _numbers(sale), now=now)


@transaction
async def on_released(reference_id: int, now: datetime, reason: str) -> None:
    await _end(reference_id, GolfStatus.HELD, GolfStatus.EXPIRED, now=now)


@transaction
async def on_refunded(reference_id: int, order_id: int, now: datetime) -> None:
    await _end(reference_id, GolfStatus.CONFIRMED, GolfStatus.WITHDRAWN, now=now)


async def sale_path(reference_id: int) -> str | None:
    sale = await GolfSale.get_or_none(id=reference_id).prefetch_related("team")
    return path_of(sale.team) if sale else None


async def _too_many(extra: GolfExtra, team: GolfTeam, quantity: int) -> bool:
    found = await row(OF_TEAM, extra.id, team.id)
    return found is not None and found["bought"] + quantity > extra.per_team


async def _numbers(sale: GolfSale) -> int | None:
    """The first of the raffle numbers that the sale gets, counted on under the extra's row."""
    extra = await GolfExtra.get(id=sale.extra_id)
    if extra.kind is not ExtraKind.RAFFLE or sale.first_number is not None:
        return sale.first_number
    found = await row(NUMBERS, extra.id, sale.quantity)
    return int(found["last_number"]) - sale.quantity + 1 if found else None


async def _end(sale_id: int, of: GolfStatus, to: GolfStatus, *, now: datetime) -> None:
    sale = await _locked(sale_id)
    if sale is not None and sale.status is of and await _move(sale, to, first_number=sale.first_number, now=now):
        await row(GIVE_BACK, sale.extra_id, sale.quantity)


async def _locked(sale_id: int) -> GolfSale | None:
    return await GolfSale.select_for_update().get_or_none(id=sale_id)


async def _move(sale: GolfSale, to: GolfStatus, *, first_number: int | None, now: datetime) -> bool:
    MOVES.check(sale.status, to)
    if await row(MOVE, sale.id, str(to), str(sale.status), first_number) is None:
        return False
    await audit.note(f"golf_extra.{to}", actor="system", subject=f"golf_sale:{sale.id}", now=now)
    extra = await GolfExtra.get(id=sale.extra_id)
    await touch(extra.tournament_id)
    return True
