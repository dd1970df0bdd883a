"""The mails about who coordinates a company: to whoever asked, and to whoever has an account already."""

from datetime import datetime

from events_app.accounts.models import User
from events_app.core import mail
from events_app.core.pages import absolute
from events_app.desk.models import AskedFor, CoordinatorRequest
from events_app.directory.models import Company


async def tell_the_asker(found: CoordinatorRequest, *, approved: bool, reason: str, now: datetime) -> None:
    """The association's answer; what the office asked for itself needs no letter."""
    asker = found.asked_by.removeprefix("user:")
    user = await User.get_or_none(id=int(asker), is_active=True) if asker.isdigit() else None
    if user is None or not user.email:
        return
    context = await _told(found, "/coordinadores") | {
        "name": user.name, "approved": approved, "reason": reason,
        "handed_over": approved and found.kind is AskedFor.HANDOVER,
    }  # fmt: skip
    await mail.send_later(
        "coordinator_answered", to=user.email, locale=user.locale, context=context,
        reason=f"coordinator_request:{found.id}:answered", now=now,
    )  # fmt: skip


async def tell_the_new_one(found: CoordinatorRequest, user: User, *, now: datetime) -> None:
    """Somebody new reads the invitation instead."""
    context = await _told(found, "") | {"name": user.name}
    await mail.send_later(
        "coordinator_named", to=found.email, locale=user.locale, context=context,
        reason=f"coordinator_request:{found.id}:named", now=now,
    )  # fmt: skip


async def _told(found: CoordinatorRequest, where: str) -> dict[str, object]:
    company = await Company.get(id=found.company_id)
    return {
        "person": found.name,
        "company": company.display_name,
        "link": absolute(f"/empresa/{company.slug}{where}"),
    }
