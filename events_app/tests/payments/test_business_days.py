"""Bank holidays against the lists that were published, and how long a seat waits for a voucher."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.payments.engine import clabe
from events_app.payments.engine.business_days import (
    bank_holidays,
    easter,
    hold_after,
    is_business_day,
    most_days,
    next_business_day,
    voucher_end,
)

# The CNBV's yearly "disposiciones ... días en que las entidades financieras deberán cerrar sus puertas" (DOF).
PUBLISHED = {
    2023: "01-01 02-06 03-20 04-06 04-07 05-01 09-16 11-02 11-20 12-12 12-25",
    2024: "01-01 02-05 03-18 03-28 03-29 05-01 09-16 10-01 11-02 11-18 12-12 12-25",
    2025: "01-01 02-03 03-17 04-17 04-18 05-01 09-16 11-02 11-17 12-12 12-25",
    2026: "01-01 02-02 03-16 04-02 04-03 05-01 09-16 11-02 11-16 12-12 12-25",
}
# The public holidays of Mexico in the tables of the package "holidays" 0.108.
PUBLIC = {
    2019: "01-01 02-04 03-18 05-01 09-16 11-18 12-25",
    2021: "01-01 02-01 03-15 05-01 09-16 11-15 12-25",
    2022: "01-01 02-07 03-21 05-01 09-16 11-21 12-25",
    2030: "01-01 02-04 03-18 05-01 09-16 10-01 11-18 12-25",
}
# Examples printed in public documentation (the first one in Wikipedia's article about the CLABE).
KNOWN_CLABES = ("032180000118359719", "002010077777777771", "646180110400000007")


@pytest.mark.parametrize("year", sorted(PUBLISHED))
def test_the_rules_give_the_published_bank_holidays(year: int) -> None:
    assert sorted(day.strftime("%m-%d") for day in bank_holidays(year)) == PUBLISHED[year].split()


@pytest.mark.parametrize("year", sorted(PUBLIC))
def test_every_public_holiday_of_an_independent_table_shuts_the_banks(year: int) -> None:
    ours = {day.strftime("%m-%d") for day in bank_holidays(year)}

    assert set(PUBLIC[year].split()) <= ours
    assert len(ours) == len(PUBLIC[year].split()) + 4  # All Souls, Maundy Thursday, Good Friday, Guadalupe


@pytest.mark.parametrize("day", ["2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25", "2285-03-22"])
def test_easter_falls_where_the_almanac_puts_it(day: str) -> None:
    assert easter(int(day[:4])) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-11-20", "2026-11-23"),
        ("2026-11-13", "2026-11-17"),
        ("2026-04-01", "2026-04-06"),
        ("2026-12-11", "2026-12-14"),
        ("2026-12-31", "2027-01-04"),
    ],
)
def test_the_next_business_day_skips_weekends_and_holidays(day: str, following: str) -> None:
    assert next_business_day(date.fromisoformat(day)).isoformat() == following


def test_a_voucher_of_friday_night_holds_its_seat_until_tuesday_when_monday_is_a_holiday() -> None:
    friday_night = datetime(2026, 11, 13, 3, 0, tzinfo=UTC)  # Thursday 12, 20:00 in Nogales

    end = voucher_end(friday_night, 1)

    assert end.astimezone(UTC).isoformat() == "2026-11-14T05:59:59+00:00"
    assert hold_after(end).astimezone(UTC).isoformat() == "2026-11-18T05:59:59+00:00"


def test_the_voucher_is_as_long_as_the_event_allows() -> None:
    monday = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    lengths = [
        most_days(monday, latest, wanted=5)
        for latest in (None, *(datetime(2026, 11, day, 12, 0, tzinfo=UTC) for day in (30, 28, 27, 26, 25)))
    ]

    assert lengths == [5, 3, 3, 2, 1, 0]


@settings(max_examples=60)
@given(st.dates(date(2019, 1, 1), date(2060, 1, 1)))
def test_the_next_business_day_is_the_first_one_after(day: date) -> None:
    found = next_business_day(day)

    between = [date.fromordinal(each) for each in range(day.toordinal() + 1, found.toordinal())]
    assert is_business_day(found)
    assert found > day
    assert not any(is_business_day(each) for each in between)
    assert len(between) <= 5


@pytest.mark.parametrize("number", KNOWN_CLABES)
def test_published_clabes_are_valid_and_one_changed_digit_is_not(number: str) -> None:
    changed = number[:5] + str((int(number[5]) + 1) % 10) + number[6:]

    assert clabe.is_valid(number)
    assert not clabe.is_valid(changed)
