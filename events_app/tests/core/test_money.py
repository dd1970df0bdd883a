"""Money is whole centavos: parts add up, currencies never mix, halves go up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.core.formats import format_money
from events_app.core.money import MixedCurrencies, Money

AMOUNTS = st.integers(min_value=0, max_value=10**12)


@given(AMOUNTS, st.integers(min_value=1, max_value=400))
def test_parts_add_up_to_the_whole_and_differ_by_one_centavo_at_most(amount: int, parts: int) -> None:
    split = [part.amount for part in Money(amount).split(parts)]

    assert sum(split) == amount
    assert max(split) - min(split) <= 1
    assert split == sorted(split, reverse=True)


@given(AMOUNTS)
def test_what_is_written_is_read_back(amount: int) -> None:
    assert Money.of(str(Money(amount))) == Money(amount)


def test_a_tax_is_rounded_half_up_to_the_centavo() -> None:
    assert Money(50).share(Decimal("0.01")) == Money(1)
    assert Money(49).share(Decimal("0.01")) == Money(0)
    assert Money(150_000).share(Decimal("0.08")) == Money(12_000)


def test_a_rate_with_more_digits_than_a_pocket_calculator_is_still_exact() -> None:
    assert Money(50).share(Decimal("0.04999999999999999999999999999999999")) == Money(2)
    assert Money(-50).share(Decimal("0.05")) == Money(-3)


def test_two_currencies_never_meet() -> None:
    with pytest.raises(MixedCurrencies):
        Money(100, "MXN") + Money(100, "USD")
    with pytest.raises(MixedCurrencies):
        _ = Money(100, "MXN") < Money(100, "USD")


@pytest.mark.parametrize(
    "text", ["1.005", "abc", "NaN", "Infinity", "", f"1.{'0' * 40}1", "1e-999999999", "1e999999999"]
)
def test_what_is_not_whole_centavos_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Money.of(text)


def test_money_is_written_as_people_here_write_it() -> None:
    assert format_money(Money(1_234_560)) == "$12,345.60"
    assert format_money(Money(-6_000)) == "−$60.00"
    assert format_money(Money(12_000, "USD")) == "US$120.00"
    assert format_money(Money(129_600), whole=True) == "$1,296"
    assert format_money(Money(129_650), whole=True) == "$1,296.50"
