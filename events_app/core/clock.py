"""What time it is: one door, so that a clock offset in tests moves everything."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from events_app.core.settings import settings


def now() -> datetime:
    """The present in UTC, moved by CLOCK_OFFSET seconds; handlers and jobs call it and pass it on."""
    return datetime.now(UTC) + timedelta(seconds=settings().clock_offset)


def local(moment: datetime, zone: str | None = None) -> datetime:
    """The same moment on the wall clock of `zone` (the association's by default)."""
    return moment.astimezone(ZoneInfo(zone or settings().timezone))


def from_local(naive: datetime, zone: str | None = None) -> datetime:
    """A wall-clock moment typed by a person in `zone`, as UTC."""
    return naive.replace(tzinfo=ZoneInfo(zone or settings().timezone)).astimezone(UTC)
