"""The organiser's answer to whoever asked for a seat: approved goes on to pay, declined gives the seat back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events_app.core.database import row, rows, transaction
from events_app.core.money import Money
from events_app.events.models import Event, TicketType
from events_app.payments.services import open_order
from events_app.payments.values import Buyer, LineRequest
from events_app.registration import lifecycle, opening
from events_app.registration.engine.answer_by import pay_by, reminder_at
from events_app.registration.models import Registration, RegistrationStatus
from events_app.registration.services import mail_ticket_later

# Whoever decides first decides; an approval that is over is only for the sweep to lapse.
DECIDE = """
UPDATE approvals SET status = $2, decided_by = $3, decided_at = $4, reason = $5
WHERE registration_id = $1 AND status = 'waiting' AND (decide_by > $4 OR $2 <> 'approved') RETURNING id
"""
LAPSE = """
UPDATE approvals SET status = 'lapsed', decided_by = 'system', decided_at = $2
WHERE registration_id = $1 AND status = 'waiting' AND decide_by <= $2 RETURNING id
"""
DUE = "SELECT registration_id FROM approvals WHERE status = 'waiting' AND decide_by <= $1 ORDER BY decide_by LIMIT 200"
COMPANY_WAITS = "SELECT id FROM company_requests WHERE registration_id = $1 AND status = 'waiting'"
COMPANY_UNTIL = "UPDATE company_requests SET hold_until = $2 WHERE id = $1 RETURNING id"
WAIT_LONGER = "UPDATE registrations SET hold_expires_at = $2 WHERE id = $1 AND status = 'requested' RETURNING id"


@dataclass(frozen=True)
class Decided:
    """How many were decided now; the others had been decided, or had lapsed, before."""

    done: int
    asked: int


async def approve(registration_ids: Sequence[int], *, actor: str, now: datetime) -> Decided:
    """Each in its own transaction, so that one that somebody else decided does not hold up the others."""
    done = [await _approve(each, actor=actor, now=now) for each in registration_ids]
    return Decided(sum(done), len(done))


async def decline(registration_ids: Sequence[int], *, reason: str, actor: str, now: datetime) -> Decided:
    done = [await _decline(each, reason=reason, actor=actor, now=now) for each in registration_ids]
    return Decided(sum(done), len(done))


async def lapse_due(now: datetime) -> int:
    """Approvals that nobody gave in time: the seat goes back and the person is told so."""
    return sum([await _lapse(each["registration_id"], now) for each in await rows(DUE, now)])


@transaction
async def _approve(registration_id: int, *, actor: str, now: datetime) -> bool:
    registration = await lifecycle.locked(registration_id)
    if registration is None or registration.status is not RegistrationStatus.REQUESTED:
        return False
    if await row(DECIDE, registration_id, "approved", actor, now, "") is None:
        return False
    company = await row(COMPANY_WAITS, registration_id)
    if company is not None:
        await _ask_company(registration, company["id"], now)
    elif registration.total == 0:
        await lifecycle.move(registration, RegistrationStatus.CONFIRMED, actor=actor, reason="approved", now=now)
        await mail_ticket_later(registration.id, reason="approved", now=now)
    else:
        await hold_for_payment(registration, await _pay_by(registration, now), actor=actor, reason="approved", now=now)
        await opening.tell(registration_id, "approved", now=now)
    return True


@transaction
async def _decline(registration_id: int, *, reason: str, actor: str, now: datetime) -> bool:
    registration = await lifecycle.locked(registration_id)
    if registration is None or registration.status is not RegistrationStatus.REQUESTED:
        return False
    if await row(DECIDE, registration_id, "declined", actor, now, reason[:300]) is None:
        return False
    await lifecycle.end(registration, RegistrationStatus.CANCELLED, actor=actor, reason=reason, now=now)
    await opening.tell(registration_id, "declined", now=now)
    return True


@transaction
async def _lapse(registration_id: int, now: datetime) -> bool:
    registration = await lifecycle.locked(registration_id)
    if registration is None or await row(LAPSE, registration_id, now) is None:
        return False
    if registration.status is RegistrationStatus.REQUESTED:
        await lifecycle.end(registration, RegistrationStatus.EXPIRED, actor="system", reason="not decided", now=now)
        await opening.tell(registration_id, "declined", now=now)
    return True


async def hold_for_payment(
    registration: Registration, until: datetime, *, actor: str, reason: str, now: datetime
) -> None:
    """Opens the order at the price frozen when the seat was asked for, in the caller's transaction."""
    await registration.fetch_related("person", "event", "ticket_type")
    event, kind, person = registration.event, registration.ticket_type, registration.person
    buyer = Buyer(name=person.full_name, email=person.email, locale=registration.locale,
                  company_id=registration.company_id)  # fmt: skip
    order = await open_order(
        reference=f"registration:{registration.id}", buyer=buyer, lines=[line_of(registration, event, kind)],
        hold_expires_at=until, now=now, actor=actor,
    )  # fmt: skip
    await lifecycle.hold(registration, order=order, until=until, actor=actor, reason=reason, now=now)
    await opening.tell(registration.id, "approved_reminder", now=now, run_at=reminder_at(now, until))


def line_of(registration: Registration, event: Event, kind: TicketType) -> LineRequest:
    """The line of an order as the page promised it."""
    words = f"{event.title(registration.locale)} · {kind.name(registration.locale)}"
    return LineRequest(
        description=words[:250], unit_net=Money(registration.unit_net, registration.currency), tax_code=kind.tax_code
    )


async def _ask_company(registration: Registration, request_id: int, now: datetime) -> None:
    """Approved, but the company pays: its days to answer begin now."""
    await registration.fetch_related("event")
    until = opening.until(registration.event, now)
    await row(COMPANY_UNTIL, request_id, until)
    await row(WAIT_LONGER, registration.id, until)
    await opening.tell_company(registration.id, until, now=now)


async def _pay_by(registration: Registration, now: datetime) -> datetime:
    await registration.fetch_related("event", "ticket_type")
    event = registration.event
    return pay_by(now, registration.ticket_type.pay_within_days, latest=event.starts_at, zone=event.timezone)
