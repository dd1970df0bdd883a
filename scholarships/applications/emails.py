"""Messages to a family that left an address: received, to be mended. No child's name is in a subject."""

from datetime import datetime

from events_app.core import mail
from events_app.core.formats import format_moment
from events_app.core.i18n import use_locale
from scholarships.applications.links import link_of
from scholarships.applications.models import Application
from scholarships.calls.models import Call


async def link(application: Application, call: Call, *, now: datetime, again: str = "") -> None:
    """The way back, once an address is known; `again` tells a second asking from the first."""
    reason = f"link:{application.link_rotation}:{again}".rstrip(":")
    await _send(application, "scholarship_link", call, reason=reason, now=now)


async def received(application: Application, call: Call, *, number: int, now: datetime) -> None:
    """The receipt of a sending."""
    await _send(application, "scholarship_received", call, reason=f"received:{number}", now=now)


async def correction(application: Application, call: Call, message: str, due_at: datetime, *, now: datetime) -> None:
    """What the office asks to be mended, and until when."""
    with use_locale(application.locale):
        due = format_moment(due_at)
    more = {"message": message, "due": due}
    await _send(application, "scholarship_correction", call, reason=f"correction:{due_at:%Y%m%d%H%M}", now=now, **more)


async def _send(application: Application, name: str, call: Call, *, reason: str, now: datetime, **more: str) -> None:
    if not application.guardian_email:
        return
    with use_locale(application.locale):
        deadline = format_moment(call.deadline)
    context = {
        "guardian": application.guardian_given_name,
        "call": call.name_en if application.locale == "en" and call.name_en else call.name,
        "folio": application.folio,
        "link": link_of(application),
        "deadline": deadline,
    }
    await mail.send_later(
        name, to=application.guardian_email, locale=application.locale, context=context | more,
        reason=f"application:{application.id}:{reason}", now=now,
    )  # fmt: skip
