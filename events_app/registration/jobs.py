"""Work for later: mails with the ticket, waiting lists, and news of an event to everybody with a seat."""

from datetime import datetime, timedelta
from typing import Any

from events_app.core import jobs
from events_app.core.database import rows, transaction
from events_app.registration import (
    emails,
    group_lifecycle,
    groups,
    reminders,
    request_jobs,
    sheet_confirm,
    waitlist,
    waitlist_emails,
)
from events_app.registration.services import mail_ticket_later

BATCH = 500


async def mail_ticket(payload: dict[str, Any], now: datetime) -> None:
    await emails.mail_ticket(payload["registration"], message=payload["message"], reason=payload["reason"], now=now)


async def mail_event_changed(payload: dict[str, Any], now: datetime) -> None:
    await emails.mail_event_changed(
        payload["registration"],
        change=payload["change"],
        reason=payload["reason"],
        revision=payload["revision"],
        now=now,
    )


async def tell_event_changed(payload: dict[str, Any], now: datetime) -> None:
    """One small job for each person, in batches, so that a failure repeats one mail and not a thousand."""
    found = await rows(
        "SELECT id FROM registrations WHERE event_id = $1 AND status IN ('requested', 'held', 'confirmed') AND id > $2 "
        "ORDER BY id LIMIT $3",
        payload["event"],
        payload.get("after", 0),
        BATCH,
    )
    for each in found:
        news = {name: payload[name] for name in ("change", "reason", "revision")} | {"registration": each["id"]}
        key = f"changed:{each['id']}:{payload['revision']}"
        await jobs.later("registration.mail_event_changed", news, now=now, key=key)
    if len(found) == BATCH:
        rest = payload | {"after": found[-1]["id"]}
        key = f"tell:{payload['event']}:{payload['revision']}:{rest['after']}"
        await jobs.later("registration.tell_event_changed", rest, now=now, key=key)


async def mail_waiting(payload: dict[str, Any], now: datetime) -> None:
    await waitlist_emails.send(payload["message"], payload["id"], now=now)


async def work_waiting_lists(payload: dict[str, Any], now: datetime) -> None:
    """Each minute: offers that are over end, and seats that nobody announced (a larger quota) are offered."""
    for event_id in await waitlist.events_with_work(now):
        await waitlist.work_through(event_id, now)


async def drop_drafts(_payload: dict[str, Any], now: datetime) -> None:
    await group_lifecycle.drop_drafts(now)


async def mail_group(payload: dict[str, Any], now: datetime) -> None:
    """The tickets of a group in batches: one small job for each person with an address."""
    found = await rows(
        "SELECT r.id FROM registrations r JOIN people p ON p.id = r.person_id WHERE r.group_id = $1 AND r.id > $2 "
        "AND r.status = 'confirmed' AND p.email IS NOT NULL ORDER BY r.id LIMIT $3",
        payload["group"],
        payload.get("after", 0),
        BATCH,
    )
    for each in found:
        await mail_ticket_later(each["id"], reason=payload["reason"], now=now)
    if len(found) == BATCH:
        rest = payload | {"after": found[-1]["id"]}
        key = f"group-tickets:{payload['group']}:{payload['reason']}:{rest['after']}"
        await jobs.later("registration.mail_group", rest, now=now, key=key)


async def write_sheet(payload: dict[str, Any], now: datetime) -> None:
    await sheet_confirm.write_all(payload["upload"], payload["group"], who=groups.Who(**payload["who"]), now=now)


@transaction
async def on_event_changed(event_id: int, change: str, reason: str, revision: int, now: datetime) -> None:
    """For the events room: it says that an event was cancelled or postponed."""
    payload = {"event": event_id, "change": change, "reason": reason, "revision": revision}
    await jobs.later("registration.tell_event_changed", payload, now=now, key=f"tell:{event_id}:{revision}")


JOBS = {
    "registration.drop_drafts": drop_drafts,
    "registration.mail_group": mail_group,
    "registration.write_sheet": write_sheet,
    "registration.mail_ticket": mail_ticket,
    "registration.mail_event_changed": mail_event_changed,
    "registration.tell_event_changed": tell_event_changed,
    "registration.mail_waiting": mail_waiting,
    "registration.work_waiting_lists": work_waiting_lists,
    **request_jobs.JOBS,
    **reminders.JOBS,
}
TIMETABLE = (
    ("registration.work_waiting_lists", timedelta(minutes=1)),
    ("registration.drop_drafts", timedelta(minutes=10)),
    *request_jobs.TIMETABLE,
    *reminders.TIMETABLE,
)
