"""Laws and examples of the questions of an event: kinds, conditions, order."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.registration.engine import asking
from events_app.registration.engine.question_values import (
    BadQuestion,
    Condition,
    Mistake,
    Option,
    Question,
    Upload,
    Words,
)
from events_app.registration.engine.questions import KINDS

MACROS = Path(asking.__file__).parents[2] / "templates/components/questions.html"
SIZES = (Option("o1", "Chica", "Small"), Option("o2", "Mediana", "Medium"), Option("o3", "Grande", "Large"))


def question(kind: str, key: str = "q1", **over: Any) -> Question:
    options = SIZES if KINDS.get(kind) and KINDS[kind].has_options else ()
    return Question(**({"key": key, "kind": kind, "label_es": f"Pregunta {key}", "options": options} | over))


def when(key: str, *facts: str) -> tuple[Condition, ...]:
    return (Condition(key, frozenset(facts)),)


@pytest.mark.parametrize(
    ("kind", "over", "typed", "value"),
    [
        ("text", {}, "  Rosa   Elena ", "Rosa Elena"),
        ("long_text", {}, "uno\n\ndos ", "uno\n\ndos"),
        ("number", {}, "1,234.50", "1234.5"),
        ("number", {"least": "-3"}, "-0", "0"),
        ("number", {}, 1200, "1200"),
        ("choice", {}, "o2", "o2"),
        ("many", {}, ["o3", "o1", "o3"], ["o1", "o3"]),
        ("date", {}, "2026-02-28", "2026-02-28"),
        ("yes_no", {}, "no", False),
        ("file", {}, Upload("acta.pdf", 900, "application/pdf"), {"name": "acta.pdf", "size": 900}),
        ("consent", {"required": True}, "yes", True),
    ],
)
def test_an_answer_is_kept_in_one_form_however_it_was_typed(
    kind: str, over: dict[str, Any], typed: Any, value: Any
) -> None:
    asked = question(kind, **over)

    parsed = KINDS[kind].parse(asked, typed)

    assert parsed == value


@pytest.mark.parametrize(
    ("kind", "over", "typed", "sentence"),
    [
        ("text", {"most": "4"}, "abcde", "Es demasiado largo: caben %(most)s caracteres."),
        ("text", {}, ["a"], "Escribe un texto."),
        ("number", {}, "doce", "Escribe un número, por ejemplo 12 o 12.5."),
        ("number", {}, "NaN", "Escribe un número, por ejemplo 12 o 12.5."),
        ("number", {}, "1e400", "Escribe un número, por ejemplo 12 o 12.5."),
        ("number", {}, True, "Escribe un número, por ejemplo 12 o 12.5."),
        ("number", {"least": "18"}, "17.99", "El mínimo es %(least)s."),
        ("number", {"most": "65"}, "65.01", "El máximo es %(most)s."),
        ("choice", {}, "o9", "Elige una de las opciones."),
        ("choice", {}, ["o1"], "Elige una de las opciones."),
        ("many", {}, ["o1", "o9"], "Elige una de las opciones."),
        ("many", {"least": "2"}, ["o1", "o1"], "Marca al menos %(least)s."),
        ("many", {"most": "1"}, ["o1", "o2"], "Marca %(most)s como máximo."),
        ("date", {}, "2026-02-30", "Escribe una fecha como 2026-11-20."),
        ("date", {}, "20261120", "Escribe una fecha como 2026-11-20."),
        ("date", {"least": "2026-01-02"}, "2026-01-01", "La primera fecha posible es el %(least)s."),
        ("date", {"most": "2026-01-02"}, "2026-01-03", "La última fecha posible es el %(most)s."),
        ("yes_no", {}, "quizá", "Responde sí o no."),
        ("file", {}, "acta.pdf", "Elige un archivo."),
        ("file", {}, Upload("a.html", 9, "text/html"), "Sube un archivo PDF, JPG o PNG."),
        ("file", {}, Upload("a.pdf", 0, "application/pdf"), "El archivo está vacío."),
        ("file", {"most": "1"}, Upload("a.pdf", 1_048_577, "application/pdf"), "El archivo pesa más de %(most)s MB."),
        ("consent", {"required": True}, "no", "Para registrarte necesitas aceptar."),
    ],
)
def test_a_wrong_answer_gets_the_sentence_that_mends_it(
    kind: str, over: dict[str, Any], typed: Any, sentence: str
) -> None:
    asked = question(kind, **over)

    with pytest.raises(Mistake) as told:
        KINDS[kind].parse(asked, typed)

    assert told.value.sentence == sentence


def test_answers_are_shown_in_the_readers_language_and_exported_as_cells() -> None:
    english = Words("en", "Yes", "No", lambda day: day.strftime("%B %-d, %Y"))
    told = {
        "many": ["o1", "o3"], "choice": "o2", "yes_no": False, "date": "2026-11-20", "number": "12.5",
        "file": {"name": "acta.pdf", "size": 9},
    }  # fmt: skip

    shown = {kind: KINDS[kind].show(question(kind), value, english) for kind, value in told.items()}
    cells = {kind: KINDS[kind].cell(question(kind), value, english) for kind, value in told.items()}

    assert shown == {
        "many": "Small, Large", "choice": "Medium", "yes_no": "No", "date": "November 20, 2026", "number": "12.5",
        "file": "acta.pdf",
    }  # fmt: skip
    assert cells == shown | {"date": date(2026, 11, 20), "number": Decimal("12.5")}


def test_a_question_whose_condition_does_not_hold_is_neither_asked_nor_missed() -> None:
    asked = [
        question("text", "q3", required=True, conditions=when("q2", "o2")),
        question("yes_no", "q1", required=True),
        question("many", "q2", required=True, conditions=when("q1", "yes")),
    ]

    no = asking.read(asked, {"q1": "no", "q2": ["o2"], "q3": "escondida"})
    yes = asking.read(asked, {"q1": "yes", "q2": ["o1", "o2"]})

    assert (no.values, list(no.mistakes)) == ({"q1": False}, [])
    assert (yes.values, list(yes.mistakes)) == ({"q1": True, "q2": ["o1", "o2"]}, ["q3"])
    assert [each.key for each in asking.open_questions(asked, yes.values)] == ["q3"]


def test_a_file_that_is_already_here_need_not_be_sent_again() -> None:
    asked = [question("file", required=True)]

    assert asking.read(asked, {}).mistakes.keys() == {"q1"}
    assert asking.read(asked, {}, kept={"q1"}).ok


def test_a_circle_of_conditions_is_refused_and_named() -> None:
    circle = [
        question("yes_no", "q1", conditions=when("q3", "yes")),
        question("yes_no", "q2", conditions=when("q1", "yes")),
        question("yes_no", "q3", conditions=when("q2", "yes")),
    ]

    with pytest.raises(BadQuestion) as told:
        asking.check(circle)

    assert set(told.value.params["labels"].split(" → ")) == {"Pregunta q1", "Pregunta q2", "Pregunta q3"}


@pytest.mark.parametrize(
    "wrong",
    [
        [question("stars")],
        [question("text", label_es="  ")],
        [question("choice", options=SIZES[:1])],
        [question("many", options=SIZES + SIZES[:1])],
        [question("text", conditions=when("q9", "yes"))],
        [question("text", conditions=when("q1", "answered"))],
        [question("yes_no"), question("text", "q2", conditions=when("q1", "o1"))],
        [question("yes_no"), question("text", "q2", conditions=when("q1"))],
        [question("yes_no"), question("text", "q2", conditions=when("q1", "yes"), per_ticket=False)],
        [question("number", least="5", most="4")],
        [question("date", least="2026-02-30")],
        [question("many", least="3", most="2")],
        [question("text", most="muchos")],
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(wrong: list[Question]) -> None:
    with pytest.raises(BadQuestion):
        asking.check(wrong)


@given(st.data())
@settings(max_examples=80)
def test_conditions_never_ask_before_what_they_depend_on_and_every_question_is_kept(data: st.DataObject) -> None:
    keys = data.draw(st.permutations([f"q{n}" for n in range(1, 7)]))
    asked = []
    for place, key in enumerate(keys):
        others = data.draw(st.sets(st.sampled_from(keys[:place]), max_size=2)) if place else set()
        needs = tuple(Condition(other, frozenset({"yes"})) for other in sorted(others))
        asked.append(question("yes_no", key, conditions=needs))
    listed = data.draw(st.permutations(asked))

    order = [each.key for each in asking.in_order(listed)]

    assert sorted(order) == sorted(keys)
    assert all(order.index(need.question) < order.index(one.key) for one in asked for need in one.conditions)


@given(st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), st.sampled_from(["yes", "no", "", "o1", 7, None])))
@settings(max_examples=80)
def test_whatever_is_typed_each_question_is_answered_mistaken_or_not_asked(typed: dict[str, Any]) -> None:
    asked = [
        question("yes_no", "q1", required=True),
        question("choice", "q2", required=True, conditions=when("q1", "yes")),
        question("text", "q3", conditions=when("q2", "o1")),
    ]

    answers = asking.read(asked, typed)

    assert not answers.values.keys() & answers.mistakes.keys()
    by_key = {each.key: each for each in asked}
    wanted = {each.key for each in asked if asking.is_asked(each, answers.values, by_key)}
    assert answers.values.keys() | answers.mistakes.keys() <= wanted
    assert {each.key for each in asked if each.required and each.key in wanted} <= (
        answers.values.keys() | answers.mistakes.keys()
    )


def test_a_kind_is_one_entry_and_one_macro() -> None:
    written = set(re.findall(r"{% macro answer_(\w+)\(form, question, name\)", MACROS.read_text("utf-8")))

    assert written == set(KINDS)


def test_an_added_kind_needs_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    stars = KINDS["choice"].__class__("Estrellas", lambda question, typed: str(min(5, int(typed))))
    monkeypatch.setitem(KINDS, "stars", stars)
    asked = [question("stars", required=True)]

    asking.check(asked)

    assert asking.read(asked, {"q1": "9"}).values == {"q1": "5"}
    assert asking.read(asked, {}).mistakes.keys() == {"q1"}
