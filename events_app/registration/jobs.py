"""Work for later: mails with the ticket, waiting lists, long lists, and what the other rooms' halves queue."""

from datetime import datetime, timedelta
from typing import Any

from events_app.core import jobs
from events_app.core.database import rows
from events_app.registration import (
    emails,
    event_news,
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


async def mail_waiting(payload: dict[str, Any], now: datetime) -> None:
    await waitlist_emails.send(payload["message"], payload["id"], now=now)


async def mail_many_waiting(payload: dict[str, Any], now: datetime) -> None:
    for entry_id in payload["entries"]:
        await waitlist_emails.mail_later("waitlist_joined", entry_id, now=now)


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


JOBS = {
    "registration.drop_drafts": drop_drafts,
    "registration.mail_group": mail_group,
    "registration.write_sheet": write_sheet,
    "registration.mail_ticket": mail_ticket,
    "registration.mail_waiting": mail_waiting,
    "registration.mail_many_waiting": mail_many_waiting,
    "registration.work_waiting_lists": work_waiting_lists,
    **event_news.JOBS,
    **request_jobs.JOBS,
    **reminders.JOBS,
}
TIMETABLE = (
    ("registration.work_waiting_lists", timedelta(minutes=1)),
    ("registration.drop_drafts", timedelta(minutes=10)),
    *request_jobs.TIMETABLE,
    *reminders.TIMETABLE,
)
