"""What accounts leaves for later: the sign-in mails, and forgetting what is no longer good."""

from datetime import datetime, timedelta
from typing import Any

from events_app.accounts import links


async def send_sign_in(payload: dict[str, Any], now: datetime) -> None:
    await links.send(int(payload["link"]), now)


async def forget_old(payload: dict[str, Any], now: datetime) -> None:
    await links.forget_old(now)


JOBS = {"accounts.send_sign_in": send_sign_in, "accounts.forget_old": forget_old}
TIMETABLE = (("accounts.forget_old", timedelta(hours=6)),)
