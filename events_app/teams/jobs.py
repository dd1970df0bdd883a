"""Work for later: letters to captains."""

from datetime import datetime
from typing import Any

from events_app.teams import emails


async def mail_captain(payload: dict[str, Any], now: datetime) -> None:
    await emails.mail_captain(payload["team"], reason=payload["reason"], now=now)


JOBS = {"teams.mail_captain": mail_captain}
