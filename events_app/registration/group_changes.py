"""What a company may change of its people's seats: another name until the cut-off, and giving a seat back."""

from dataclasses import replace
from datetime import datetime

from events_app.core import audit
from events_app.core.clock import local
from events_app.core.database import row, rows, transaction
from events_app.core.errors import AlreadyRegistered, CannotCancel, Conflict, NotFound
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.tokens import CURRENT_KEY_VERSION, ticket_code, ticket_hash
from events_app.directory.engine.folding import number_key
from events_app.events.models import Event
from events_app.payments import credit
from events_app.payments.engine.states import NAMES_CHANGED, OrderStatus
from events_app.payments.models import Order
from events_app.payments.services import release_order
from events_app.registration import benefits, group_writes, groups, offering, seats
from events_app.registration.errors import GroupHasMoney, SubstitutionOver
from events_app.registration.group_records import GROUP_MOVES, GroupStatus, RegistrationGroup, Substitution
from events_app.registration.group_writes import Comer
from events_app.registration.groups import DRAFT_LASTS, Who
from events_app.registration.models import MOVES, Registration, RegistrationStatus
from events_app.registration.promises import Given, promised
from events_app.registration.services import mail_ticket_later

CANCELLED = N_("Se canceló el lugar %(folio)s")
OF_COMPANY = """
SELECT id, event_id, group_id, status, total FROM registrations WHERE id = $1 AND company_id = $2
AND group_id IS NOT NULL
"""
END = """
UPDATE registrations SET status = 'cancelled', ended_at = $3, hold_expires_at = NULL, cancel_reason = $4
WHERE id = $1 AND status = $2 RETURNING ticket_type_id, seats, folio
"""
EXCHANGE = """
UPDATE registrations SET person_id = $2, rotation = rotation + 1, key_version = $3, code_hash = $4,
    name_correction = NULL, locale = (SELECT p.locale FROM people p WHERE p.id = $2)
WHERE id = $1 AND rotation = $5 AND status IN ('held', 'confirmed') RETURNING id
"""
LOCK_COMPANY = "SELECT id FROM companies WHERE id = $1 FOR NO KEY UPDATE"
OF_NUMBER = "SELECT id FROM employments WHERE company_id = $1 AND number_key = $2 AND ends_on IS NULL LIMIT 1"
LOOSEN = """
UPDATE registration_groups SET status = 'draft', order_id = NULL, hold_expires_at = $2
WHERE id = $1 AND status = 'held' AND order_id = $3 RETURNING id
"""
PUT_BACK = """
UPDATE registration_groups SET status = 'held', order_id = $2, hold_expires_at = $3
WHERE id = $1 AND status = 'draft' RETURNING id
"""
LIVE = """
SELECT 1 AS one FROM registrations WHERE event_id = $1 AND person_id = $2
AND status IN ('requested', 'held', 'confirmed')
"""


async def has_money(group: RegistrationGroup) -> bool:
    """Whether a part of a group's unpaid order arrived: then nobody is taken out of it."""
    if group.status is not GroupStatus.HELD:
        return False
    return not await Order.filter(id=group.order_id, status=OrderStatus.PENDING).exists()


async def cancel(registration_id: int, company_id: int, *, who: Who, reason: str, now: datetime) -> Given:
    """Gives one seat back. Before the payment the order is made anew without it; afterwards the promise holds.

    Raises NotFound for another company's, CannotCancel once the event began, GroupHasMoney when a part is paid, and
    Conflict while the list is being written or somebody else takes the order apart.
    """
    found = await row(OF_COMPANY, registration_id, company_id)
    if found is None:
        raise NotFound()
    event = await Event.get(id=found["event_id"])
    if now >= event.starts_at or found["status"] not in ("held", "confirmed"):
        raise CannotCancel()
    group = await RegistrationGroup.get(id=found["group_id"])
    if group.status is GroupStatus.DRAFT:
        raise Conflict()
    if group.status is not GroupStatus.HELD:
        return await _cancel_paid(registration_id, group.id, who=who, reason=reason, now=now)
    buyer = await Order.get(id=group.order_id)
    await _take_apart(group, now=now)
    await _end(registration_id, group.event_id, "held", who=who, reason=reason, now=now)
    await groups.finish(group.id, who=replace(who, email=buyer.buyer_email, locale=buyer.locale), now=now)
    return Given(Money(0, event.currency), 100)


@transaction
async def substitute(
    registration_id: int, company_id: int, comer: Comer, *, who: Who, locale: str, now: datetime
) -> None:  # fmt: skip
    """Another person of the company takes the seat: the old QR dies and the new one is sent.

    Raises SubstitutionOver after the cut-off, AlreadyRegistered when the new person has a seat, and Conflict when
    somebody else wrote a new person's number down meanwhile.
    """
    found = await row(OF_COMPANY, registration_id, company_id)
    if found is None or found["status"] not in ("held", "confirmed"):
        raise NotFound()
    await row(LOCK_COMPANY, company_id)
    await seats.lock(found["event_id"])
    registration = await Registration.get(id=registration_id).select_related("event")
    group = await RegistrationGroup.get(id=found["group_id"])
    title = registration.event.title(locale)
    if group.substitutions_until is None or now >= group.substitutions_until:
        raise SubstitutionOver(event=title)
    if comer.person_id is None and await row(OF_NUMBER, company_id, number_key(comer.values["employee_number"])):
        raise Conflict()
    today = local(now).date()
    new_id = (await group_writes.people_of([comer], company_id, now=now, today=today))[comer.key]
    if new_id == registration.person_id:
        return
    if await row(LIVE, registration.event_id, new_id) is not None:
        raise AlreadyRegistered(event=title)
    await _exchange(registration, new_id, who=who, now=now)


async def _exchange(registration: Registration, new_id: int, *, who: Who, now: datetime) -> None:
    """The other name on the seat, with a new code; written down and, once paid, mailed."""
    rotation = registration.rotation + 1
    code = ticket_hash(ticket_code(registration.id, rotation))
    if await row(EXCHANGE, registration.id, new_id, CURRENT_KEY_VERSION, code, registration.rotation) is None:
        raise NotFound()
    await Substitution.create(
        registration_id=registration.id, old_person_id=registration.person_id, new_person_id=new_id,
        actor=who.label, at=now,
    )  # fmt: skip
    await audit.note(
        "registration.substituted", actor=who.label, subject=f"registration:{registration.id}", now=now,
        detail={"old": registration.person_id, "new": new_id},
    )  # fmt: skip
    if registration.status is RegistrationStatus.CONFIRMED:
        await mail_ticket_later(registration.id, reason=f"substituted-{rotation}", now=now)


@transaction
async def _cancel_paid(registration_id: int, group_id: int, *, who: Who, reason: str, now: datetime) -> Given:
    """The order first, then the seat: the same order in which money that arrives locks them."""
    group = await RegistrationGroup.get(id=group_id)
    if group.order_id is not None:
        await row("SELECT id FROM orders WHERE id = $1 FOR NO KEY UPDATE", group.order_id)
    await seats.lock(group.event_id)
    registration = await Registration.get(id=registration_id)
    if registration.status not in (RegistrationStatus.HELD, RegistrationStatus.CONFIRMED):
        raise CannotCancel()
    given = await promised(registration, now=now)
    await _end(registration_id, group.event_id, str(registration.status), who=who, reason=reason, now=now)
    if given.amount.amount and group.order_id is not None:
        said, key = _(CANCELLED, folio=registration.folio), f"registration:{registration_id}"
        await credit.from_sale(group.order_id, given.amount, reason=said, key=key, actor=who.label, now=now)
    return given


async def _take_apart(group: RegistrationGroup, *, now: datetime) -> None:
    """Lets the unpaid order go while its seats stay; the group is a draft until its next order is open.

    Whoever stops in between leaves a draft that its order holds again in a few minutes, or whose seats return.
    """
    GROUP_MOVES.check(group.status, GroupStatus.DRAFT)
    order = await row("SELECT id, status FROM orders WHERE id = $1", group.order_id)
    if order is None or order["status"] != OrderStatus.PENDING:
        raise GroupHasMoney()
    await _loosen(group, now=now)
    try:
        status = await release_order(order["id"], now, NAMES_CHANGED)
    except Exception:
        await _put_back(group)
        raise
    if status is not OrderStatus.RELEASED:
        await _put_back(group)
        raise GroupHasMoney()


@transaction
async def _loosen(group: RegistrationGroup, *, now: datetime) -> None:
    """Under the event's lock, so that a payment of this moment finds the group held or loose, never in between."""
    await seats.lock(group.event_id)
    moved = await rows(LOOSEN, group.id, now + DRAFT_LASTS, group.order_id)
    if not moved:
        raise CannotCancel()


@transaction
async def _put_back(group: RegistrationGroup) -> None:
    await seats.lock(group.event_id)
    await rows(PUT_BACK, group.id, group.order_id, group.hold_expires_at)


@transaction
async def _end(
    registration_id: int, event_id: int, was: str, *, who: Who, reason: str, now: datetime
) -> None:  # fmt: skip
    await seats.lock(event_id)
    MOVES.check(RegistrationStatus(was), RegistrationStatus.CANCELLED)
    ended = await row(END, registration_id, was, now, reason[:300])
    if ended is None:
        raise CannotCancel()
    await benefits.give_back([registration_id], now=now)
    await seats.give_back(event_id, ended["ticket_type_id"], ended["seats"])
    subject, detail = f"registration:{registration_id}", {"reason": reason}
    await audit.note("registration.cancelled", actor=who.label, subject=subject, now=now, detail=detail)
    await offering.give_out(event_id, now)
