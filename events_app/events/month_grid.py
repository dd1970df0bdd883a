"""A month as a grid of weeks, each day with the events that people may see on it."""

from __future__ import annotations

from calendar import SUNDAY, Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_day_names

from events_app.core.clock import local
from events_app.core.i18n import current_locale
from events_app.events.models import Event

MONTHS_BACK, MONTHS_AHEAD = 12, 24


@dataclass(frozen=True)
class Day:
    """`events` are (slug, title); the day before the first and after the last of the month are None in a week."""

    date: date
    is_today: bool
    events: tuple[tuple[str, str], ...]

    @property
    def titles(self) -> str:
        return "; ".join(title for _, title in self.events)


@dataclass(frozen=True)
class MonthGrid:
    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    before: date | None
    after: date | None

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Whole and short names, from Sunday on as calendars hang in Mexico."""
        language = "en_US" if current_locale() == "en" else "es_MX"
        whole, short = (get_day_names(width, "stand-alone", language) for width in ("wide", "short"))
        return [(str(whole[day]), str(short[day])[:2]) for day in Calendar(SUNDAY).iterweekdays()]


def month_grid(events: Iterable[Event], first: date, today: date) -> MonthGrid:
    found: dict[date, list[tuple[str, str]]] = {}
    for event in events:
        for day in days_of(event):
            found.setdefault(day, []).append((event.slug, event.title(current_locale())))
    weeks = Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
    cells = [
        tuple(Day(day, day == today, tuple(found.get(day, ()))) if day.month == first.month else None for day in week)
        for week in weeks
    ]
    earliest, latest = reach(today)
    before, after = shifted(first, -1), shifted(first, 1)
    return MonthGrid(first, tuple(cells), before if before >= earliest else None, after if after <= latest else None)


def days_of(event: Event) -> list[date]:
    """Each day of its own wall clock; one that ends at midnight does not touch the day that begins then."""
    first = local(event.starts_at, event.timezone).date()
    last = local(event.ends_at - timedelta(microseconds=1), event.timezone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def reach(today: date) -> tuple[date, date]:
    """The first days of the earliest and the latest month that the calendar turns to."""
    return shifted(today, -MONTHS_BACK), shifted(today, MONTHS_AHEAD)


def shifted(day: date, months: int) -> date:
    """The first day of the month that lies so many months away."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
