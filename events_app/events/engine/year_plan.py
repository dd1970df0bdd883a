"""The year's six ordinary membership meetings: one in each even month, the summer and year-end ones social."""

from dataclasses import dataclass
from datetime import date, timedelta

EVEN_MONTHS = (2, 4, 6, 8, 10, 12)
SOCIAL_MONTHS = {6: "summer", 12: "year_end"}
THURSDAY = 3


@dataclass(frozen=True)
class Planned:
    """`key` names the meeting for ever ("2027-02"), so that planning a year twice adds nothing."""

    key: str
    day: date
    social: str = ""


def year_plan(year: int, weekday: int = THURSDAY, week: int = 3) -> tuple[Planned, ...]:
    """The `week`-th `weekday` (Monday is 0) of each even month."""
    if not (0 <= weekday <= 6 and 1 <= week <= 4):
        raise ValueError("weekday: 0 to 6; week: 1 to 4")
    return tuple(_planned(year, month, weekday, week) for month in EVEN_MONTHS)


def _planned(year: int, month: int, weekday: int, week: int) -> Planned:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))
    return Planned(f"{year}-{month:02d}", day, SOCIAL_MONTHS.get(month, ""))
