"""What the office does with a message: reads it, and decides the fate of one that nobody can vouch for."""

from datetime import datetime

from events_app.core import audit, mail
from events_app.core.access import Actor
from events_app.core.database import transaction
from events_app.core.i18n import _
from events_app.core.mail import Letter
from events_app.core.tables import MailStatus, OutboxMessage
from events_app.office.message_kinds import KINDS


def title_of(message: str) -> str:
    """What the office calls this kind of message."""
    return _(KINDS[message][0]) if message in KINDS else message


def text_of(found: OutboxMessage) -> Letter | None:
    """The message's words, or None once it left: its secret links are forgotten then."""
    return mail.preview(found)


@transaction
async def decide(found: OutboxMessage, *, again: bool, actor: Actor, now: datetime) -> None:
    """Sends a message once more, or writes down that it did arrive; raises IllegalMove when it is too late for that."""
    if again:
        await mail.send_again(found.id, actor=actor.label, reason="office", now=now)
    else:
        await mail.move(found.id, MailStatus.SENT, actor=actor.label, reason="arrived", now=now)
    action = "mail.sent_again" if again else "mail.arrived"
    await audit.note(action, actor=actor.label, subject=f"mail:{found.id}", now=now)
