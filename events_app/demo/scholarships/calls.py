"""The three calls: what they are named, what they give, and how they were opened, each on its own day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events_app.core import sealed, tokens
from events_app.core.clock import from_local, local
from events_app.demo.scholarships.cast import Cast
from events_app.directory.models import Committee
from scholarships.calls import usual
from scholarships.calls.models import Call
from scholarships.calls.services import create, lottery_place, open_call

PRIVACY_EN = (
    "The association uses these data only for the purposes that you accept below. Readers see neither names nor "
    "companies. You may see, correct or ask to erase your data at any time at the office."
)


@dataclass(frozen=True)
class Plan:
    """Days count from today; `budget` is whole centavos; `over` goes over the usual rules."""

    code: str
    name: str
    name_en: str
    year: int
    opens: int
    closes: int
    budget: int
    readings: int
    over: Mapping[str, Any]


def plans(now: datetime) -> tuple[Plan, Plan, Plan]:
    """Last year's, the one under review, and the one that is open."""
    year = local(now).year
    most = {"max_per_company": 4, "max_per_family": 1}
    university = [each for each in usual.LEVELS if each["key"] == "universidad"]
    return (
        Plan(f"B{year % 100}", f"Becas {year}", f"Scholarships {year}", year, -400, -365, 4_800_000, 3, most),
        Plan(f"B{year % 100 + 1}", f"Becas {year + 1}", f"Scholarships {year + 1}", year + 1, -75, -32, 10_500_000, 2,
             most | {"levels": _with_places()}),
        Plan(f"U{year % 100 + 1}", f"Becas universitarias {year + 1}", f"University scholarships {year + 1}", year + 1,
             -12, 18, 6_000_000, 3, {"levels": university, "max_per_family": 1}),
    )  # fmt: skip


async def opened(plan: Plan, committee: Committee, cast: Cast, *, lottery: str, now: datetime) -> Call:
    """The call open, its secret of the lottery taken from the seed of the demonstration."""
    opens = _at(now, plan.opens, 9)
    values = {
        "name": plan.name, "name_en": plan.name_en, "code": plan.code, "year": plan.year, "edition": plan.year - 1977,
        "committee_id": committee.id, "opens_at": opens, "closes_at": _at(now, plan.closes, 23, 59),
        "budget": plan.budget, "minimum_readings": plan.readings, "rules": usual.RULES | dict(plan.over),
        "privacy_version": f"{plan.year}-1", "privacy_text_en": PRIVACY_EN,
    }  # fmt: skip
    call = await create(values, copied_from=None, actor=cast.presiding, now=opens - timedelta(days=20))
    call.lottery_hash = tokens.digest(lottery)
    call.lottery_secret = sealed.seal(lottery, place=lottery_place(call))
    await call.save(update_fields=["lottery_hash", "lottery_secret"])
    return await open_call(call, actor=cast.presiding, now=opens)


def _at(now: datetime, days: int, hour: int, minute: int = 0) -> datetime:
    day = (local(now) + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0, tzinfo=None)
    return from_local(day)


def _with_places() -> list[dict[str, Any]]:
    """Every level gets some: so many at least, and primary school no more than half."""
    places = {"primaria": (6, 16), "secundaria": (4, None), "preparatoria": (4, None), "universidad": (2, 6)}
    return [
        level | {"places_min": places[str(level["key"])][0], "places_max": places[str(level["key"])][1]}
        for level in usual.LEVELS
    ]
