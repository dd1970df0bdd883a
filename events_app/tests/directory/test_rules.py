"""The directory's pure rules: numbers, phones, surnames, columns, verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.core.fields import phone_number
from events_app.core.forms import Mistake
from events_app.directory.domains import domain_list
from events_app.directory.engine.columns import PEOPLE, guess
from events_app.directory.engine.folding import company_key, number_key, slug, surname_forms
from events_app.directory.engine.verdicts import Known, Planned, Read, judge
from events_app.directory.rfc import is_doubtful, rfc


@given(st.integers(0, 10**12), st.integers(0, 7))
def test_a_number_is_the_same_with_any_zeros_in_front(number: int, zeros: int) -> None:
    assert number_key("0" * zeros + str(number)) == str(number)


@given(st.text(max_size=30))
def test_the_key_of_a_key_is_itself_and_never_starts_with_a_lost_zero(text: str) -> None:
    key = number_key(text)

    assert number_key(key) == key
    assert not (len(key) > 1 and key.startswith("0"))


@given(st.integers(10**9, 10**10 - 1), st.sampled_from(["", "52", "+52 ", "+52 1", "521"]))
def test_ten_digits_are_one_phone_however_mexico_is_written_in_front(digits: int, front: str) -> None:
    assert phone_number(f"{front}{digits}") == f"+52{digits}"


@given(st.permutations([field for field in PEOPLE if field != "full_name"]))
def test_columns_are_found_in_any_order(order: list[str]) -> None:
    headers = [PEOPLE[field][0].upper() for field in order]

    found = guess(headers, PEOPLE)

    assert found == {field: index for index, field in enumerate(order)}


@given(st.lists(st.text(max_size=20), max_size=12))
def test_no_column_serves_two_fields(headers: list[str]) -> None:
    found = guess(headers, PEOPLE)

    assert len(set(found.values())) == len(found)
    assert all(0 <= index < len(headers) for index in found.values())


def test_the_headers_of_a_real_sheet_are_recognised() -> None:
    found = guess(["NO. EMP", "AP PAT", "AP. MAT", "NOMBRES", "CORREO", "TALLA"], PEOPLE)

    wanted = ("employee_number", "paternal_surname", "maternal_surname", "given_name", "email")
    assert found == {field: index for index, field in enumerate(wanted)}


def test_headers_in_english_are_recognised() -> None:
    found = guess(["Employee Number", "First Name", "Last Name", "Phone"], PEOPLE)

    assert found == {"employee_number": 0, "given_name": 1, "paternal_surname": 2, "phone": 3}


def test_a_surname_may_be_the_first_or_both_in_either_order() -> None:
    assert surname_forms("De la Peña", "Núñez") == ("delapena", "delapenanunez", "nunezdelapena")


@pytest.mark.parametrize(
    "name",
    ["ARNESES DEL BRAVO S. DE R.L. DE C.V.", "Arneses del Bravo, S.A. de C.V.", "Arneses del Bravo"],
)
def test_the_company_type_does_not_count_in_its_name(name: str) -> None:
    assert company_key(name) == "arneses del bravo"
    assert slug(name) == "arneses-del-bravo"


def test_rows_get_one_verdict_each_and_accents_lost_change_nothing() -> None:
    known = {
        "1:7": Known(70, {"given_name": "José", "phone": "+526311111111"}),
        "1:8": Known(80, {"given_name": "Ana"}),
    }
    read = [
        Read(2, "1:7", {"given_name": "JOSE", "phone": "+526312222222"}),
        Read(3, "1:8", {"given_name": "Ana"}),
        Read(5, "1:9", {"given_name": "Zoé"}),
        Read(6, "1:9", {"given_name": "Zoé"}),
        Read(7, "", {}, (("phone", "falta"),)),
    ]

    planned = judge(read, known)

    assert planned == [
        Planned(2, "changed", read[0].values, changes={"phone": ("+526311111111", "+526312222222")}, target=70),
        Planned(3, "same", read[1].values, target=80),
        Planned(5, "new", read[2].values),
        Planned(6, "repeated", read[3].values, first=5),
        Planned(7, "mistake", {}, mistakes=(("phone", "falta"),)),
    ]


def test_a_wrong_check_digit_of_an_rfc_only_warns() -> None:
    assert rfc("gode561231gr8") == "GODE561231GR8"
    assert not is_doubtful("GODE561231GR8")
    assert rfc("GODE561231GR9") == "GODE561231GR9"
    assert is_doubtful("GODE561231GR9")
    with pytest.raises(Mistake):
        rfc("GODE561331GR8")


@pytest.mark.parametrize("text", ["gmail.com", "arneses.example, hotmail.com", "com.mx", "sin-punto", "a b@c"])
def test_public_mail_and_half_domains_tell_no_company(text: str) -> None:
    with pytest.raises(Mistake):
        domain_list(text)
