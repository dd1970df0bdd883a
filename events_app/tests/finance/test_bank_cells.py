"""What a bank's list may hold in a cell: a day or an amount, or nothing that anybody can read, and never a fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.finance.engine.bank_columns import centavos, day_of


@pytest.mark.parametrize("cell", ["²/11/2026", "20/²/2026", "20/11/²", "1/ene/²", "20/11/20266666", "99999999", "-"])
def test_a_day_that_is_none_is_not_read(cell: str) -> None:
    assert day_of(cell) is None


@given(st.text(st.characters(categories=("Nd", "No", "Nl")) | st.sampled_from("/-. ene20,$()"), max_size=14))
def test_no_cell_whatever_its_digits_stops_the_reading(cell: str) -> None:
    assert day_of(cell) is None or 2000 <= day_of(cell).year <= 2100  # type: ignore[union-attr]
    assert centavos(cell) is None or isinstance(centavos(cell), int)
