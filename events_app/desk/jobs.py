"""Tells the coordinators of a company, once for each reason, that some of its people have no address."""

from datetime import datetime, timedelta
from typing import Any

from events_app.core import jobs, mail
from events_app.core.clock import local
from events_app.core.database import rows
from events_app.core.i18n import use_locale
from events_app.core.pages import absolute
from events_app.core.settings import settings
from events_app.events.kinds import PRIVATE_KINDS
from events_app.events.models import Event
from events_app.registration.calling_off import CALLED_OFF
from events_app.registration.reminders import FARTHEST, due_today

# Those with a seat or a request, and with a change also those who wait.
SILENT = """
SELECT c.id, c.slug, coalesce(nullif(c.trade_name, ''), c.legal_name) AS name, count(*)::int AS people
FROM (
    SELECT r.company_id FROM registrations r JOIN people p ON p.id = r.person_id JOIN events e ON e.id = r.event_id
    WHERE r.event_id = $1 AND p.email IS NULL
      AND (r.status IN ('requested', 'held', 'confirmed') OR e.status = 'cancelled' AND r.cancel_reason = $4)
      AND (r.group_id IS NOT NULL OR r.source = 'coordinator' OR NOT e.kind = ANY($2::text[])
           OR EXISTS (SELECT 1 FROM company_requests q WHERE q.registration_id = r.id))
    UNION ALL
    SELECT w.company_id FROM wait_entries w JOIN events e ON e.id = w.event_id LEFT JOIN people p ON p.id = w.person_id
    WHERE $3 AND w.event_id = $1 AND w.contact_email IS NULL AND p.email IS NULL
      AND w.status IN ('waiting', 'offered', 'called_off')
      AND (w.group_id IS NOT NULL OR w.verified_by = 'coordinator' OR NOT e.kind = ANY($2::text[]))
) silent JOIN companies c ON c.id = silent.company_id
GROUP BY c.id ORDER BY c.id
"""
COORDINATORS = """
SELECT DISTINCT u.email, u.name, u.locale FROM role_grants g JOIN users u ON u.id = g.user_id AND u.is_active
WHERE g.role = 'coordinator' AND g.scope = $1 AND g.ended_at IS NULL AND g.starts_on <= $2
  AND (g.ends_on IS NULL OR g.ends_on >= $2) AND u.email IS NOT NULL ORDER BY u.email
"""


async def on_event_changed(event_id: int, change: str, revision: int, now: datetime) -> None:
    """For the composition root: an event was cancelled, postponed or moved."""
    payload = {"event": event_id, "change": change, "what": f"change-{revision}"}
    await jobs.later("desk.tell_coordinators", payload, now=now, key=f"without-mail:{event_id}:{revision}")


async def look_without_mail(_payload: dict[str, Any], now: datetime) -> None:
    """On the first day that an event reminds its people, those who cannot be reminded are somebody's list."""
    coming = await Event.filter(
        status="published", dates_pending=False, starts_at__gt=now, starts_at__lt=now + FARTHEST
    )
    for event in coming:
        if due_today(event, now) is not None:
            what = f"soon-{local(event.starts_at, event.timezone).date()}"
            payload = {"event": event.id, "change": "", "what": what}
            await jobs.later("desk.tell_coordinators", payload, now=now, key=f"without-mail:{event.id}:{what}")


async def tell_coordinators(payload: dict[str, Any], now: datetime) -> None:
    """One mail to each coordinator of each company with such people."""
    event = await Event.get(id=payload["event"])
    for company in await rows(SILENT, event.id, list(PRIVATE_KINDS), bool(payload["change"]), CALLED_OFF):
        for each in await rows(COORDINATORS, f"company:{company['id']}", local(now).date()):
            with use_locale(each["locale"]):
                context = {
                    "name": each["name"],
                    "company": company["name"],
                    "people": company["people"],
                    "event": event.title(each["locale"]),
                    "change": payload["change"],
                    "link": absolute(f"/empresa/{company['slug']}/avisos"),
                    "association": settings().association.name,
                }
            await mail.send_later(
                "people_without_mail",
                to=each["email"],
                locale=each["locale"],
                context=context,
                reason=f"event:{event.id}:company:{company['id']}:without-mail:{payload['what']}",
                now=now,
            )


JOBS = {"desk.tell_coordinators": tell_coordinators, "desk.look_without_mail": look_without_mail}
TIMETABLE = (("desk.look_without_mail", timedelta(hours=1)),)
