"""Essays without their authors: names, companies, identifiers, phones and e-mails hidden, and nothing else."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from scholarships.compute import redaction
from scholarships.engine.redaction import MASK, Redacted, redact

NAMES = ("María José", "Núñez López")
COMPANIES = ("Componentes Ñandú",)


def hidden(text: str, names: tuple[str, ...] = NAMES, companies: tuple[str, ...] = COMPANIES) -> str:
    return redact(text, names=names, companies=companies).text.replace(MASK, "#")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soy María José Núñez López.", "Soy #."),
        ("soy MARIA  JOSE\nnunez lopez.", "soy #."),
        ("Núñez López, María José", "#, #"),
        ("José y María", "# y #"),
        ("Mariana Marías Josefina Lopezosa", "Mariana Marías Josefina Lopezosa"),
        ("la foto maria_jose_2.jpg de López2019", "la foto #_2.jpg de #2019"),
        (unicodedata.normalize("NFD", "Doña Núñez, señora"), unicodedata.normalize("NFD", "Doña #, señora")),
        ("Mar\u00adía y Jo\u200bsé", "# y #"),
        ("Mar\u00edA\u200bJOSÉ", "#"),
        ("ＭＡＲＩＡ José", "#"),
        ("(María)", "(#)"),
        ("José \u200bMaría", "#"),
        (unicodedata.normalize("NFD", "José!"), "#!"),
    ],
)
def test_names_are_hidden_whole_whatever_their_accents_and_case(text: str, expected: str) -> None:
    found = hidden(text)

    assert found == expected


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (("María de la Luz", "de los Ríos"), "María de la Luz de los Ríos", "#"),
        (
            ("María de la Luz", "de los Ríos"),
            "La luz de la casa y los ríos de Sonora",
            "La # de la casa y los # de Sonora",
        ),
        (("Ortega y Gasset",), "Ortega y Gasset, pan y Gasset", "#, pan y #"),
        (("Ana O.",), "Ana O. come pan o Ana", "#. come pan o #"),
        (("O’Brien",), "O'BRIEN, obrien y Brien", "#, # y Brien"),
        (("Pérez-Gómez",), "Perez Gomez o Gómez", "# o #"),
        (("de la", "...", " "), "de la casa ...", "de la casa ..."),
    ],
)
def test_particles_and_initials_are_never_hidden_alone(names: tuple[str, ...], text: str, expected: str) -> None:
    found = hidden(text, names, ())

    assert found == expected


@pytest.mark.parametrize(
    ("company", "text", "expected"),
    [
        ("Componentes Ñandú", "Componentes Nandu hace componentes en NANDÚ", "# hace componentes en #"),
        ("Levi's Nogales, S. de R.L. de C.V.", "LEVI'S NOGALES S DE RL DE CV, en Nogales", "#, en Nogales"),
        ("Levi's Nogales, S. de R.L. de C.V.", "levis nogales; una S. de R.L. de C.V.", "#; una S. de R.L. de C.V."),
        ("Arneses Kino SA de CV", "Arneses Kino, S.A. de C.V. y arneses de Kino", "#. y arneses de #"),
        ("Grupo Industrial", "el Grupo Industrial y un grupo industrial; el grupo", "el # y un #; el grupo"),
        ("Servicios, S.A. de C.V.", "servicios y Servicios, S.A. de C.V.", "servicios y #."),
        ("Planta 27", "La planta 27, aula 27", "La #, aula 27"),
        ("3M", "13M, 3M y 3 M", "13M, # y 3 M"),
        ("S.A. de C.V.", "una S.A. de C.V.", "una S.A. de C.V."),
    ],
)
def test_a_company_is_hidden_in_full_and_by_the_words_that_only_it_carries(
    company: str, text: str, expected: str
) -> None:
    found = hidden(text, (), (company,))

    assert found == expected


@pytest.mark.parametrize(
    "secret",
    [
        "HEGG560427MVZRRL04",  # the example of the CURP on the government's own page
        "hegg560427mvzrrl04",
        "HEGG 560427 MVZRRL 04",
        "GODE561231GR8",  # the example of an RFC in the tax authority's rules
        "SAT970701NN3",
        "SAT-970701-NN3",
        "GODE 561231 GR8",
        "GODE561231",
        "Ñ&O010101AB1",
        "XEXX010101000",
        "6311234567",
        "631 123 4567",
        "(631) 123-45-67",
        "631.123.4567",
        "55 1234 5678",
        "55 12 34 56 78",
        "+52 1 631 123 4567",
        "+526311234567",
        "52 631 123 4567",
        "044 631 123 4567",
        "+1 (520) 555-0123",
        "1-520-555-0123",
        "+34 912 345 678",
        "maria.jose+beca@correo.example.com.mx",
        "ÑANDU@EJEMPLO.MX",
    ],
)
def test_identifiers_phones_and_e_mails_are_hidden_without_being_told(secret: str) -> None:
    text = f"Es {secret}, sí."

    found = redact(text)

    assert found == Redacted(f"Es {MASK}, sí.", 1)


@pytest.mark.parametrize(
    "text",
    [
        "En 2018 2019 2020 gané $1,234,567.00 y $12,345.60",
        "El 2024-08-26 10:30, el 26/08/2024, de 8:00 a 14:30",
        "Saqué 9.5, 10, 10, 8 y 9; promedio 9.3333333",
        "Folio BECA-2026-00123 y tarjeta 1234 5678 9012 3456",
        "arroba @ sola, a@b y ▮▮▮ ▮▮▮",
        "con 150000 mil pesos; son 123456 mas",
    ],
)
def test_numbers_and_words_that_tell_nobody_stay(text: str) -> None:
    found = redact(text, names=NAMES, companies=COMPANIES)

    assert found == Redacted(text, 0)


def test_a_run_is_one_mask_counted_once_and_an_old_mask_beside_it_is_taken_in() -> None:
    text = f"{MASK} María 6311234567 nunez@example.com {MASK}; {MASK} López"

    found = redact(text, names=NAMES)

    assert found == Redacted(f"{MASK}; {MASK}", 2)


def test_what_was_stuck_to_a_hidden_word_is_found_too() -> None:
    text = "María6311234567 y ABCD010101AB1María"

    found = redact(text, names=("María",))

    assert found == Redacted(f"{MASK} y {MASK}", 2)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"text": None}, "text:"),
        ({"text": "a" * 200_001}, "text:"),
        ({"names": "María"}, "names:"),
        ({"names": [""]}, "names.0:"),
        ({"companies": [3]}, "companies.0:"),
        ({"people": []}, "people:"),
    ],
)
def test_a_redaction_that_cannot_be_is_refused_by_the_name_of_its_field(over: dict[str, Any], field: str) -> None:
    asked: dict[str, Any] = {"text": "Hola"}

    with pytest.raises(Impossible) as refused:
        redaction.compute(asked | over)

    assert str(refused.value).startswith(field)


PIECES = st.sampled_from(
    ["María", "JOSE", "núñez", "Lo\u0301pez", "ñandú", "componentes", "de", "la", "631", "123", "4567", "6311234567"]
    + [
        "GODE561231GR8",
        "a@b.mx",
        "\u200b",
        "\u00ad",
        " ",
        "  ",
        "\n",
        "-",
        "_",
        ".",
        ",",
        "+52",
        MASK,
        "x",
        "S.A.",
        "&",
        "(",
        ")",
    ]
)


@settings(max_examples=100, deadline=None)
@given(text=st.lists(PIECES, max_size=14).map("".join))
def test_redacting_twice_changes_nothing_and_no_name_is_left(text: str) -> None:
    first = redact(text, names=NAMES, companies=COMPANIES)

    second = redact(first.text, names=NAMES, companies=COMPANIES)

    assert second == Redacted(first.text, 0)
    assert first.masked <= first.text.count(MASK)


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_characters="▮"), max_size=60))
def test_a_text_without_anything_to_hide_is_left_as_it_was(text: str) -> None:
    found = redact(text)

    assert found.masked or found.text == text
    assert found.text.count(MASK) == found.masked


def test_a_long_list_of_people_who_are_not_in_the_text_changes_nothing_and_costs_little() -> None:
    text = "Mi mamá, Núñez, y o’brien son de aquí. " * 500
    strangers = [f"Nombre{number} Apellido{number}" for number in range(3000)]

    found = redact(text, names=["O'Brien Núñez", *strangers])

    assert found == redact(text, names=["O'Brien Núñez"])
    assert found.masked == 1000
