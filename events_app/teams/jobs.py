"""Work for later: letters to captains and holds that end."""

from datetime import datetime, timedelta
from typing import Any

from events_app.payments.services import release_order_later
from events_app.teams import emails, lifecycle


async def mail_captain(payload: dict[str, Any], now: datetime) -> None:
    await emails.mail_captain(payload["team"], reason=payload["reason"], now=now)


async def sweep_holds(payload: dict[str, Any], now: datetime) -> None:
    """Each minute: holds that are over are let go, their payment page first."""
    for order_id in await lifecycle.expired_orders(now):
        await release_order_later(order_id, now, "hold expired")
    await lifecycle.drop_orphans(now)


JOBS = {"teams.mail_captain": mail_captain, "teams.sweep_holds": sweep_holds}
TIMETABLE = (("teams.sweep_holds", timedelta(minutes=1)),)
