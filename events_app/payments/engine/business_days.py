"""The days on which Mexican banks work, and until when a seat waits for money that was paid at a counter.

The holidays follow the rules that the CNBV repeats every December in the Diario Oficial de la Federación.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MEXICO_CITY = ZoneInfo("America/Mexico_City")
LAST_MINUTE = time(23, 59, 59)
FIXED = ((1, 1), (5, 1), (9, 16), (11, 2), (12, 12), (12, 25))
MONDAYS = ((2, 1), (3, 3), (11, 3))
SATURDAY = 5
HANDOVER, TERM = 2024, 6


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    corrected = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - corrected - rest % 4) % 7
    shift = (golden + 11 * corrected + 22 * weekday) // 451
    month, day = divmod(corrected + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def bank_holidays(year: int) -> frozenset[date]:
    """The days of a year on which banks stay shut, besides Saturdays and Sundays.

    Every sixth year also the day on which the President's term begins: 1 October since 2024, 1 December before.
    """
    sunday = easter(year)
    days = {date(year, month, day) for month, day in FIXED}
    days |= {_nth_monday(year, month, nth) for month, nth in MONDAYS}
    days |= {sunday - timedelta(days=3), sunday - timedelta(days=2)}
    if (year - HANDOVER) % TERM == 0:
        days.add(date(year, 10, 1) if year >= HANDOVER else date(year, 12, 1))
    return frozenset(days)


def is_business_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def next_business_day(day: date) -> date:
    """The first business day after this one."""
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def voucher_end(now: datetime, days: int) -> datetime:
    """The last second, in Mexico City, of the day that is `days` calendar days ahead."""
    return _end_of(now.astimezone(MEXICO_CITY).date() + timedelta(days=days))


def hold_after(end: datetime) -> datetime:
    """Until when a seat waits for money paid by `end`: OXXO and banks tell of it on the next business day."""
    return _end_of(next_business_day(end.astimezone(MEXICO_CITY).date()))


def hold_until(now: datetime, days: int) -> datetime:
    """The end of the business day that is `days` business days ahead: until then a seat waits for the office."""
    day = now.astimezone(MEXICO_CITY).date()
    for _ in range(days):
        day = next_business_day(day)
    return _end_of(day)


def most_days(now: datetime, latest: datetime | None, *, wanted: int) -> int:
    """The longest voucher, up to `wanted` days, whose hold ends by `latest`; 0 when not even one day fits."""
    for days in range(wanted, 0, -1):
        if latest is None or hold_after(voucher_end(now, days)) <= latest:
            return days
    return 0


def _nth_monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(-first.weekday()) % 7 + 7 * (nth - 1))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, LAST_MINUTE, MEXICO_CITY)
