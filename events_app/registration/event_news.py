"""An event that was cancelled, postponed or moved is told to whoever has a seat, asked for one or waits in the line."""

from datetime import datetime
from typing import Any

from events_app.core import jobs, mail
from events_app.core.database import row, rows, transaction
from events_app.core.i18n import use_locale
from events_app.core.pages import absolute
from events_app.events.notices import Change
from events_app.registration import calling_off, emails, group_news, lifecycle, queries, waitlist_emails
from events_app.registration.models import RegistrationStatus

BATCH = 500
NEWS = ("change", "reason", "revision")
WITH_SEAT = """
SELECT id, status FROM registrations
WHERE event_id = $1 AND status IN ('requested', 'held', 'confirmed') AND id > $2 ORDER BY id LIMIT $3
"""
IN_LINE = """
SELECT id, status FROM wait_entries
WHERE event_id = $1 AND status IN ('waiting', 'offered') AND id > $2 ORDER BY id LIMIT $3
"""
HAS_SEAT = (RegistrationStatus.REQUESTED, RegistrationStatus.HELD, RegistrationStatus.CONFIRMED)
DATES_PENDING = "SELECT dates_pending FROM events e JOIN wait_entries w ON w.event_id = e.id WHERE w.id = $1"


@transaction
async def on_event_changed(event_id: int, change: str, reason: str, revision: int, now: datetime) -> None:
    """For the events room: it says that an event was cancelled or postponed."""
    payload = {"event": event_id, "change": change, "reason": reason, "revision": revision}
    await jobs.later("registration.tell_event_changed", payload, now=now, key=f"tell:{event_id}:{revision}")


async def tell_event_changed(payload: dict[str, Any], now: datetime) -> None:
    """One small job for each person, in batches, so that a failure repeats one mail and not a thousand.

    Whoever bought for a company, those with a seat or a request, then the line; what ends with the event ends when
    all have been found.
    """
    table = "line" if payload.get("line") else "seats"
    if table == "seats" and "after" not in payload:
        await group_news.tell_buyers_later(payload, now)
    found = await rows(IN_LINE if table == "line" else WITH_SEAT, payload["event"], payload.get("after", 0), BATCH)
    for each in found:
        news = {name: payload[name] for name in NEWS} | {"id": each["id"], "was": each["status"]}
        key = f"changed:{table}:{each['id']}:{payload['revision']}"
        await jobs.later(f"registration.mail_{table}_changed", news, now=now, key=key)
    if len(found) == BATCH:
        await _go_on(payload | {"after": found[-1]["id"]}, now)
    elif table == "seats":
        await _go_on(payload | {"after": 0, "line": True}, now)
    elif payload["change"] == Change.CANCELLED:
        await calling_off.end_everything(payload["event"], now)
    else:
        await calling_off.keep_places(payload["event"], now)


async def _go_on(payload: dict[str, Any], now: datetime) -> None:
    key = f"tell:{payload['event']}:{payload['revision']}:{payload.get('line', False)}:{payload['after']}"
    await jobs.later("registration.tell_event_changed", payload, now=now, key=key)


async def mail_seats_changed(payload: dict[str, Any], now: datetime) -> None:
    """Somebody with a seat, or who asked for one, and an address; `was` is how it stood when the event changed."""
    registration = await queries.registration(payload["id"])
    called_off = payload["change"] == Change.CANCELLED
    if registration is None or not (called_off or registration.status in HAS_SEAT):
        return
    address = emails.address_on_file(registration)
    if address is None:
        return
    with use_locale(registration.locale):
        link = absolute(f"/T/{lifecycle.code_of(registration)}")
        context = emails.told(registration, link) | _news(payload, registration.event.dates_pending)
    # The money of a company's people is its buyer's, who gets a letter of their own.
    context["by_company"] = registration.group_id is not None
    confirmed = payload["was"] == RegistrationStatus.CONFIRMED
    context["paid"] = confirmed and registration.total > 0 and not context["by_company"]
    await mail.send_later(
        "event_changed",
        to=address,
        locale=registration.locale,
        context=context,
        reason=f"registration:{registration.id}:event-{payload['change']}-{payload['revision']}",
        now=now,
        attachments=[f"ticket-ics:{registration.id}"],
    )


async def mail_line_changed(payload: dict[str, Any], now: datetime) -> None:
    """Somebody in the line with an address of their own, also when their company put them there."""
    about = await row(waitlist_emails.ABOUT, payload["id"], None)
    to = waitlist_emails.own_address(about) if about else None
    pending = await row(DATES_PENDING, payload["id"])
    if about is None or to is None or pending is None:
        return
    with use_locale(about["locale"]):
        context = waitlist_emails.told(about) | _news(payload, pending["dates_pending"])
    context |= {"link": context["wait_link"], "folio": "", "paid": False, "by_company": False}
    reason = f"wait_entry:{about['entry_id']}:event-{payload['change']}-{payload['revision']}"
    await mail.send_later("event_changed", to=to, locale=about["locale"], context=context, reason=reason, now=now)


def _news(payload: dict[str, Any], dates_pending: bool) -> dict[str, Any]:
    return {
        "change": payload["change"],
        "reason": payload["reason"],
        "was": payload["was"],
        "dates_pending": dates_pending,
    }


JOBS = {
    "registration.tell_event_changed": tell_event_changed,
    "registration.mail_seats_changed": mail_seats_changed,
    "registration.mail_line_changed": mail_line_changed,
    **group_news.JOBS,
}
