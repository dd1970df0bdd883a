"""Work for later: a long list of the bank is settled deposit by deposit."""

from datetime import datetime
from typing import Any

from events_app.core.jobs import Work
from events_app.finance import bank


async def sort_out(payload: dict[str, Any], now: datetime) -> None:
    await bank.sort_statement(int(payload["statement"]), now)


JOBS: dict[str, Work] = {"finance.sort_out": sort_out}
