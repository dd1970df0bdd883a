"""A company's people under one order: opened as a draft, filled, then priced and held until it is paid."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from events_app.core import audit, jobs, live
from events_app.core.clock import local
from events_app.core.database import row, rows, transaction
from events_app.core.i18n import N_, _, use_locale
from events_app.core.money import Money
from events_app.events.models import Event, TicketType
from events_app.payments.models import Order
from events_app.payments.services import open_order, write_to
from events_app.payments.values import Buyer, LineRequest
from events_app.registration import group_emails, group_pricing
from events_app.registration.engine.group_rules import USUAL_STEPS, Seat
from events_app.registration.group_records import GroupStatus, RegistrationGroup
from events_app.registration.group_writes import Priced

# A draft whose writing stopped gives its seats back after this.
DRAFT_LASTS = timedelta(hours=2)
CONFIRM = """
UPDATE registrations SET status = 'confirmed', confirmed_at = $2, hold_expires_at = NULL
WHERE group_id = $1 AND status = 'held' RETURNING id
"""
MEMBER_LINE = N_("%(event)s · %(ticket)s · %(company)s")
DISCOUNTED = N_("grupo, −%(percent)s %%")


@dataclass(frozen=True)
class Who:
    """Who opens a group: for the audit, and where the order's messages go."""

    label: str
    name: str = ""
    email: str | None = None
    locale: str = "es-MX"


@dataclass(frozen=True)
class Opened:
    """What became of a group: its order (None when nothing is owed) and how many seats it holds."""

    group_id: int
    order: Order | None
    seats: int


async def start(
    event: Event, company_id: int, *, upload_id: int | None = None, price: Priced | None = None, who: Who,
    now: datetime,
) -> RegistrationGroup:  # fmt: skip
    """An empty draft with what its buyers are promised today; inside the caller's transaction."""
    cut = event.starts_at - timedelta(hours=event.substitution_hours)
    steps = event.refund_steps or [list(each) for each in USUAL_STEPS]
    group = await RegistrationGroup.create(
        event_id=event.id, company_id=company_id, upload_id=upload_id, opened_at=now, created_by=who.label,
        hold_expires_at=now + DRAFT_LASTS, substitutions_until=cut,
        policy={"refund_steps": steps, "starts_at": event.starts_at.isoformat()}
        | ({"price": asdict(price)} if price else {}),
    )  # fmt: skip
    await audit.note("group.opened", actor=who.label, subject=f"group:{group.id}", now=now, detail={"event": event.id})
    return group


@transaction
async def join(
    event: Event, company_id: int, registration_ids: Sequence[int], *, who: Who, now: datetime
) -> Opened:  # fmt: skip
    """Seats that stand already (requested or held, without an order of their own) become one group with one order."""
    group = await start(event, company_id, who=who, now=now)
    await rows(
        "UPDATE registrations SET group_id = $1, status = 'held', hold_expires_at = $4 WHERE id = ANY($2::bigint[]) "
        "AND company_id = $3 AND event_id = $5 AND order_id IS NULL AND group_id IS NULL "
        "AND status IN ('requested', 'held') RETURNING id",
        group.id, list(registration_ids), company_id, group.hold_expires_at, event.id,
    )  # fmt: skip
    return await finish(group.id, who=who, now=now)


@transaction
async def finish(group_id: int, *, who: Who, now: datetime) -> Opened:
    """Prices a draft's seats, opens its order and holds it until its date; a group that is no draft stays as it is."""
    group = await RegistrationGroup.select_for_update().get(id=group_id)
    if group.status is not GroupStatus.DRAFT:
        return await opened(group)
    event, seats = await Event.get(id=group.event_id), await group_pricing.seats_of(group_id)
    if not seats:
        await _settle(group, GroupStatus.CANCELLED, now=now, reason="nobody came in")
        return Opened(group_id, None, 0)
    types = {each.id: each for each in await TicketType.filter(event_id=event.id)}
    charged = await group_pricing.charge(group, event, seats, types, now=now)
    if all(each.unit_net == 0 for each in charged):
        await rows(CONFIRM, group_id, now)
        await _settle(group, GroupStatus.CONFIRMED, now=now, reason="nothing to pay")
        await mail_tickets_later(group_id, reason="confirmed", now=now)
        await group_emails.send_order(group, event, None, people=len(seats), who=who, now=now)
        return Opened(group_id, None, len(seats))
    order = await _order(group, event, charged, types, who=who, now=now)
    values = {"order_id": order.id, "hold_expires_at": order.hold_expires_at}
    await _settle(group, GroupStatus.HELD, now=now, reason="", **values)
    await group_emails.send_order(group, event, order, people=len(seats), who=who, now=now)
    return Opened(group_id, order, len(seats))


async def opened(group: RegistrationGroup) -> Opened:
    """A group as it stands."""
    found = await row(
        "SELECT count(*)::int AS n FROM registrations WHERE group_id = $1 AND status IN ('held', 'confirmed')", group.id
    )
    order = await Order.get_or_none(id=group.order_id) if group.order_id else None
    return Opened(group.id, order, int((found or {"n": 0})["n"]))


async def mail_tickets_later(group_id: int, *, reason: str, now: datetime) -> None:
    """The tickets of everybody with an address, in batches beside the request."""
    key = f"group-tickets:{group_id}:{reason}"
    await jobs.later("registration.mail_group", {"group": group_id, "reason": reason}, now=now, key=key)


async def _order(
    group: RegistrationGroup, event: Event, charged: Sequence[Seat], types: Mapping[int, TicketType], *,
    who: Who, now: datetime,
) -> Order:  # fmt: skip
    """One line for each ticket type and price."""
    company = await row("SELECT * FROM companies WHERE id = $1", group.company_id) or {}
    shown = company["trade_name"] or company["legal_name"]
    pay_by, hold = group_pricing.hold_of(event, now)
    coming = Counter(each.ticket_type_id for each in charged)
    with use_locale(who.locale):
        lines = [
            LineRequest(
                description=_line(event, types[type_id], shown, coming[type_id], who.locale),
                unit_net=Money(net, event.currency),
                quantity=quantity,
                tax_code=types[type_id].tax_code,
            )
            for (type_id, net), quantity in sorted(Counter((e.ticket_type_id, e.unit_net) for e in charged).items())
            if net > 0
        ]
    return await open_order(
        reference=f"group:{group.id}",
        buyer=Buyer(name=shown, email=who.email, locale=who.locale, company_id=group.company_id),
        lines=lines,
        hold_expires_at=hold,
        now=now,
        actor=who.label,
        description=f"{event.title(who.locale)} · {shown}",
        pay_by=local(pay_by, event.timezone).date(),
    )


def _line(event: Event, ticket_type: TicketType, company: str, coming: int, language: str) -> str:
    words = _(MEMBER_LINE, event=event.title(language), ticket=ticket_type.name(language), company=company)
    if ticket_type.group_from is not None and coming >= ticket_type.group_from and ticket_type.group_percent:
        words = f"{words} · {_(DISCOUNTED, percent=ticket_type.group_percent)}"
    return words[:250]


async def _settle(
    group: RegistrationGroup, to: GroupStatus, *, now: datetime, reason: str, **values: Any
) -> None:  # fmt: skip
    ended = to in (GroupStatus.CANCELLED, GroupStatus.EXPIRED)
    every = {
        "hold_expires_at": None,
        "ended_at": now if ended else None,
        "end_reason": reason if ended else "",
    } | values
    await RegistrationGroup.filter(id=group.id).update(status=to, **every)
    await audit.note(f"group.{to}", actor="system", subject=f"group:{group.id}", now=now)
    await live.announce(f"event:{group.event_id}", {"group": group.id})


async def hand_over(company_id: int, old: str, email: str, locale: str) -> None:
    """What one coordinator bought for the company is written about to another one; in the caller's transaction."""
    sql = """SELECT o.id FROM registration_groups g JOIN orders o ON o.id = g.order_id
        WHERE g.company_id = $1 AND lower(o.buyer_email) = lower($2)"""
    await write_to([each["id"] for each in await rows(sql, company_id, old)], email, locale)
