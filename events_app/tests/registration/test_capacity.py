"""Laws of seats and holds, whatever the numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.core.money import Money
from events_app.registration.engine.capacity import (
    CARD_HOLD,
    Counter,
    fits,
    hold_until,
    left,
    seats_for,
)
from events_app.registration.engine.wanted import Early, subtraction
from events_app.tests.support.day import NOW

counters = st.builds(
    Counter,
    taken=st.integers(0, 500),
    capacity=st.one_of(st.none(), st.integers(1, 500)),
    expired_holds=st.integers(0, 20),
)


@given(st.integers(1, 30), st.lists(counters, max_size=4))
def test_what_fits_never_passes_any_capacity(seats: int, found: list[Counter]) -> None:
    fit = fits(seats, tuple(found))

    over = [each for each in found if each.capacity is not None and (left(each) or 0) < seats]
    assert fit.fits == (not over)


@given(counters)
def test_seats_left_are_never_negative_and_no_capacity_means_no_limit(counter: Counter) -> None:
    free = left(counter)

    assert (free is None) == (counter.capacity is None)
    assert free is None or free >= 0


@given(st.integers(0, 20))
def test_a_person_takes_one_seat_and_one_for_each_companion(companions: int) -> None:
    assert seats_for(companions, 20) == 1 + companions


def test_more_companions_than_the_ticket_allows_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 2"):
        seats_for(3, 2)


def test_only_an_unpaid_seat_expires() -> None:
    assert (hold_until(NOW, 0), hold_until(NOW, 11_600)) == (None, NOW + CARD_HOLD)


def test_a_seat_that_was_promised_until_a_moment_is_not_taken_back_before_it() -> None:
    later, sooner = NOW + 40 * CARD_HOLD, NOW + CARD_HOLD / 2

    held = [hold_until(NOW, 11_600, promised=each) for each in (later, sooner)]

    assert held == [later, NOW + CARD_HOLD]
    assert hold_until(NOW, 0, promised=later) is None


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_the_steps_of_a_price_always_add_up_to_what_is_paid(public: int, mine: int) -> None:
    steps = subtraction(Money(public), Money(mine), "member")
    early = Early(Money(mine + 500), "member", NOW)
    dated = subtraction(Money(public), Money(mine), "member", early=early)

    assert sum(step.amount.amount for step in steps) == mine
    assert sum(step.amount.amount for step in dated) == mine
    assert [(step.amount.amount, step.until) for step in dated if step.key == "early"] == [(-500, NOW)]
