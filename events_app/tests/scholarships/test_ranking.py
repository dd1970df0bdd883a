"""The order of the applications: score, chain, and a lottery that was sworn to beforehand."""

from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from scholarships.compute import ranking
from scholarships.engine.ranking import (
    BY_SCORE,
    Candidate,
    Place,
    Step,
    TieBreak,
    commitment,
    is_the_committed,
    lottery_number,
    lottery_seed,
    rank,
)


def candidate(name: str, score: str, **figures: int) -> Candidate:
    return Candidate(name, Fraction(score), {key: Fraction(value) for key, value in figures.items()})


def test_need_decides_between_equal_scores_and_then_who_had_fewer_awards_before() -> None:
    first, second = candidate("A2", "91.5", need=4, previous=9), candidate("A3", "91.50", need=3, previous=0)
    third, fourth = candidate("A1", "91.5", need=3, previous=1), candidate("A4", "91.49", need=5, previous=0)
    need, previous = TieBreak.read("need:desc"), TieBreak.read("previous:asc")

    places = rank([fourth, third, second, first], [need, previous])

    assert places == (
        Place(first, None),
        Place(second, Step("A2", need, Fraction(3), Fraction(4))),
        Place(third, Step("A3", previous, Fraction(1), Fraction(0))),
        Place(fourth, Step("A1", BY_SCORE, Fraction("91.49"), Fraction("91.5"))),
    )


def test_the_lottery_is_the_lowest_sha256_of_seed_bar_and_id() -> None:
    names = ["B1", "B2", "B3", "B4", "B5"]
    asked = {
        "seed": "melate 4 11 23",
        "tie_breaks": ["lottery"],
        "applications": [{"id": name, "score": 80} for name in names],
    }

    answer = ranking.compute(asked)

    expected = sorted(names, key=lambda name: sha256(b"melate 4 11 23|" + name.encode()).hexdigest())
    assert answer["order"] == expected
    assert names != expected


def test_the_first_known_digest_of_the_sha256_standard_is_a_commitment() -> None:
    # FIPS 180-4, the example of one block: SHA-256("abc").
    published = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"

    kept, broken = is_the_committed("abc", published), is_the_committed("abd", published)

    assert (kept, broken) == (True, False)
    assert commitment("abc") == published.lower()


def test_the_public_draw_changes_the_seed_that_the_secret_alone_would_give() -> None:
    secret = "0f" * 16

    seeds = {lottery_seed(secret, draw) for draw in ("1 2 3", "1 2 4", "")}

    assert len(seeds) == 3
    assert lottery_seed(secret, "1 2 3") == commitment(f"{secret}|1 2 3")


def test_whoever_is_level_to_the_end_stays_in_the_given_order_and_is_told_so() -> None:
    asked = {"applications": [{"id": "Z", "score": "7.25"}, {"id": "A", "score": "29/4"}]}

    answer = ranking.compute(asked)

    assert answer == {
        "order": ["Z", "A"],
        "because": {
            "Z": "primer lugar: puntaje 7.25",
            "A": "empate con Z en puntaje 7.25 y en todos los criterios: orden dado",
        },
    }


def test_a_whole_number_is_a_seed_by_its_digits() -> None:
    applications = [{"id": name, "score": 1} for name in "abcdef"]
    asked = {"tie_breaks": ["lottery"], "applications": applications}

    by_number, by_text = ranking.compute(asked | {"seed": 41}), ranking.compute(asked | {"seed": "41"})

    assert by_number == by_text
    assert by_number != ranking.compute(asked | {"seed": 42})


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"tie_breaks": ["lottery"]}, "seed:"),
        ({"seed": "", "tie_breaks": ["lottery"]}, "seed:"),
        ({"tie_breaks": ["need"]}, "tie_breaks.0:"),
        ({"tie_breaks": ["need:up"]}, "tie_breaks.0:"),
        ({"tie_breaks": ["lottery:asc"]}, "tie_breaks.0:"),
        ({"tie_breaks": ["income:asc"]}, "applications.0.income:"),
        ({"applications": [{"id": "A", "score": "NaN"}]}, "applications.0.score:"),
        ({"applications": [{"id": "A", "score": 1, "need": None}]}, "applications.0.need:"),
        ({"applications": [{"id": "A", "score": 1}] * 2}, "applications:"),
        ({"applications": [{"score": 1}]}, "applications.0.id:"),
        ({"weights": {}}, "weights:"),
    ],
)
def test_a_ranking_that_cannot_be_is_refused_by_the_name_of_its_field(over: dict[str, Any], field: str) -> None:
    asked: dict[str, Any] = {"applications": [{"id": "A", "score": 1, "need": 2}]}

    with pytest.raises(Impossible) as refused:
        ranking.compute(asked | over)

    assert str(refused.value).startswith(field)


@settings(max_examples=60, deadline=None)
@given(
    scores=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12),
    shuffled=st.randoms(use_true_random=False),
)
def test_with_a_lottery_the_order_of_the_input_never_matters(scores: list[tuple[int, int]], shuffled: Any) -> None:
    candidates = [candidate(f"A{n}", str(score), need=need) for n, (score, need) in enumerate(scores)]
    chain = [TieBreak.read("need:desc"), TieBreak.read("lottery")]
    other_way = list(candidates)
    shuffled.shuffle(other_way)

    order = [place.candidate for place in rank(candidates, chain, seed="s")]

    assert order == [place.candidate for place in rank(other_way, chain, seed="s")]
    keys = [(-each.score, -each.figures["need"], lottery_number("s", each.id)) for each in order]
    assert keys == sorted(keys)
