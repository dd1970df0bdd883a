"""Laws of prices, of the sale window, of what an event lacks and of the year plan."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.core.money import Money
from events_app.events.engine.prices import LINEAGE, breakdown, in_force, later_price, net_of, price_for
from events_app.events.engine.ready import Draft, Lack, blocks, lacks
from events_app.events.engine.sale import Sale, sale_state, seats_left
from events_app.events.engine.year_plan import year_plan
from events_app.tests.support.day import NOW

HOUR = timedelta(hours=1)
RATES = st.sampled_from([Decimal("0.16"), Decimal("0.08"), Decimal(0)])


@dataclass(frozen=True)
class Tag:
    audience: str
    net_amount: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Show:
    status: str = "published"
    starts_at: datetime = NOW + 24 * HOUR
    ends_at: datetime = NOW + 26 * HOUR
    sale_opens_at: datetime | None = None
    sale_closes_at: datetime | None = None
    capacity: int | None = 10
    taken: int = 9


moments = st.integers(-48, 48).map(lambda hours: NOW + hours * HOUR) | st.none()
tags = st.lists(st.builds(Tag, st.sampled_from(list(LINEAGE)), st.integers(0, 500), moments, moments), max_size=8)


@given(tags, st.sampled_from(list(LINEAGE)))
def test_the_price_is_the_lowest_of_those_in_force_that_are_open_to_the_audience(prices: list[Tag], who: str) -> None:
    chosen = price_for(prices, who, NOW)

    open_to = [tag.net_amount for tag in prices if tag.audience in LINEAGE[who] and in_force(tag, NOW)]
    assert (chosen.net_amount if chosen else None) == min(open_to, default=None)


@given(tags)
def test_a_member_never_pays_more_than_the_public(prices: list[Tag]) -> None:
    public, member = price_for(prices, "public", NOW), price_for(prices, "regular", NOW)

    assert public is None or (member is not None and member.net_amount <= public.net_amount)


def test_an_early_bird_ends_at_its_very_moment_and_says_what_follows() -> None:
    early, normal = Tag("regular", 100, ends_at=NOW), Tag("regular", 150)

    before, at = (price_for([normal, early], "regular", moment) for moment in (NOW - HOUR, NOW))

    assert (before, at) == (early, normal)
    assert later_price([normal, early], "regular", NOW - HOUR) == (early, normal)
    assert later_price([normal, early], "regular", NOW) is None


@given(st.integers(0, 10_000_000), RATES)
def test_a_net_amount_that_has_a_total_is_found_again_from_it(net: int, rate: Decimal) -> None:
    total = breakdown(Money(net), rate).total

    assert net_of(total, rate).total == total


@given(st.integers(0, 10_000_000), RATES)
def test_a_typed_total_is_kept_within_one_centavo(total: int, rate: Decimal) -> None:
    found = net_of(Money(total), rate)

    assert abs(found.total.amount - total) <= 1
    assert found.tax == found.net.share(rate)


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, Sale.OPEN),
        ({"taken": 10}, Sale.FULL),
        ({"capacity": None, "taken": 999}, Sale.OPEN),
        ({"sale_opens_at": NOW + HOUR}, Sale.TOO_EARLY),
        ({"sale_opens_at": NOW}, Sale.OPEN),
        ({"sale_closes_at": NOW}, Sale.CLOSED),
        ({"starts_at": NOW}, Sale.CLOSED),
        ({"starts_at": NOW, "sale_closes_at": NOW + HOUR}, Sale.OPEN),
        ({"ends_at": NOW}, Sale.PAST),
        ({"status": "draft"}, Sale.CLOSED),
        ({"status": "postponed", "taken": 10}, Sale.POSTPONED),
        ({"status": "cancelled", "ends_at": NOW}, Sale.CANCELLED),
        ({"status": "finished"}, Sale.PAST),
    ],
)
def test_the_sale_state_says_the_first_reason_that_matters(over: dict[str, Any], expected: Sale) -> None:
    show = replace(Show(), **over)

    assert sale_state(show, NOW).value is expected


def test_expired_holds_are_seats_again() -> None:
    full = Show(taken=10)

    assert (sale_state(full, NOW, 2).value, seats_left(10, 10, 2), seats_left(10, 1, 5)) == (Sale.OPEN, 2, 10)


@given(st.integers(1990, 2150), st.integers(0, 6), st.integers(1, 4))
def test_the_year_has_one_meeting_in_each_even_month_on_the_weekday_asked(year: int, weekday: int, week: int) -> None:
    planned = year_plan(year, weekday, week)

    assert [(each.day.year, each.day.month) for each in planned] == [(year, month) for month in (2, 4, 6, 8, 10, 12)]
    assert {each.day.weekday() for each in planned} == {weekday}
    assert {(each.day.day - 1) // 7 + 1 for each in planned} == {week}
    assert [each.social for each in planned] == ["", "", "summer", "", "", "year_end"]


def test_an_empty_draft_lacks_everything_and_advice_alone_does_not_stop_it() -> None:
    good = Draft(NOW + HOUR, NOW + 2 * HOUR, None, True, 10, (6, 4), (True, True), False, 0, True, True)
    bare = replace(good, starts_at=NOW - HOUR, ends_at=NOW, has_place=False, quotas=(), priced=(), needs_invited=True)
    advised = replace(good, quotas=(6, 3), has_summary=False, has_english=False)

    assert (lacks(good, NOW), blocks(lacks(good, NOW))) == ((), False)
    assert lacks(bare, NOW) == (Lack.PAST, Lack.PLACE, Lack.TICKETS, Lack.INVITED)
    assert (lacks(advised, NOW), blocks(lacks(advised, NOW))) == (
        (Lack.SUMMARY, Lack.ENGLISH, Lack.QUOTAS_BELOW),
        False,
    )
