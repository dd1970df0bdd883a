"""Sums below a list: told from people, whatever their names."""

import pytest

from events_app.directory.engine.totals import is_total, trailing_totals

# Under the number, two surnames, the given name and a phone.
NUMBER_AT = 0


@pytest.mark.parametrize(
    "cells",
    [
        ["Total", "40", "", "", ""],
        ["TOTAL", "", "", "", ""],
        ["", "Suma", "", "40", ""],
        ["40", "Total de personas", "", "", ""],
        ["Total de personas: 40", "", "", "", ""],
        ["", "", "", "Gran total", "$26,000.00"],
        ["Total people", "40"],
    ],
)
def test_a_row_that_only_sums_up_is_nobody(cells: list[str]) -> None:
    assert is_total(cells, NUMBER_AT, 42)


@pytest.mark.parametrize(
    "cells",
    [
        ["20077", "Total", "", "", ""],
        ["", "Total", "", "Ana", ""],
        ["20077", "Suma", "Vega", "Ana", ""],
        ["", "Sumano", "", "", ""],
        ["", "Totalca Félix Ana", "", "", ""],
        ["40", "", "", "", ""],
        ["", "", "", "", ""],
    ],
)
def test_a_row_with_anything_of_a_person_is_somebody(cells: list[str]) -> None:
    assert not is_total(cells, NUMBER_AT, 42)


def test_only_the_sums_at_the_end_are_of_the_whole_list() -> None:
    rows = [["Total", "3"], ["20077", "Acuña"], ["Subtotal", "1"], ["Total", "2"]]

    assert trailing_totals(rows, [2, 3, 5, 6], 0) == {5, 6}
    assert trailing_totals(rows[:2], [2, 3], 0) == set()
