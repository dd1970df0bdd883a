"""Which ways to pay are offered, and the bars of a voucher as an independent reader sees them."""

from datetime import UTC, datetime, timedelta

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from events_app.core.money import Money
from events_app.payments.engine.barcode import WIDTHS, bars, values
from events_app.payments.engine.choices import Days, choices

MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
DAYS = Days(oxxo=5, spei=5, office=2)


def offered(pesos: str = "1080.00", currency: str = "MXN", company: bool = True, hours: float | None = None) -> str:
    """The open ways, and the closed ones with their reason."""
    latest = None if hours is None else MONDAY + timedelta(hours=hours)
    found = choices(Money.of(pesos, currency), company=company, now=MONDAY, latest=latest, days=DAYS)
    return " ".join(f"{each.way}{':' if each.because else ''}{each.because}" for each in found)


@pytest.mark.parametrize(
    ("asked", "ways"),
    [
        ({}, "card oxxo spei office"),
        ({"company": False}, "card oxxo office"),
        ({"currency": "USD"}, "card office"),
        ({"pesos": "9.99"}, "card:too_little oxxo:amount spei office"),
        ({"pesos": "10.00"}, "card oxxo spei office"),
        ({"pesos": "10000.00"}, "card oxxo spei office"),
        ({"pesos": "10000.01"}, "card oxxo:amount spei office"),
        ({"pesos": "0.49", "currency": "USD"}, "card:too_little office"),
        ({"hours": 20}, "card oxxo:too_late spei:too_late office:too_late"),
        ({"hours": 40}, "card oxxo:too_late spei:too_late office"),
        ({"hours": 90}, "card oxxo spei office"),
    ],
)
def test_a_way_is_offered_by_currency_amount_company_and_the_time_that_is_left(
    asked: dict[str, object], ways: str
) -> None:
    assert offered(**asked) == ways  # type: ignore[arg-type]


def test_money_at_the_counter_on_a_friday_is_waited_for_until_monday_and_at_the_office_until_tuesday() -> None:
    friday = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)

    found = choices(Money(100_00), company=False, now=friday, latest=None, days=Days(1, 1, 2))

    ends = {each.way: each.held_until.isoformat() for each in found if each.held_until}
    assert ends == {"oxxo": "2026-11-30T23:59:59-06:00", "office": "2026-12-01T23:59:59-06:00"}


def test_no_way_holds_a_seat_after_the_event_has_begun() -> None:
    for hours in range(1, 240, 7):
        latest = MONDAY + timedelta(hours=hours)
        for each in choices(Money(100_00), company=True, now=MONDAY, latest=latest, days=DAYS):
            assert each.held_until is None or each.held_until <= latest


def test_every_symbol_has_eleven_modules_and_an_even_number_of_black_ones() -> None:
    symbols = WIDTHS[:-1]

    assert len(set(WIDTHS)) == len(WIDTHS) == 107
    assert {sum(map(int, each)) for each in symbols} == {11}
    assert {sum(map(int, each[::2])) % 2 for each in symbols} == {0}


@settings(max_examples=10, deadline=None)
@given(st.from_regex(r"[0-9]{14}", fullmatch=True))
def test_an_independent_reader_reads_the_same_digits(digits: str) -> None:
    path, width = bars(digits)
    picture = Image.new("L", (width * 3, 120), 255)
    draw = ImageDraw.Draw(picture)
    for bar in path.removeprefix("M").split("M"):
        start, length = bar.split(" 0h")[0], bar.split("h")[1].split("v")[0]
        draw.rectangle((int(start) * 3, 0, (int(start) + int(length)) * 3 - 1, 120), fill=0)

    read = zxingcpp.read_barcodes(picture)

    assert [each.text for each in read] == [digits]


@pytest.mark.parametrize("wrong", ["", "123", "12a4", "١٢"])
def test_only_an_even_number_of_plain_digits_has_bars(wrong: str) -> None:
    with pytest.raises(ValueError, match="even number"):
        values(wrong)
