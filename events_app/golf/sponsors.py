"""Sponsors by level and hole: promised, asked to pay by a link, confirmed by their payment or by the committee."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tortoise.exceptions import IntegrityError

from events_app.core import audit, files
from events_app.core.database import row, transaction
from events_app.core.errors import Conflict
from events_app.core.money import Money
from events_app.core.pictures import check_picture, picture_type
from events_app.golf.errors import GolfHoleSponsored
from events_app.golf.gifts import GolfSponsor
from events_app.golf.kinds import MOVES, GolfStatus, SponsorLevel
from events_app.golf.lifecycle import touch
from events_app.golf.models import GolfTournament
from events_app.payments import services as payments
from events_app.payments.models import OrderStatus
from events_app.payments.services import open_order
from events_app.payments.values import Buyer, LineRequest

MOVE = """
UPDATE golf_sponsors SET status = $2::varchar,
    ended_at = CASE WHEN $2::varchar = 'confirmed' THEN NULL ELSE $4::timestamptz END
WHERE id = $1 AND status = $3 RETURNING id
"""
RIVAL = """
SELECT id FROM golf_sponsors WHERE tournament_id = $1 AND hole = $2 AND id <> $3 AND status IN ('held', 'confirmed')
"""
TAX = "IVA16"
LIVE = (GolfStatus.HELD, GolfStatus.CONFIRMED)
MOST_LOGO_PIXELS = 16_000_000


@dataclass(frozen=True)
class NewSponsor:
    name: str
    level: SponsorLevel
    net: Money
    hole: int | None = None
    contact_email: str = ""
    company_id: int | None = None


async def add(day: GolfTournament, title: str, new: NewSponsor, *, actor: str, now: datetime) -> GolfSponsor:
    """Writes the promise; with an amount it opens the order that its link pays. Raises GolfHoleSponsored."""
    try:
        return await _add(day, title, new, actor=actor, now=now)
    except IntegrityError as error:
        if "one_live_golf_sponsor_per_hole" in str(error):
            raise GolfHoleSponsored() from error
        raise


@transaction
async def _add(day: GolfTournament, title: str, new: NewSponsor, *, actor: str, now: datetime) -> GolfSponsor:
    status = GolfStatus.HELD if new.net else GolfStatus.CONFIRMED
    sponsor = await GolfSponsor.create(
        tournament_id=day.id, company_id=new.company_id, level=new.level, hole=new.hole, name=new.name,
        contact_email=new.contact_email, net_amount=new.net.amount, status=status, created_at=now,
    )  # fmt: skip
    if new.net:
        order = await open_order(
            reference=f"golf_sponsor:{sponsor.id}",
            buyer=Buyer(new.name, new.contact_email or None, company_id=new.company_id),
            lines=[LineRequest(f"{title} · {new.name}"[:250], new.net, tax_code=TAX)],
            hold_expires_at=None,
            now=now,
        )
        sponsor.order_id = order.id
        await sponsor.save(update_fields=["order_id"])
    await audit.note("golf_sponsor.added", actor=actor, subject=f"golf_sponsor:{sponsor.id}", now=now)
    await touch(day.id)
    return sponsor


async def set_logo(sponsor: GolfSponsor, data: bytes, name: str, *, actor: str, now: datetime) -> None:
    """Keeps the picture drawn anew; raises NotAPicture, PictureTooLarge or TooLarge."""
    drawn = check_picture(data, MOST_LOGO_PIXELS)
    file = await files.put("golf-logo", name, drawn, picture_type(drawn), now=now)
    await GolfSponsor.filter(id=sponsor.id).update(logo_id=file.id)
    await audit.note("golf_sponsor.logo", actor=actor, subject=f"golf_sponsor:{sponsor.id}", now=now)
    await touch(sponsor.tournament_id)


async def withdraw(sponsor: GolfSponsor, *, actor: str, now: datetime) -> None:
    """The promise is taken back; its unpaid order is closed at Stripe first. Raises Conflict when it was just paid."""
    owes = sponsor.order_id if sponsor.status is GolfStatus.HELD else None
    if owes and await payments.release_order(owes, now=now, reason="sponsor withdrawn") is not OrderStatus.RELEASED:
        raise Conflict()
    await _end(sponsor.id, (sponsor.status,), actor=actor, now=now)


@transaction
async def on_paid(reference_id: int, order_id: int, now: datetime) -> bool:
    """The gift arrived; False when another sponsor has the hole meanwhile."""
    sponsor = await _locked(reference_id)
    if sponsor is None or sponsor.order_id != order_id:
        return False
    if sponsor.status is GolfStatus.CONFIRMED:
        return True
    late = sponsor.status is not GolfStatus.HELD and sponsor.hole is not None
    if late and await row(RIVAL, sponsor.tournament_id, sponsor.hole, sponsor.id):
        return False
    return await _move(sponsor, GolfStatus.CONFIRMED, actor="system", now=now)


@transaction
async def on_released(reference_id: int, now: datetime, reason: str) -> None:
    sponsor = await _locked(reference_id)
    if sponsor is not None and sponsor.status is GolfStatus.HELD:
        await _move(sponsor, GolfStatus.EXPIRED, actor="system", now=now)


@transaction
async def on_refunded(reference_id: int, order_id: int, now: datetime) -> None:
    await _end(reference_id, LIVE, actor="system", now=now)


@transaction
async def _end(sponsor_id: int, were: Collection[GolfStatus], *, actor: str, now: datetime) -> None:
    sponsor = await _locked(sponsor_id)
    if sponsor is not None and sponsor.status in LIVE:
        if sponsor.status not in were:
            raise Conflict()
        await _move(sponsor, GolfStatus.WITHDRAWN, actor=actor, now=now)


async def _locked(sponsor_id: int) -> GolfSponsor | None:
    return await GolfSponsor.select_for_update().get_or_none(id=sponsor_id)


async def _move(sponsor: GolfSponsor, to: GolfStatus, *, actor: str, now: datetime) -> bool:
    MOVES.check(sponsor.status, to)
    if await row(MOVE, sponsor.id, str(to), str(sponsor.status), now) is None:
        return False
    await audit.note(f"golf_sponsor.{to}", actor=actor, subject=f"golf_sponsor:{sponsor.id}", now=now)
    await touch(sponsor.tournament_id)
    return True
