"""The one day on which every test lives, whatever the calendar on the wall says.

It is a Friday, nine in the morning in Sonora: each test begins at `NOW`, and its clock runs on from there. Processes
that a test starts take CLOCK_OFFSET from its settings, and Chromium's pages get the same hour (`device.py`). Only what
others date stays on the real day: the second peer of payments (localstripe), the lines of the log, the headers that
uvicorn writes, and the end of a cookie, which is told in seconds from now.
"""

from dataclasses import replace
from datetime import UTC, datetime

from events_app.core.settings import Settings, configure, settings

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def offset(moment: datetime = NOW) -> float:
    """The seconds that move the real clock so that it now says `moment`."""
    return (moment - datetime.now(UTC)).total_seconds()


def begin(moment: datetime = NOW, known: Settings | None = None) -> Settings:
    """The house's clock goes on from `moment`, with these settings or those of the test."""
    return configure(replace(known or settings(), clock_offset=offset(moment)))


def told() -> dict[str, str]:
    """What a process has to know to live at the same hour as the test."""
    return {"CLOCK_OFFSET": str(settings().clock_offset)}
