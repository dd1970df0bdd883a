"""Whatever people send, a form answers with mistakes beside fields and keeps what was typed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from events_app.core.fields import Checkbox, Day, Email, EmployeeNumber, LocalDateTime, PersonName, Pesos, Phone
from events_app.core.forms import Filled, Form, parse
from events_app.core.i18n import use_locale
from events_app.core.money import Money


class Sample(Form):
    name: PersonName
    email: Email | None = None
    phone: Phone | None = None
    number: EmployeeNumber = "1"
    price: Pesos = Money(0)
    day: Day | None = None
    starts: LocalDateTime | None = None
    agrees: Checkbox = False
    seats: int = 1
    tags: list[str] = []


def filled(**typed: Any) -> Filled[Sample]:
    return parse(Sample, {"name": "Ana", **typed})


def test_a_missing_field_says_so_and_the_rest_is_kept() -> None:
    form = parse(Sample, {"name": "  ", "email": "ana@planta.example"})

    assert form.errors == {"name": "Falta este dato."}
    assert form.typed == {"name": "", "email": "ana@planta.example"}
    assert not form.ok


def test_a_mistake_is_told_in_the_reader_s_language() -> None:
    with use_locale("en"):
        form = filled(email="no es correo")

    assert form.errors == {"email": "Enter an e-mail such as name@company.com."}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("631 314 0000", "+526313140000"),
        ("+52 1 631 314 0000", "+526313140000"),
        ("+1 (520) 281-0000", "+15202810000"),
        ("52-631-314-0000", "+526313140000"),
    ],
)
def test_a_phone_is_stored_one_way_however_it_is_typed(typed: str, stored: str) -> None:
    assert filled(phone=typed).checked.phone == stored


@pytest.mark.parametrize("typed", ["123", "631314000a", "+34 600 000 000 000", "📞📞📞📞📞📞📞📞📞📞"])
def test_what_is_no_phone_is_refused_kindly(typed: str) -> None:
    form = filled(phone=typed)

    assert list(form.errors) == ["phone"]
    assert form.typed["phone"] == typed


def test_control_and_direction_characters_never_get_in() -> None:
    form = filled(name="An\x00a \u202eJo\u200b\u2060sé\u2066 \x1b[31m")

    assert form.checked.name == "Ana José [31m"


def test_a_repeated_field_counts_once_and_a_list_takes_them_all() -> None:
    data = FormData([("name", "Ana"), ("name", "Eva"), ("tags", "a"), ("tags", "b"), ("unknown", "x")])

    form = parse(Sample, data)

    assert (form.checked.name, form.checked.tags) == ("Eva", ["a", "b"])


def test_money_is_read_as_people_write_it() -> None:
    assert filled(price="$1,296.50").checked.price == Money(129_650)
    assert filled(price=" 12.5 ").checked.price == Money(1_250)
    assert [list(filled(price=each).errors) for each in ("1.005", "-5", "12,50", "1e5", "1.296,00")] == [["price"]] * 5


@given(st.dictionaries(st.sampled_from([*Sample.model_fields, "otro"]), st.text(max_size=3000), max_size=8))
def test_no_text_whatever_breaks_a_form(typed: dict[str, str]) -> None:
    form = parse(Sample, typed)

    assert form.ok or form.errors
    assert all(isinstance(words, str) and words for words in form.errors.values())
