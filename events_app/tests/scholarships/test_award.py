"""Awarding through its JSON window: reasons in plain Spanish, waves, refusals, and a large round."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from events_app.core.compute import Impossible
from scholarships.compute.award import compute
from scholarships.engine.award import MOST_EFFORT, award
from scholarships.engine.award_room import Undecided
from scholarships.engine.award_terms import Applicant, Rule

Application = dict[str, Any]


def make_application(name: str, score: int | str, amount: int | str = 3000, **attributes: Any) -> Application:
    return {"id": name, "score": score, "amount": amount, **attributes}


def make_round(seed: int = 1, size: int = 500) -> dict[str, Any]:
    """Levels, thirty companies, genders and families: 46 rules, some with both ends."""
    luck = Random(seed)
    amounts = {"pri": 3000, "sec": 3500, "prepa": 4000, "uni": 6000}
    applications = []
    for number in range(size):
        level = luck.choices(list(amounts), (4, 3, 2, 1))[0]
        company, family = f"C{luck.randrange(30):02}", f"F{luck.randrange(size * 4 // 5)}"
        score = str(round(luck.gauss(80, 8), 2))
        gender, need = luck.choice("FM"), luck.choice(("low", "mid", "high"))
        applications.append(
            make_application(
                f"E{number:03}", score, amounts[level], level=level, company=company, family=family, gender=gender,
                need=need,
            )
        )  # fmt: skip
    families = [name for name, count in Counter(each["family"] for each in applications).items() if count > 1]
    rules = [{"attribute": "level", "value": name, "min": 20} for name in amounts]
    rules += [{"attribute": "company", "value": f"C{k:02}", "min": k % 3, "max": 8 + k % 3 * 2} for k in range(30)]
    rules += [{"attribute": "gender", "value": name, "min": 80} for name in "FM"]
    rules += [{"attribute": "need", "value": "high", "min": 75}, {"attribute": "need", "value": "low", "max": 50}]
    rules += [{"attribute": "family", "value": name, "max": 1} for name in families[:8]]
    return {"applications": applications, "budget": 700_000, "rules": rules}


def test_each_applicant_reads_why() -> None:
    applications = [
        make_application("P1", 80, 3000, level="pri", family="F1"),
        make_application("S1", 90, 3500, level="sec", family="F1"),
        make_application("S2", "85.5", 3500, level="sec", family="F2"),
        make_application("U1", 70, 5000, level="uni", family="F3"),
        make_application("U2", 60, 2000, level="uni", family="F4"),
    ]
    rules = [
        {"attribute": "level", "value": "uni", "min": 1, "max": None},
        {"attribute": "family", "value": "F1", "max": 1},
    ]

    found = compute({"applications": applications, "budget": 8500, "rules": rules})

    fits = "el presupuesto y todas las reglas aún pueden cumplirse"
    assert found == {
        "feasible": True,
        "awarded": ["S1", "U1"],
        "spent": "8500",
        "trace": [
            {"id": "S1", "decision": "awarded", "because": f"con esta beca de 3500 {fits}"},
            {
                "id": "S2",
                "decision": "rejected",
                "because": "con esta beca ya no podría cumplirse a la vez level=uni mínimo 1 y el presupuesto",
            },
            {"id": "P1", "decision": "rejected", "because": "ya se alcanzó family=F1 máximo 1"},
            {"id": "U1", "decision": "awarded", "because": f"con esta beca de 5000 {fits}"},
            {"id": "U2", "decision": "rejected", "because": "quedan 0 y la beca cuesta 2000"},
        ],
        "most_awards": 3,
        "best_sum": "225.5",
    }


def test_whoever_declines_makes_way_and_minima_gone_are_named() -> None:
    applications = [
        make_application("S1", 90, level="sec"),
        make_application("P1", 80, level="pri"),
        make_application("S2", 75, level="sec"),
        make_application("P2", 70, level="pri"),
        make_application("S3", 60, level="sec"),
    ]
    rules = [{"attribute": "level", "value": "pri", "min": 2}]
    asked = {"applications": applications, "budget": 9000, "rules": rules}

    answers = [compute({**asked, "declined": waves}) for waves in (["S1"], ["P1"], [["P1"], ["P2"]], [["S2"], []])]

    assert [(answer["awarded"], answer["shortfalls"]) for answer in answers] == [
        (["P1", "S2", "P2"], []),
        (["S1", "S2", "P2"], ["level=pri min 2: 1 candidate"]),
        (["S1", "S2", "S3"], ["level=pri min 2: 0 candidates"]),
        (["S1", "P1", "P2"], []),
    ]
    assert answers[0]["trace"][2]["because"].endswith("(vuelta 1 de promoción)")


def test_what_cannot_be_met_is_said_before_anybody_is_awarded() -> None:
    applications = [make_application("P1", 80, 3000, level="pri"), make_application("S1", 70, 3000, level="sec")]
    both = [{"attribute": "level", "value": name, "min": 1} for name in ("pri", "sec")]

    scarce = compute({"applications": applications, "budget": 9000, "rules": [{**both[0], "min": 2}]})
    poor = compute({"applications": applications, "budget": 5000, "rules": both})
    upside_down = compute({"applications": applications, "budget": 9000, "rules": [{**both[0], "max": 0}]})

    assert scarce == {"feasible": False, "because": ["level=pri min 2: 1 candidate"]}
    assert poor == {
        "feasible": False,
        "because": ["level=pri min 1, level=sec min 1, budget 5000: cannot be met together"],
    }
    assert upside_down == {"feasible": False, "because": ["level=pri min 1, level=pri max 0: cannot be met together"]}


def test_true_is_not_one_and_text_is_not_a_number_but_scores_are_compared_as_numbers() -> None:
    applications = [
        make_application("A", "90.0", twin=True),
        make_application("B", 80, twin=1),
        make_application("C", 70, twin="1"),
        make_application("D", 60),
    ]

    def barred(attribute: str, value: object) -> list[str]:
        rules = [{"attribute": attribute, "value": value, "max": 0}]
        answer = compute({"applications": applications, "budget": 99_000, "rules": rules})
        return [each["id"] for each in answer["trace"] if each["decision"] == "rejected"]

    assert [barred("twin", value) for value in (True, 1, "1")] == [["A"], ["B"], ["C"]]
    assert (barred("score", 90), barred("amount", "3000.00"), barred("id", "D")) == (["A"], ["A", "B", "C", "D"], ["D"])


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"applications": [make_application("A", 1), make_application("A", 2)]}, "applications: A is there twice"),
        ({"applications": [make_application("A", "x")]}, r"applications\.0\.score: "),
        ({"applications": [make_application("A", 1, -5)]}, r"applications\.0\.amount: "),
        ({"applications": [make_application("A", 1, z=[1])]}, r"applications\.0\.z: "),
        ({"budget": -1}, "budget: "),
        ({"rules": [{"attribute": "level", "value": "a", "min": -1}]}, r"rules\.0\.min: "),
        ({"rules": [{"attribute": "score", "value": "a", "min": 1}]}, r"rules\.0\.value: "),
        ({"rules": [{"attribute": "level", "value": Decimal("1e300"), "min": 1}]}, r"rules\.0\.value: "),
        ({"declined": ["Z"]}, "declined: Z is not among"),
        ({"declined": ["A", "A"]}, "declined: A is there twice"),
        ({"declined": ["A", ["B"]]}, r"declined"),
        ({"seed": "x"}, "seed: "),
    ],
)
def test_a_round_that_cannot_be_is_named(wrong: dict[str, Any], complaint: str) -> None:
    asked = {"applications": [make_application("A", 1), make_application("B", 2)], "budget": 9000}

    with pytest.raises(Impossible, match=f"^{complaint}"):
        compute({**asked, **wrong})


def engine_round(asked: dict[str, Any]) -> tuple[list[Applicant], Fraction, list[Rule]]:
    applicants = [
        Applicant(each["id"], Fraction(each["score"]), Fraction(each["amount"]), each) for each in asked["applications"]
    ]
    rules = [Rule(each["attribute"], each["value"], each.get("min", 0), each.get("max")) for each in asked["rules"]]
    return applicants, Fraction(asked["budget"]), rules


def test_a_large_round_is_decided_with_a_tenth_of_the_effort_allowed() -> None:
    applicants, budget, rules = engine_round(make_round())

    found = award(applicants, budget, rules, effort=MOST_EFFORT // 10)

    assert (len(rules), len(found.trace), found.obstacles) == (46, 500, ())
    assert found.spent <= budget
    assert found.most_awards is None or found.most_awards >= len(found.awarded)
    chosen = [each for each in applicants if each.id in found.awarded]
    counts = [sum(rule.speaks_of(each) for each in chosen) for rule in rules]
    assert all(rule.low <= count for rule, count in zip(rules, counts, strict=True))
    assert all(rule.high is None or count <= rule.high for rule, count in zip(rules, counts, strict=True))


def test_a_round_that_would_take_too_long_is_refused_and_not_guessed() -> None:
    applicants, budget, rules = engine_round(make_round())

    with pytest.raises(Undecided, match="cannot be decided exactly"):
        award(applicants, budget, rules, effort=1_000)
