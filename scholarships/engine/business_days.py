"""Business days of the law on personal data: Monday to Friday, without the public holidays of Mexico."""

from datetime import date, timedelta

FIXED = frozenset({(1, 1), (5, 1), (9, 16), (12, 25)})
# Constitution day, Juárez's birthday and the Revolution are kept on a Monday (labour law, article 74).
MONDAYS = ((2, 1), (3, 3), (11, 3))


def is_business_day(day: date) -> bool:
    if day.weekday() >= 5 or (day.month, day.day) in FIXED:
        return False
    return not any(day.month == month and _nth_monday(day) == nth for month, nth in MONDAYS)


def after(day: date, count: int) -> date:
    """The day so many business days later; raises ValueError for a negative count."""
    if count < 0:
        raise ValueError("the count must not be negative")
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def _nth_monday(day: date) -> int:
    """1 for the first Monday of its month, 0 for another weekday."""
    return (day.day - 1) // 7 + 1 if day.weekday() == 0 else 0
