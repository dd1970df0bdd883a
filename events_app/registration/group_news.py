"""An event that was cancelled, postponed or moved is told once to whoever bought seats of it for a company."""

from datetime import datetime
from typing import Any

from events_app.core import jobs, mail
from events_app.core.database import row, rows
from events_app.core.formats import capital, format_date_words, format_time
from events_app.core.i18n import use_locale
from events_app.core.pages import absolute
from events_app.core.settings import settings
from events_app.events.notices import Change
from events_app.registration import in_charge

# A draft hears from whoever finishes writing it.
GROUPS = """
SELECT g.id, g.status, (SELECT coalesce(sum(r.seats), 0)::int FROM registrations r
    WHERE r.group_id = g.id AND r.status IN ('held', 'confirmed')) AS seats
FROM registration_groups g WHERE g.event_id = $1 AND g.status IN ('held', 'confirmed') ORDER BY g.id
"""
# The order's buyer; of seats that cost nothing, whoever registered them.
ABOUT = """
SELECT g.id, g.status, g.company_id, g.created_by, o.buyer_email AS email, o.locale, o.folio,
    coalesce(o.total, 0) AS total, coalesce(nullif(c.trade_name, ''), c.legal_name) AS name, c.slug, e.title_es,
    e.title_en, e.starts_at, e.timezone, e.venue_name, e.dates_pending
FROM registration_groups g JOIN events e ON e.id = g.event_id JOIN companies c ON c.id = g.company_id
LEFT JOIN orders o ON o.id = g.order_id
WHERE g.id = $1
"""


async def tell_buyers_later(payload: dict[str, Any], now: datetime) -> None:
    """A job for each company's group, with how it stood when the event changed."""
    for each in await rows(GROUPS, payload["event"]):
        news = {name: payload[name] for name in ("change", "reason", "revision")}
        news |= {"id": each["id"], "was": each["status"], "seats": each["seats"]}
        key = f"changed:group:{each['id']}:{payload['revision']}"
        await jobs.later("registration.mail_buyer_changed", news, now=now, key=key)


async def mail_buyer_changed(payload: dict[str, Any], now: datetime) -> None:
    """Whoever bought the group's seats and has an address; a group that ended meanwhile has nothing to expect."""
    about = await row(ABOUT, payload["id"])
    if about is not None and not about["email"]:
        about |= await in_charge.reader(about["company_id"], about["created_by"], now=now) or {}
    if about is None or not about["email"] or not payload["seats"]:
        return
    if payload["change"] != Change.CANCELLED and about["status"] not in ("held", "confirmed"):
        return
    with use_locale(about["locale"]):
        context = _told(about, payload)
    reason = f"group:{about['id']}:event-{payload['change']}-{payload['revision']}"
    await mail.send_later(
        "company_event_changed", to=about["email"], locale=about["locale"], context=context, reason=reason, now=now
    )


def _told(about: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
    """The words in the language in force."""
    return {
        "name": about["name"],
        "event": (about["title_en"] if about["locale"] == "en" else "") or about["title_es"],
        "day": capital(format_date_words(about["starts_at"], about["timezone"])),
        "hour": format_time(about["starts_at"], about["timezone"]),
        "place": about["venue_name"],
        "dates_pending": about["dates_pending"],
        "change": payload["change"],
        "reason": payload["reason"],
        "people": payload["seats"],
        "folio": about["folio"] or "",
        "pending": payload["was"] == "held",
        "paid": payload["was"] == "confirmed" and about["total"] > 0,
        "link": absolute(f"/empresa/{about['slug']}/grupos/{about['id']}"),
        "silent_link": absolute(f"/empresa/{about['slug']}/avisos"),
        "office_email": settings().association.email,
        "association": settings().association.name,
    }


JOBS = {"registration.mail_buyer_changed": mail_buyer_changed}
