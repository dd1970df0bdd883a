"""A reader's mark: weights, scales of their own, and "not applicable" that is never a zero."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from scholarships.compute import rubric
from scholarships.engine.rubric import Answer, Criterion, Mark, mark

NOT_APPLICABLE = Answer.NOT_APPLICABLE


def criteria(**weights: int) -> list[Criterion]:
    return [Criterion(key, Fraction(weight), Fraction(1), Fraction(5)) for key, weight in weights.items()]


def test_not_applicable_takes_its_weight_out_of_the_mean() -> None:
    rubric_of_three = criteria(need=3, effort=2, essay=1)

    found = mark(
        rubric_of_three,
        {"need": Fraction(4), "effort": Fraction(5), "essay": NOT_APPLICABLE},
        minimum_coverage=Fraction(5, 6),
    )

    assert found == Mark(Fraction(17, 20), Fraction(5, 6), open=(), not_applicable=("essay",))
    assert found.between(Fraction(1), Fraction(5)) == Fraction(22, 5)  # (3·4 + 2·5) / 5


def test_below_the_minimum_coverage_there_is_no_mark() -> None:
    rubric_of_two = criteria(need=1, effort=1)

    found = mark(rubric_of_two, {"need": Fraction(5), "effort": NOT_APPLICABLE}, minimum_coverage=Fraction(501, 1000))

    assert found == Mark(None, Fraction(1, 2), open=(), not_applicable=("effort",))
    assert found.between(Fraction(1), Fraction(5)) is None


def test_a_criterion_not_looked_at_yet_is_not_the_same_as_one_that_does_not_apply() -> None:
    rubric_of_two = criteria(need=9, effort=1)

    found = mark(rubric_of_two, {"need": Fraction(5)}, minimum_coverage=Fraction(1, 2))

    assert found == Mark(None, Fraction(9, 10), open=("effort",), not_applicable=())


def test_nothing_that_applies_is_no_mark_even_without_a_minimum() -> None:
    rubric_of_one = criteria(need=1)

    found = mark(rubric_of_one, {"need": NOT_APPLICABLE}, minimum_coverage=Fraction(0))

    assert found.share is None


def test_an_average_from_6_to_10_counts_by_its_place_on_its_own_scale() -> None:
    asked = {
        "criteria": [{"key": "need", "weight": 1}, {"key": "average", "weight": 1, "lowest": 6, "highest": 10}],
        "answers": {"need": 3, "average": "9.0"},
        "minimum_coverage": 1,
    }

    answer = rubric.compute(asked)

    assert answer == {"mark": "3.5", "coverage": "1", "open": [], "not_applicable": []}


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"answers": {"need": 6}}, "answers.need:"),
        ({"answers": {"charm": 5}}, "answers.charm:"),
        ({"answers": {"need": "n/a"}}, "answers.need:"),
        ({"answers": {"need": True}}, "answers.need:"),
        ({"criteria": []}, "criteria:"),
        ({"criteria": [{"key": "need"}, {"key": "need"}]}, "criteria:"),
        ({"criteria": [{"key": "need", "weight": 0}]}, "criteria.0.weight:"),
        ({"criteria": [{"key": "need", "lowest": 5}]}, "criteria.0.highest:"),
        ({"lowest": 5}, "highest:"),
        ({"minimum_coverage": "1.1"}, "minimum_coverage:"),
    ],
)
def test_answers_that_cannot_be_are_refused_by_the_name_of_their_field(over: dict[str, Any], field: str) -> None:
    asked: dict[str, Any] = {"criteria": [{"key": "need"}], "answers": {"need": 4}, "minimum_coverage": 1}

    with pytest.raises(Impossible) as refused:
        rubric.compute(asked | over)

    assert str(refused.value).startswith(field)


@settings(max_examples=60, deadline=None)
@given(
    answers=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5)), min_size=1, max_size=6),
    skipped=st.lists(st.integers(1, 9), max_size=4),
)
def test_criteria_that_do_not_apply_change_nothing(answers: list[tuple[int, int]], skipped: list[int]) -> None:
    weights = {f"c{number}": weight for number, (weight, _) in enumerate(answers)}
    levels: dict[str, Fraction | Answer] = {f"c{n}": Fraction(level) for n, (_, level) in enumerate(answers)}
    others = {f"n{number}": weight for number, weight in enumerate(skipped)}

    alone = mark(criteria(**weights), levels, minimum_coverage=Fraction(0))
    beside = mark(
        criteria(**weights, **others), levels | dict.fromkeys(others, NOT_APPLICABLE), minimum_coverage=Fraction(0)
    )

    total = sum(weight * level for weight, level in answers)
    assert beside.share == alone.share
    assert alone.between(Fraction(1), Fraction(5)) == Fraction(total, sum(weight for weight, _ in answers))
