"""What ends with an event that is called off: the line, offers, requests and unpaid orders; and what a delay keeps."""

from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, rows, transaction
from events_app.core.money import Money
from events_app.events.kinds import EventStatus
from events_app.payments import owed_back
from events_app.payments.engine.states import EVENT_OFF
from events_app.payments.services import release_order_later
from events_app.registration import lifecycle, offering, seats
from events_app.registration.models import Registration, RegistrationStatus
from events_app.registration.waiting_records import OfferStatus, WaitStatus

# The reason kept on every seat that ended so; the lists of people to be told find them by it.
CALLED_OFF = EVENT_OFF
OFFERS = "SELECT id FROM seat_offers WHERE event_id = $1 AND status = 'open' ORDER BY id"
LINE = """
UPDATE wait_entries SET status = 'called_off', ended_at = $2 WHERE event_id = $1 AND status = 'waiting' RETURNING id
"""
ASKED = "SELECT id FROM registrations WHERE event_id = $1 AND status = 'requested' ORDER BY id"
UNPAID = """
SELECT DISTINCT o.id FROM registrations r LEFT JOIN registration_groups g ON g.id = r.group_id
JOIN orders o ON o.id = coalesce(r.order_id, g.order_id)
WHERE r.event_id = $1 AND r.status = 'held' AND o.status IN ('pending', 'partly_paid') ORDER BY o.id
"""
PAID = """
SELECT o.id, o.reference, o.currency, sum(r.total)::bigint AS total FROM registrations r
LEFT JOIN registration_groups g ON g.id = r.group_id JOIN orders o ON o.id = coalesce(r.order_id, g.order_id)
WHERE r.event_id = $1 AND r.status = 'confirmed' AND r.total > 0 AND o.status = 'paid' GROUP BY o.id ORDER BY o.id
"""
STATUS = "SELECT status FROM events WHERE id = $1"


async def is_off(event_id: int) -> bool:
    """Whether nobody can come any more."""
    found = await row(STATUS, event_id)
    return found is None or found["status"] == EventStatus.CANCELLED


async def end_everything(event_id: int, now: datetime) -> None:
    """Of a cancelled event: nobody waits, decides, or pays for nothing, and what was paid is the office's to send back.

    Doing it twice ends it once.
    """
    if not await is_off(event_id):
        return
    await _end_the_line(event_id, now)
    for each in await rows(ASKED, event_id):
        await _end_request(each["id"], now)
    for each in await rows(UNPAID, event_id):
        await release_order_later(each["id"], now, CALLED_OFF)
    for each in await rows(PAID, event_id):
        await _owe_all(each, now)


@transaction
async def keep_places(event_id: int, now: datetime) -> None:
    """Of an event without a date: nobody can accept, so no offer runs out; each goes back to its place in the line."""
    await seats.lock(event_id)
    found = await row(STATUS, event_id)
    if found is None or found["status"] != EventStatus.POSTPONED:
        return
    for each in await rows(OFFERS, event_id):
        await offering.close(each["id"], OfferStatus.WITHDRAWN, WaitStatus.WAITING, actor="system", now=now)


@transaction
async def _end_the_line(event_id: int, now: datetime) -> None:
    await seats.lock(event_id)
    for each in await rows(OFFERS, event_id):
        await offering.close(each["id"], OfferStatus.WITHDRAWN, WaitStatus.CALLED_OFF, actor="system", now=now)
    ended = await rows(LINE, event_id, now)
    if ended:
        detail = {"entries": [each["id"] for each in ended]}
        await audit.note("wait_entry.called_off", actor="system", subject=f"event:{event_id}", now=now, detail=detail)


@transaction
async def _owe_all(sold: dict[str, Any], now: datetime) -> None:
    """One task for each paid order; the reference is that of its thing, so that a seat cancelled later adds none."""
    amount, about = Money(sold["total"], sold["currency"]), sold["reference"]
    await owed_back.owe(sold["id"], amount, about=about, percent=100, actor="system", now=now)


@transaction
async def _end_request(registration_id: int, now: datetime) -> None:
    registration: Registration | None = await lifecycle.locked(registration_id)
    if registration is not None and registration.status is RegistrationStatus.REQUESTED:
        await lifecycle.end(registration, RegistrationStatus.CANCELLED, actor="system", reason=CALLED_OFF, now=now)
