"""The reminder before an event: to everybody with a seat and an address, once for each day that the event chose."""

from datetime import datetime, timedelta
from typing import Any

from events_app.core import jobs, mail, unsubscribing
from events_app.core.clock import local
from events_app.core.database import rows
from events_app.core.i18n import use_locale
from events_app.core.pages import absolute
from events_app.events.models import Event
from events_app.registration import emails, lifecycle, queries
from events_app.registration.models import RegistrationStatus

BATCH = 500
FARTHEST = timedelta(days=61)
FROM_HOUR = 9
WHO = """
SELECT r.id FROM registrations r JOIN people p ON p.id = r.person_id
WHERE r.event_id = $1 AND r.id > $2 AND r.status = 'confirmed' AND r.confirmed_at < $3 AND p.email IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM mail_refusals f WHERE f.address = lower(p.email) AND f.kind = 'reminders')
  AND NOT EXISTS (SELECT 1 FROM outbox_messages m WHERE m.address = lower(p.email)
                  AND m.reason = 'registration:' || r.id || ':reminder:' || $4::text)
ORDER BY r.id LIMIT $5
"""


def due_today(event: Event, now: datetime) -> int | None:
    """How many days are left, when the event reminds on this day of its own calendar and the morning has come."""
    moment = local(now, event.timezone)
    left = (local(event.starts_at, event.timezone).date() - moment.date()).days
    return left if left in event.reminder_days and moment.hour >= FROM_HOUR and now < event.starts_at else None


async def remind(_payload: dict[str, Any], now: datetime) -> None:
    """Looks for the events that remind today; a job for each."""
    coming = await Event.filter(
        status="published", dates_pending=False, starts_at__gt=now, starts_at__lt=now + FARTHEST
    )
    for event in coming:
        days = due_today(event, now)
        if days is not None:
            payload = {"event": event.id, "days": days, "date": str(local(event.starts_at, event.timezone).date())}
            await jobs.later("registration.remind_event", payload, now=now, key=f"remind:{event.id}:{days}")


async def remind_event(payload: dict[str, Any], now: datetime) -> None:
    """Its people in batches, without those who got their ticket today."""
    event = await Event.get(id=payload["event"])
    if due_today(event, now) != payload["days"]:
        return
    morning = local(now, event.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    what = f"{payload['date']}:{payload['days']}"
    found = await rows(WHO, event.id, payload.get("after", 0), morning, what, BATCH)
    for each in found:
        await mail_reminder(each["id"], days=payload["days"], what=what, now=now)
    if len(found) == BATCH:
        rest = payload | {"after": found[-1]["id"]}
        key = f"remind:{event.id}:{payload['days']}:{rest['after']}"
        await jobs.later("registration.remind_event", rest, now=now, key=key)


async def mail_reminder(registration_id: int, *, days: int, what: str, now: datetime) -> None:
    """Once for each person, date of the event and day; whoever said no is left alone."""
    registration = await queries.registration(registration_id)
    if registration is None or registration.status is not RegistrationStatus.CONFIRMED:
        return
    address = emails.address_on_file(registration)
    if address is None or await unsubscribing.is_out(address.lower(), unsubscribing.REMINDERS):
        return
    way_out = unsubscribing.link(address.lower(), unsubscribing.REMINDERS, now=now)
    with use_locale(registration.locale):
        link = absolute(f"/T/{lifecycle.code_of(registration)}")
        context = emails.told(registration, link) | {"days": days, "unsubscribe_url": way_out}
    await mail.send_later(
        "event_reminder",
        to=address,
        locale=registration.locale,
        context=context,
        reason=f"registration:{registration.id}:reminder:{what}",
        now=now,
        unsubscribe_url=way_out,
    )


JOBS = {"registration.remind": remind, "registration.remind_event": remind_event}
TIMETABLE = (("registration.remind", timedelta(minutes=30)),)
