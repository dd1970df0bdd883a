"""Awards paid in parts: to the centavo, the odd ones first."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from events_app.core.money import Money
from scholarships.compute import instalments as window
from scholarships.engine.instalments import instalments


@pytest.mark.parametrize(
    ("amount", "count", "parts"),
    [
        ("3500.00", 3, ["1166.67", "1166.67", "1166.66"]),
        (Decimal("3500"), 2, ["1750.00", "1750.00"]),
        (1, 3, ["0.34", "0.33", "0.33"]),
        ("0.02", 3, ["0.01", "0.01", "0.00"]),
        (0, 1, ["0.00"]),
    ],
)
def test_the_first_parts_take_the_odd_centavos(amount: Any, count: int, parts: list[str]) -> None:
    asked = {"amount": amount, "count": count}

    answer = window.compute(asked)

    assert answer == {"instalments": parts}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"amount": "10.005", "count": 2}, "amount:"),
        ({"amount": "-1", "count": 2}, "amount:"),
        ({"amount": "7/2", "count": 2}, "amount:"),
        ({"amount": True, "count": 2}, "amount:"),
        ({"amount": "10", "count": 0}, "count:"),
        ({"amount": "10", "count": "2"}, "count:"),
        ({"amount": "10"}, "count:"),
        ({"amount": "10", "count": 2, "currency": "MXN"}, "currency:"),
    ],
)
def test_what_cannot_be_paid_is_refused_by_the_name_of_its_field(asked: dict[str, Any], field: str) -> None:
    with pytest.raises(Impossible) as refused:
        window.compute(asked)

    assert str(refused.value).startswith(field)


def test_a_negative_award_is_no_award() -> None:
    debt = Money(-1)

    with pytest.raises(ValueError, match="negative"):
        instalments(debt, 1)


@settings(max_examples=80, deadline=None)
@given(amount=st.integers(0, 10**9), count=st.integers(1, 60))
def test_parts_add_up_never_grow_and_differ_by_a_centavo_at_most(amount: int, count: int) -> None:
    award = Money(amount, "USD")

    parts = [part.amount for part in instalments(award, count)]

    assert (sum(parts), len(parts)) == (amount, count)
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1
