"""The outbox: a message is queued with its cause and leaves at most once for each reason and address.

queued → sending → sent, failed, or unknown when nobody can tell whether it left; kept when there is no SMTP_URL.
"""

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from events_app.core import faults
from events_app.core.database import row, rows, tx
from events_app.core.errors import NotFound
from events_app.core.jobs_queue import TryAgain, later
from events_app.core.logs import mask
from events_app.core.mail_letter import Attachment, Letter, attach, clean_address, compose, fetch, sender, write
from events_app.core.mail_smtp import Handover, Outcome, hand_over
from events_app.core.settings import settings
from events_app.core.tables import MAIL_MOVES, MailStatus, OutboxMessage

__all__ = ["Attachment", "Letter", "attach", "deliver", "move", "preview", "send_again", "send_later"]

log = logging.getLogger(__name__)

ATTEMPTS = 20
UNFINISHED_AFTER = timedelta(minutes=15)


async def send_later(
    message: str,
    *,
    to: str,
    locale: str,
    context: dict[str, Any],
    reason: str,
    now: datetime,
    attachments: Sequence[str] = (),
    unsubscribe_url: str = "",
) -> bool:
    """Queues the message of templates/emails/<message>; False when this reason already wrote to this address.

    `attachments` are references such as "file:12", fetched when it leaves. `unsubscribe_url` is for bulk mail only.
    """
    address = clean_address(to)
    values = (message, address, locale, reason, json.dumps(context, default=str), json.dumps(list(attachments)))
    made = await row(_QUEUE, *values, unsubscribe_url, now)
    if made is None:
        return False
    await _deliver_later(made["id"], now)
    return True


async def deliver(message_id: int, now: datetime) -> None:
    """Sends one queued message; raises TryAgain when the server was away. Doing it twice sends nothing twice."""
    url = settings().smtp_url
    found = await row(_CLAIM if url else _KEEP, message_id, now)
    if found is None or url is None:
        return
    letter = _opened(found)
    try:
        content = compose(
            write(letter.message, letter.locale, letter.context),
            to=letter.address,
            message_id=letter.message_id,
            now=now,
            locale=letter.locale,
            attachments=await fetch(letter.attachments, letter.locale),
            unsubscribe_url=letter.unsubscribe_url,
        )
    except Exception as error:
        # A template or an attachment is broken: nothing left the house, so it waits and is tried again.
        await _settle(letter, Handover(Outcome.LATER, f"{type(error).__name__}: {error}"), now)
        raise
    faults.reach("mail:before")
    handover = await hand_over(url, content, sender=sender(), recipient=letter.address)
    faults.reach("mail:after")
    await _settle(letter, handover, now)
    if handover.outcome is Outcome.LATER and letter.attempts < ATTEMPTS:
        raise TryAgain(mask(handover.because))


async def doubt_the_unfinished(now: datetime) -> int:
    """Messages whose sender died half-way become "unknown": a task for the office, never sent again by itself."""
    found = await rows(_DOUBT, now, now - UNFINISHED_AFTER)
    if found:
        log.error("mail in doubt", extra={"messages": [each["id"] for each in found]})
    return len(found)


async def move(
    message_id: int, to: MailStatus, *, actor: str, reason: str, now: datetime, because: str = ""
) -> OutboxMessage:
    """The one door through which a person moves a message along its table of moves."""

    async def moved() -> OutboxMessage:
        found = await OutboxMessage.filter(id=message_id).select_for_update().get_or_none()
        if found is None:
            raise NotFound()
        MAIL_MOVES.check(found.status, to)
        found.status, found.moved_at, found.moved_by, found.moved_because = to, now, actor[:120], reason[:300]
        found.last_error = because[:500]
        if to is MailStatus.SENT:
            found.accepted, found.context = 1, {}
        await found.save()
        return found

    return await tx(moved)


async def send_again(message_id: int, *, actor: str, reason: str, now: datetime) -> None:
    """The office decides that a failed, kept or doubtful message is to be sent once more."""

    async def again() -> None:
        await move(message_id, MailStatus.QUEUED, actor=actor, reason=reason, now=now)
        await rows("UPDATE outbox_messages SET attempts = 0 WHERE id = $1 RETURNING id", message_id)
        await _deliver_later(message_id, now)

    await tx(again)


def preview(found: OutboxMessage) -> Letter | None:
    """What the message says, or None once it was sent: its secret links are then forgotten."""
    return None if found.status is MailStatus.SENT else write(found.message, found.locale, dict(found.context))


async def _deliver_later(message_id: int, now: datetime) -> None:
    key = f"mail:{message_id}"
    await later("core.deliver_mail", {"message": message_id}, now=now, key=key, attempts=ATTEMPTS + 5)


async def _settle(letter: OutboxMessage, handover: Handover, now: datetime) -> None:
    """Puts down how the handover ended; an answer that comes after somebody doubted it still counts."""
    exhausted = handover.outcome is Outcome.LATER and letter.attempts >= ATTEMPTS
    status = MailStatus.FAILED if exhausted else _STATUS[handover.outcome]
    await rows(_SETTLE, letter.id, str(status), now, mask(handover.because)[:500], letter.attempts)
    if status in (MailStatus.FAILED, MailStatus.UNKNOWN):
        log.error("mail not sent", extra={"id": letter.id, "status": str(status), "because": handover.because})


def _opened(found: dict[str, Any]) -> OutboxMessage:
    for name in ("context", "attachments"):
        found[name] = json.loads(found[name]) if isinstance(found[name], str) else found[name]
    letter = OutboxMessage(**{name: found[name] for name in OutboxMessage._meta.db_fields if name in found})
    host = sender().partition("@")[2]
    letter.message_id = f"<{uuid5(NAMESPACE_URL, f'{settings().base_url}/mail/{letter.id}')}@{host}>"
    return letter


_STATUS = {
    Outcome.ACCEPTED: MailStatus.SENT,
    Outcome.LATER: MailStatus.QUEUED,
    Outcome.REFUSED: MailStatus.FAILED,
    Outcome.UNKNOWN: MailStatus.UNKNOWN,
}

_QUEUE = """
INSERT INTO outbox_messages (message, address, locale, reason, context, attachments, unsubscribe_url, status,
    attempts, accepted, message_id, last_error, moved_at, moved_by, moved_because, created_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, 'queued', 0, 0, '', '', $8, 'system', '', $8)
ON CONFLICT (reason, address) DO NOTHING
RETURNING id
"""

_CLAIM = """
UPDATE outbox_messages SET status = 'sending', attempts = attempts + 1, moved_at = $2, moved_by = 'system'
WHERE id = $1 AND status = 'queued'
RETURNING *
"""

_KEEP = "UPDATE outbox_messages SET status = 'kept', moved_at = $2 WHERE id = $1 AND status = 'queued' RETURNING id"

_SETTLE = """
UPDATE outbox_messages SET status = $2, moved_at = $3, last_error = $4,
    accepted = CASE WHEN $2 = 'sent' THEN 1 ELSE accepted END,
    context = CASE WHEN $2 = 'sent' THEN '{}'::jsonb ELSE context END
WHERE id = $1 AND attempts = $5 AND (status = 'sending' OR status = 'unknown' AND $2 = 'sent')
RETURNING id
"""

_DOUBT = """
UPDATE outbox_messages SET status = 'unknown', moved_at = $1, last_error = 'its sender died before saying how it ended'
WHERE status = 'sending' AND moved_at <= $2
RETURNING id
"""
