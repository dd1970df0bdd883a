"""Until when a group pays, what each seat costs and what comes back: the picture's own sums, and laws."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.registration.engine.group_rules import (
    Discount,
    Seat,
    less,
    pay_until,
    priced,
    refund_amount,
    refund_percent,
)
from events_app.tests.support.day import NOW

ZONE = "America/Hermosillo"


def test_thirty_four_supervisors_pay_ten_percent_less() -> None:
    seats = [Seat(number, 1, 65_000) for number in range(34)]

    charged = priced(seats, {1: Discount(20, 10)}, free=0)

    assert sum(each.unit_net for each in charged) == 2_210_000 - 221_000
    assert {each.unit_net for each in charged} == {58_500}


def test_free_seats_are_the_dearest_and_the_discount_counts_everybody() -> None:
    seats = [Seat(1, 1, 10_000), Seat(2, 2, 90_000), Seat(3, 1, 10_000), Seat(4, 2, 90_000)]

    charged = priced(seats, {1: Discount(2, 50), 2: Discount(3, 50)}, free=1)

    assert [each.unit_net for each in charged] == [5_000, 0, 5_000, 90_000]


def test_a_group_pays_by_the_end_of_a_local_day_before_the_event() -> None:
    far = pay_until(NOW, 10, starts_at=NOW + timedelta(days=80), closes_at=None, zone=ZONE)
    near = pay_until(NOW, 10, starts_at=NOW + timedelta(days=4), closes_at=None, zone=ZONE)
    closing = pay_until(NOW, 10, starts_at=NOW + timedelta(days=80), closes_at=NOW + timedelta(days=2), zone=ZONE)
    today = pay_until(NOW, 10, starts_at=NOW + timedelta(hours=3), closes_at=None, zone=ZONE)

    assert far == datetime(2026, 12, 1, 6, 59, 59, tzinfo=UTC)
    assert near == datetime(2026, 11, 24, 6, 59, 59, tzinfo=UTC)
    assert (closing, today) == (NOW + timedelta(days=2), NOW + timedelta(hours=2))


def test_the_best_promise_that_still_holds_is_given_back() -> None:
    steps = [[7, 100], [2, 50]]
    starts = NOW + timedelta(days=10)

    percents = [refund_percent(steps, starts, NOW + timedelta(days=days)) for days in (0, 3, 4, 8, 9)]

    assert percents == [100, 100, 50, 50, 0]
    assert (refund_amount(67_861, 50), refund_amount(67_860, 50), refund_amount(99, 0)) == (33_931, 33_930, 0)


@settings(max_examples=80)
@given(st.lists(st.integers(0, 10_000_00), max_size=40), st.integers(0, 100), st.integers(2, 50), st.integers(0, 60))
def test_no_seat_is_ever_dearer_and_exactly_the_free_ones_cost_nothing(
    prices: list[int], percent: int, group_from: int, free: int
) -> None:
    seats = [Seat(number, 1, net) for number, net in enumerate(prices)]

    charged = priced(seats, {1: Discount(group_from, percent)}, free=free)

    off = percent if len(seats) >= group_from else 0
    listed = sorted((less(net, off) for net in prices), reverse=True)
    assert all(0 <= mine.unit_net <= each.unit_net for mine, each in zip(charged, seats, strict=True))
    assert sum(each.unit_net for each in charged) == sum(listed[min(free, sum(1 for net in listed if net)) :])
