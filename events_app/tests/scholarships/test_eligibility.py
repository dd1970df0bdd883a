"""Who may compete: all reasons, exact boundaries, and nothing assumed of what is not known."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from scholarships.compute import eligibility
from scholarships.engine.eligibility import Facts, Found, Reason, Rules, reasons

SEASON = date(2026, 10, 26)
RULES = Rules(
    min_average={"primaria": Fraction("8.5")},
    min_grade={"primaria": 2},
    no_failed_subjects=frozenset({"preparatoria"}),
    parent_active_on=SEASON,
    min_seniority_days=180,
    documents=("acta", "boleta"),
    consent_required=True,
)


def facts(**over: Any) -> Facts:
    good: dict[str, Any] = {
        "level": "primaria",
        "grade": 2,
        "average": Fraction("8.5"),
        "failed": 0,
        "parent_active": True,
        "parent_hire": SEASON - timedelta(days=180),
        "company_ok": True,
        "documents": frozenset({"acta", "boleta"}),
        "consent": True,
    }
    return Facts(**(good | over))


def question(**application: Any) -> dict[str, Any]:
    return {"rules": {}, "applications": [{"id": "E1", "level": "primaria", "company_ok": True} | application]}


def test_whoever_stands_exactly_on_every_boundary_is_eligible() -> None:
    application = facts()

    found = reasons(RULES, application)

    assert found == ()


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"average": Fraction("8.4999")}, Found(Reason.AVERAGE_BELOW_MINIMUM)),
        ({"average": None}, Found(Reason.AVERAGE_BELOW_MINIMUM)),
        ({"grade": 1}, Found(Reason.GRADE_TOO_LOW)),
        ({"grade": None}, Found(Reason.GRADE_TOO_LOW)),
        ({"level": "preparatoria", "failed": 1}, Found(Reason.FAILED_SUBJECT)),
        ({"level": "preparatoria", "failed": None}, Found(Reason.FAILED_SUBJECT)),
        ({"parent_active": False}, Found(Reason.PARENT_NOT_ACTIVE)),
        ({"parent_active": None}, Found(Reason.PARENT_NOT_ACTIVE)),
        ({"parent_hire": SEASON - timedelta(days=179)}, Found(Reason.SENIORITY_TOO_SHORT)),
        ({"parent_hire": SEASON + timedelta(days=1)}, Found(Reason.SENIORITY_TOO_SHORT)),
        ({"parent_hire": None}, Found(Reason.SENIORITY_TOO_SHORT)),
        ({"company_ok": False}, Found(Reason.COMPANY_NOT_IN_GOOD_STANDING)),
        ({"documents": frozenset({"acta"})}, Found(Reason.MISSING_DOCUMENTS, ("boleta",))),
        ({"consent": False}, Found(Reason.NO_CONSENT)),
    ],
)
def test_a_single_shortcoming_is_a_single_reason(over: dict[str, Any], expected: Found) -> None:
    application = facts(**over)

    found = reasons(RULES, application)

    assert found == (expected,)


def test_all_reasons_are_told_in_the_order_of_the_contract() -> None:
    nothing = Facts(level="primaria")
    everywhere = Rules(
        min_average={"primaria": Fraction(6)},
        min_grade={"primaria": 1},
        no_failed_subjects=frozenset({"primaria"}),
        parent_active_on=SEASON,
        min_seniority_days=1,
        documents=("z", "a"),
        consent_required=True,
    )

    found = [str(each) for each in reasons(everywhere, nothing)]

    assert found == [
        "AVERAGE_BELOW_MINIMUM",
        "GRADE_TOO_LOW",
        "FAILED_SUBJECT",
        "PARENT_NOT_ACTIVE",
        "SENIORITY_TOO_SHORT",
        "COMPANY_NOT_IN_GOOD_STANDING",
        "MISSING_DOCUMENTS:z,a",
        "NO_CONSENT",
    ]


def test_the_example_of_the_contract() -> None:
    asked: Mapping[str, Any] = {
        "rules": {
            "min_average": {"primaria": "8.5"},
            "min_grade": {"primaria": 2},
            "no_failed_subjects": ["preparatoria"],
            "parent_active_on": "2026-10-26",
            "min_seniority_days": 180,
            "documents": ["acta_nacimiento"],
            "consent_required": True,
        },
        "applications": [
            {
                "id": "E1",
                "level": "secundaria",
                "grade": 2,
                "average": "9.0",
                "failed": 0,
                "parent_active": True,
                "parent_hire": "2020-01-01",
                "company_ok": True,
                "documents": ["acta_nacimiento"],
                "consent": True,
            }
        ],
    }

    answer = eligibility.compute(asked)

    assert answer == {"reasons": {"E1": []}}


@pytest.mark.parametrize(
    ("rules", "application", "field"),
    [
        ({"min_average": {"primaria": "8.5"}}, {}, "applications.0.average:"),
        ({"parent_active_on": "2026-10-26"}, {}, "applications.0.parent_active:"),
        ({"min_seniority_days": 1}, {"parent_hire": "2020-01-01"}, "rules.parent_active_on:"),
        ({"parent_active_on": "2026-02-30"}, {"parent_active": True}, "rules.parent_active_on:"),
        ({"parent_active_on": "20261026"}, {"parent_active": True}, "rules.parent_active_on:"),
        ({"documents": ["acta", "acta"]}, {"documents": []}, "rules.documents:"),
        ({"min_grade": {"primaria": -1}}, {"grade": 1}, "rules.min_grade.primaria:"),
        ({}, {"failed": -1}, "applications.0.failed:"),
        ({}, {"average": "NaN"}, "applications.0.average:"),
        ({}, {"consent": "yes"}, "applications.0.consent:"),
        ({}, {"age": 9}, "applications.0.age:"),
    ],
)
def test_input_that_cannot_be_is_refused_by_the_name_of_its_field(
    rules: dict[str, Any], application: dict[str, Any], field: str
) -> None:
    asked = question(**application) | {"rules": rules}

    with pytest.raises(Impossible) as refused:
        eligibility.compute(asked)

    assert str(refused.value).startswith(field)


def test_two_applications_with_one_id_are_refused() -> None:
    asked = question()
    asked["applications"] *= 2

    with pytest.raises(Impossible) as refused:
        eligibility.compute(asked)

    assert str(refused.value) == "applications: E1 is there twice"


@settings(max_examples=60, deadline=None)
@given(
    average=st.fractions(6, 10),
    better=st.fractions(0, 4),
    days=st.integers(0, 400),
    more=st.integers(0, 400),
)
def test_a_better_record_never_has_more_reasons(average: Fraction, better: Fraction, days: int, more: int) -> None:
    worse = facts(average=average, parent_hire=SEASON - timedelta(days=days))
    improved = facts(average=average + better, parent_hire=SEASON - timedelta(days=days + more))

    before, after = reasons(RULES, worse), reasons(RULES, improved)

    assert set(after) <= set(before)
