"""Work for later: letters about disputes and rulings, and results that stand because nobody objected in time."""

from datetime import datetime, timedelta
from typing import Any

from events_app.scoring import emails, settling


async def tell_dispute(payload: dict[str, Any], now: datetime) -> None:
    await emails.tell_dispute(payload["match"], payload["report"], payload["side"], now=now)


async def tell_ruling(payload: dict[str, Any], now: datetime) -> None:
    await emails.tell_ruling(payload["match"], payload["reason"], key=str(payload.get("key", "")), now=now)


async def settle_unanswered(payload: dict[str, Any], now: datetime) -> None:
    await settling.settle_unanswered(now)


JOBS = {
    "scoring.tell_dispute": tell_dispute,
    "scoring.tell_ruling": tell_ruling,
    "scoring.settle_unanswered": settle_unanswered,
}
TIMETABLE = (("scoring.settle_unanswered", timedelta(minutes=5)),)
