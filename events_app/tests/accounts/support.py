"""What the tests of accounts share: the mail that was queued, and a clock that can be moved."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from events_app.accounts.jobs import JOBS
from events_app.core import clock
from events_app.core.settings import configure, settings
from events_app.core.tables import Job, OutboxMessage


async def delivered() -> dict[str, Any]:
    """Does the latest queued sign-in job, and gives what its mail says: name, link and code."""
    mail = await delivered_if_known()
    assert mail is not None
    return mail


async def delivered_if_known() -> dict[str, Any] | None:
    """The same; None when no mail was queued."""
    job = await Job.filter(kind="accounts.send_sign_in").order_by("-id").first()
    assert job is not None
    before = await OutboxMessage.all().count()
    await JOBS[job.kind](job.payload, clock.now())
    message = await OutboxMessage.filter(message="sign_in").order_by("-id").first()
    return dict(message.context) if message and await OutboxMessage.all().count() > before else None


def path_of(link: Any) -> str:
    return "/entrar/enlace/" + str(link).rsplit("/", 1)[1]


def wait(time: timedelta) -> None:
    """Moves the house's clock forward for the rest of the test."""
    configure(replace(settings(), clock_offset=settings().clock_offset + time.total_seconds()))
