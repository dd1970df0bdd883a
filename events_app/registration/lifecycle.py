"""What becomes of a registration: paid, released, cancelled, brought back; every move through one door."""

from datetime import datetime

from events_app.core import audit, live
from events_app.core.database import row, rows, transaction
from events_app.core.errors import CannotCancel, Conflict
from events_app.core.money import Money
from events_app.core.tokens import CURRENT_KEY_VERSION, ticket_code, ticket_hash
from events_app.payments import free, owed_back
from events_app.payments import services as payments
from events_app.payments.facts import lock_order
from events_app.payments.models import Order, OrderStatus
from events_app.registration import benefits, group_changes, offering, seats
from events_app.registration.groups import Who
from events_app.registration.models import MOVES, Registration, RegistrationStatus
from events_app.registration.promises import Given, promised
from events_app.registration.services import mail_ticket_later

CAN_CANCEL = (RegistrationStatus.CONFIRMED, RegistrationStatus.REQUESTED)
MOVE = """
UPDATE registrations SET status = $2::varchar, hold_expires_at = NULL,
    confirmed_at = CASE WHEN $2::varchar = 'confirmed' THEN $4 ELSE confirmed_at END,
    ended_at = CASE WHEN $2::varchar = 'confirmed' THEN NULL ELSE $4 END, cancel_reason = $5
WHERE id = $1 AND status = $3 RETURNING id
"""
ROTATE = """
UPDATE registrations SET rotation = rotation + 1, key_version = $2, code_hash = $3
WHERE id = $1 AND rotation = $4 RETURNING id
"""
LIVE_ELSEWHERE = """
SELECT id FROM registrations
WHERE event_id = $1 AND person_id = $2 AND id <> $3 AND status IN ('requested', 'held', 'confirmed')
"""

HOLD = """
UPDATE registrations SET status = 'held', order_id = $2, unit_net = $3, tax = $4, total = $5, hold_expires_at = $6
WHERE id = $1 AND status = $7 RETURNING id
"""
NO_ANSWER_NEEDED = """
WITH approvals_over AS (
    UPDATE approvals SET status = 'withdrawn', decided_at = $2, decided_by = $3
    WHERE registration_id = $1 AND status = 'waiting' RETURNING id)
UPDATE company_requests SET status = 'withdrawn', decided_at = $2, decided_by = $3
WHERE registration_id = $1 AND status = 'waiting' RETURNING id
"""


async def move(registration: Registration, to: RegistrationStatus, *, actor: str, reason: str, now: datetime) -> bool:
    """The door of a status (only seats.recycle lets many holds expire at once); False when somebody moved it first.

    Raises IllegalMove.
    """
    MOVES.check(registration.status, to)
    moved = await row(MOVE, registration.id, str(to), str(registration.status), now, reason[:300])
    if moved is None:
        return False
    subject = f"registration:{registration.id}"
    await audit.note(f"registration.{to}", actor=actor, subject=subject, now=now, detail={"reason": reason})
    await live.announce(f"event:{registration.event_id}", {"registration": registration.id})
    return True


async def hold(
    registration: Registration, *, order: Order, until: datetime, actor: str, reason: str, now: datetime
) -> bool:
    """From requested to held: what was asked for is granted and waits for its own order to be paid."""
    MOVES.check(registration.status, RegistrationStatus.HELD)
    price = (order.net, order.tax, order.total)
    if await row(HOLD, registration.id, order.id, *price, until, str(registration.status)) is None:
        return False
    subject = f"registration:{registration.id}"
    await audit.note("registration.held", actor=actor, subject=subject, now=now, detail={"reason": reason})
    return True


@transaction
async def on_paid(reference_id: int, order_id: int, now: datetime) -> bool:
    """Payments says the money is here: confirm, or bring a released seat back if one is free; False when full."""
    registration = await Registration.get_or_none(id=reference_id)
    if registration is None or registration.order_id != order_id:
        return False
    if registration.status is RegistrationStatus.CONFIRMED:
        return True
    held = registration.status is RegistrationStatus.HELD
    if held and await move(registration, RegistrationStatus.CONFIRMED, actor="system", reason="paid", now=now):
        await mail_ticket_later(registration.id, reason="paid", now=now)
        return True
    return await _revive(reference_id, now)


@transaction
async def on_released(reference_id: int, now: datetime, reason: str) -> None:
    """The order was let go: an unpaid seat returns to the pool; anything else stays as it is."""
    registration = await locked(reference_id)
    if registration is None or registration.status is not RegistrationStatus.HELD:
        return
    if registration.cancel_requested_at is not None:
        why = registration.cancel_reason
        await end(registration, RegistrationStatus.CANCELLED, actor="ticket", reason=why, now=now)
    else:
        await end(registration, RegistrationStatus.EXPIRED, actor="system", reason=reason, now=now)


@transaction
async def on_refunded(reference_id: int, order_id: int, now: datetime) -> None:
    """The whole payment went back, so the seat does too and its QR dies."""
    registration = await locked(reference_id)
    if registration is None or registration.order_id != order_id:
        return
    if registration.status is RegistrationStatus.CONFIRMED:
        await end(registration, RegistrationStatus.CANCELLED, actor="system", reason="refunded", now=now)


async def ticket_path(reference_id: int) -> str | None:
    """Where the thing that was paid is shown."""
    registration = await Registration.get_or_none(id=reference_id)
    return f"/T/{code_of(registration)}" if registration else None


def code_of(registration: Registration) -> str:
    return ticket_code(registration.id, registration.rotation, registration.key_version)


async def cancel(registration_id: int, *, actor: str, reason: str, now: datetime) -> Given:
    """Gives the seat back at once; an unpaid order is closed at Stripe first, so that nobody pays for nothing.

    What a paid seat gives back is the promise made when it was sold: of a company's order its balance, of a person's
    own a task of the office. Raises Conflict when it was paid, or got an order, at that moment: whoever cancels then
    decides about another seat.
    """
    registration = await Registration.get(id=registration_id)
    live = registration.status in (RegistrationStatus.HELD, RegistrationStatus.CONFIRMED)
    if live and registration.group_id is not None and registration.company_id is not None:
        who = Who(actor)
        return await group_changes.cancel(registration_id, registration.company_id, who=who, reason=reason, now=now)
    owes = registration.order_id if registration.status is RegistrationStatus.HELD else None
    if owes and await payments.release_order(owes, now=now, reason=reason) is not OrderStatus.RELEASED:
        raise Conflict()
    return await _cancel(registration, actor=actor, reason=reason, now=now)


@transaction
async def _cancel(seen: Registration, *, actor: str, reason: str, now: datetime) -> Given:
    order_id = seen.order_id
    if order_id is not None:
        # The order first, then the seat, as money that arrives locks them.
        await lock_order(order_id)
    registration = await locked(seen.id)
    if registration is None or registration.status in (RegistrationStatus.CANCELLED, RegistrationStatus.EXPIRED):
        return Given(Money(0), 0)
    if registration.status is not seen.status:
        raise Conflict()
    given = await promised(registration, now=now)
    await end(registration, RegistrationStatus.CANCELLED, actor=actor, reason=reason, now=now)
    if order_id is None or not given.amount:
        return given
    about, percent = f"registration:{registration.id}", given.percent
    owed = await owed_back.owe(order_id, given.amount, about=about, percent=percent, actor=actor, now=now)
    return Given(owed, percent)


@transaction
async def ask_to_cancel(registration_id: int, *, actor: str, reason: str, now: datetime) -> bool:
    """The person's own wish: a free or requested seat is given back at once (True); a paid one waits for the office."""
    registration = await locked(registration_id)
    if registration is None or registration.status not in CAN_CANCEL:
        raise CannotCancel()
    if registration.total == 0 or registration.status is RegistrationStatus.REQUESTED:
        await end(registration, RegistrationStatus.CANCELLED, actor=actor, reason=reason, now=now)
        return True
    if registration.cancel_requested_at is None:
        await Registration.filter(id=registration_id).update(cancel_requested_at=now, cancel_reason=reason[:300])
        await audit.note("registration.cancel_asked", actor=actor, subject=f"registration:{registration_id}", now=now)
    return False


@transaction
async def keep_seat(registration_id: int, *, actor: str, now: datetime) -> None:
    """The office answers a wish to cancel with no: the seat stays."""
    kept = await row(
        "UPDATE registrations SET cancel_requested_at = NULL WHERE id = $1 AND cancel_requested_at IS NOT NULL "
        "RETURNING id",
        registration_id,
    )
    if kept is not None:
        subject = f"registration:{registration_id}"
        await audit.note("registration.cancel_declined", actor=actor, subject=subject, now=now)


@transaction
async def rotate(registration_id: int, *, actor: str, now: datetime) -> str:
    """A new code for a lost ticket: the old link and QR stop working. Gives the new code."""
    registration = await Registration.get(id=registration_id)
    code = ticket_code(registration.id, registration.rotation + 1)
    rotated = await row(ROTATE, registration.id, CURRENT_KEY_VERSION, ticket_hash(code), registration.rotation)
    if rotated is None:
        return code_of(await Registration.get(id=registration_id))
    subject = f"registration:{registration_id}"
    await audit.note("registration.rotated", actor=actor, subject=subject, now=now)
    await mail_ticket_later(registration.id, reason=f"rotated-{registration.rotation + 1}", now=now)
    return code


async def _revive(registration_id: int, now: datetime) -> bool:
    registration = await locked(registration_id)
    if registration is None:
        return False
    if registration.status is RegistrationStatus.CONFIRMED:
        return True
    if await row(LIVE_ELSEWHERE, registration.event_id, registration.person_id, registration.id):
        return False
    if not await seats.take_more(registration.event_id, registration.ticket_type_id, registration.seats, now=now):
        return False
    await move(registration, RegistrationStatus.CONFIRMED, actor="system", reason="paid late", now=now)
    await mail_ticket_later(registration.id, reason="paid", now=now)
    return True


async def locked(registration_id: int) -> Registration | None:
    """The registration as it is once nobody else can move a seat of its event."""
    found = await row("SELECT event_id FROM registrations WHERE id = $1", registration_id)
    if found is None:
        return None
    await seats.lock(found["event_id"])
    return await Registration.get_or_none(id=registration_id)


async def end(registration: Registration, to: RegistrationStatus, *, actor: str, reason: str, now: datetime) -> None:
    """The seat goes back, and whoever waits gets it; what still waited for an answer needs none any more."""
    if await move(registration, to, actor=actor, reason=reason, now=now):
        await seats.give_back(registration.event_id, registration.ticket_type_id, registration.seats)
        await benefits.give_back([registration.id], now=now)
        if registration.order_id is not None and not registration.total:
            await free.let_go(registration.order_id, actor=actor, now=now)
        if registration.status is RegistrationStatus.REQUESTED:
            await rows(NO_ANSWER_NEEDED, registration.id, now, actor)
        await offering.give_out(registration.event_id, now)
