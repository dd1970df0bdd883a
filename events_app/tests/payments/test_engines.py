"""The rules of money: prices, the ledger, and states that do not care in which order they are told."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.core.money import Money
from events_app.payments.engine import ledger, pricing
from events_app.payments.engine.matching import Expected, Received, mismatch
from events_app.payments.engine.states import (
    AttemptStatus,
    Fact,
    FactKind,
    OrderState,
    OrderStatus,
    attempt_state,
    order_state,
)

ITEMS = st.lists(
    st.builds(
        pricing.Item,
        st.integers(0, 10_000_000).map(Money),
        st.integers(1, 500),
        st.sampled_from([Decimal("0"), Decimal("0.08"), Decimal("0.16")]),
    ),
    min_size=1,
    max_size=8,
)


def test_the_discount_comes_off_each_seat_before_its_tax() -> None:
    asked = {
        "currency": "MXN",
        "lines": [{"unit_net": "1500.00", "quantity": 3, "tax_rate": "0.08"}],
        "discount": {"percent": "10"},
    }

    answer = pricing.compute(asked)

    line = {"unit_net": "1350.00", "unit_tax": "108.00", "quantity": 3, "net": "4050.00", "tax": "324.00"}
    assert answer == {
        "net": "4050.00",
        "tax": "324.00",
        "total": "4374.00",
        "lines": [line | {"total": "4374.00"}],
    }


def test_forty_seats_at_five_hundred_cost_twenty_thousand() -> None:
    line = {"unit_net": "462.96", "quantity": 40, "tax_rate": "0.08"}

    answer = pricing.compute({"lines": [line]})

    assert answer["total"] == "20000.00"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"unit_net": "-1", "quantity": 1, "tax_rate": "0"}, "lines[0].unit_net"),
        ({"unit_net": "1.005", "quantity": 1, "tax_rate": "0"}, "lines[0].unit_net"),
        ({"unit_net": "NaN", "quantity": 1, "tax_rate": "0"}, "lines[0].unit_net"),
        ({"unit_net": "1", "quantity": 0, "tax_rate": "0"}, "lines[0].quantity"),
        ({"unit_net": "1", "quantity": True, "tax_rate": "0"}, "lines[0].quantity"),
        ({"unit_net": "1", "quantity": 1, "tax_rate": "8"}, "lines[0].tax_rate"),
        ({"unit_net": "1", "quantity": 1, "tax_rate": "0", "gift": 1}, "lines[0].gift"),
    ],
)
def test_an_impossible_line_is_refused_by_the_name_of_its_field(line: dict[str, object], field: str) -> None:
    with pytest.raises(pricing.Impossible) as refused:
        pricing.compute({"lines": [line]})

    assert str(refused.value).startswith(f"{field}:")


@given(ITEMS)
def test_totals_are_the_sums_of_the_printed_lines(items: list[pricing.Item]) -> None:
    quote = pricing.price(items)

    assert quote.net.amount == sum(line.net.amount for line in quote.lines)
    assert quote.tax.amount == sum(line.tax.amount for line in quote.lines)
    assert quote.total == quote.net + quote.tax


def test_the_border_rate_gives_way_to_the_general_one_when_its_decree_ends() -> None:
    rates = pricing.STARTING_RATES

    found = [pricing.rate_for(rates, "IVA8", day).rate for day in (date(2026, 12, 31), date(2027, 1, 1))]

    assert found == [Decimal("0.08"), Decimal("0.16")]


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["MXN", "USD"]))
def test_every_movement_balances_in_its_currency(net: int, tax: int, currency: str) -> None:
    money = (Money(net, currency), Money(tax, currency))
    movements = [
        ledger.sale(*money),
        ledger.credit(money[0]),
        ledger.credit_applied(*money),
        ledger.credit_moved(money[0]),
        ledger.credit_returned(money[0]),
    ]

    sums = [value for movement in movements for value in ledger.balance(movement.entries).values()]

    assert not any(sums)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=12), st.sampled_from(["0.08", "0.16", "0"]))
def test_partial_refunds_give_back_exactly_the_tax_of_the_whole(parts: list[int], rate: str) -> None:
    total = sum(parts)
    tax = int(total - total / (1 + Decimal(rate)))

    left, tax_left = total, tax
    for part in parts:
        tax_left -= ledger.refund_tax(part, tax=tax_left, total=left)
        left -= part

    assert (left, tax_left) == (0, 0)


FACTS = [
    Fact("released:1", FactKind.RELEASED),
    Fact("paid:pi_1", FactKind.PAID, 108_000),
    Fact("seat:1", FactKind.SEAT_GIVEN),
    Fact("refund:1", FactKind.REFUNDED, 8_000),
    Fact("refund:2", FactKind.REFUNDED, 100_000),
    Fact("bounced:2", FactKind.REFUND_BOUNCED, 100_000),
]


@given(st.permutations(FACTS + FACTS[1:4]))
def test_the_state_of_an_order_does_not_depend_on_the_order_of_its_facts(told: list[Fact]) -> None:
    state = order_state(told, 108_000)

    assert state == OrderState(OrderStatus.PAID, received=108_000, returned=8_000, seated=True)


@given(st.permutations([AttemptStatus.CALLING, AttemptStatus.OPEN, AttemptStatus.EXPIRED, AttemptStatus.COMPLETE]))
def test_a_session_that_was_paid_stays_paid_however_late_its_expiry_is_told(seen: list[AttemptStatus]) -> None:
    assert attempt_state(seen) is AttemptStatus.COMPLETE


@pytest.mark.parametrize(
    ("received", "because"),
    [
        (Received("P-1", Money(108_000), False), ""),
        (Received("P-2", Money(108_000), False), "folio P-2 ≠ P-1"),
        (Received("P-1", Money(108_000, "USD"), False), "USD ≠ MXN"),
        (Received("P-1", Money(107_999), False), ""),
        (Received("P-1", Money(0), False), "0.00 ≤ 0"),
        (Received("P-1", Money(108_000), True), "live ≠ test"),
    ],
)
def test_money_that_is_not_for_this_order_says_why(received: Received, because: str) -> None:
    assert mismatch(Expected("P-1", Money(108_000), False), received) == because
