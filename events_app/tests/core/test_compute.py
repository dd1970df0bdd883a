"""What every engine's window reads: numbers written as numbers are written here, and nothing else."""

from decimal import Decimal
from fractions import Fraction

import pytest

from events_app.commands.compute import read
from events_app.core.compute import exact, exact_decimal


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7.5", Fraction(15, 2)),
        ("15/108", Fraction(5, 36)),
        ("-3", Fraction(-3)),
        ("+.5", Fraction(1, 2)),
        ("9.", Fraction(9)),
        ("1.2e3", Fraction(1200)),
        (Decimal("0.1"), Fraction(1, 10)),
        (12, Fraction(12)),
    ],
)
def test_a_number_is_read_exactly(written: object, number: Fraction) -> None:
    assert exact(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "1_000",
        " 7",
        "7\n",
        "\u0661\u0662",
        "\uff17",
        "0x10",
        "1/0",
        "1/2/3",
        "1.5/2",
        "-",
        ".",
        "",
        "NaN",
        "1,5",
        True,
        0.5,
    ],
)
def test_what_only_python_calls_a_number_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="must be a number"):
        exact(written)


@pytest.mark.parametrize("written", ["1e999999999", Decimal("1e-999999999"), Decimal("0e999999999")])
def test_an_exponent_that_nobody_could_write_out_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="too large or too fine"):
        exact(written)


def test_a_decimal_keeps_every_digit_and_is_no_ratio() -> None:
    digits = "1.00000000000000000000000000000000001"

    assert exact_decimal(digits) == Decimal(digits)
    with pytest.raises(ValueError, match=r"such as 7\.5"):
        exact_decimal("1/2")


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValueError, match="the input is not UTF-8"):
        read(b'{"currency": "\xff"}')
