"""Round robin by the published Berger tables, balanced at home and away."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.tournaments.compute import roundrobin as window
from events_app.tournaments.engine.roundrobin import Pair, berger, byes, league, rounds

# FIDE Handbook C.05, Annex 1 (also printed at c.w.fox.tripod.com/chess/berger.html), as published.
PUBLISHED = {
    4: """1-4 2-3
          4-3 1-2
          2-4 3-1""",
    6: """1-6 2-5 3-4
          6-4 5-3 1-2
          2-6 3-1 4-5
          6-5 1-4 2-3
          3-6 4-2 5-1""",
    8: """1-8 2-7 3-6 4-5
          8-5 6-4 7-3 1-2
          2-8 3-1 4-7 5-6
          8-6 7-5 1-4 2-3
          3-8 4-2 5-1 6-7
          8-7 1-6 2-5 3-4
          4-8 5-3 6-2 7-1""",
    10: """1-10 2-9 3-8 4-7 5-6
           10-6 7-5 8-4 9-3 1-2
           2-10 3-1 4-9 5-8 6-7
           10-7 8-6 9-5 1-4 2-3
           3-10 4-2 5-1 6-9 7-8
           10-8 9-7 1-6 2-5 3-4
           4-10 5-3 6-2 7-1 8-9
           10-9 1-8 2-7 3-6 4-5
           5-10 6-4 7-3 8-2 9-1""",
    12: """1-12 2-11 3-10 4-9 5-8 6-7
           12-7 8-6 9-5 10-4 11-3 1-2
           2-12 3-1 4-11 5-10 6-9 7-8
           12-8 9-7 10-6 11-5 1-4 2-3
           3-12 4-2 5-1 6-11 7-10 8-9
           12-9 10-8 11-7 1-6 2-5 3-4
           4-12 5-3 6-2 7-1 8-11 9-10
           12-10 11-9 1-8 2-7 3-6 4-5
           5-12 6-4 7-3 8-2 9-1 10-11
           12-11 1-10 2-9 3-8 4-7 5-6
           6-12 7-5 8-4 9-3 10-2 11-1""",
    14: """1-14 2-13 3-12 4-11 5-10 6-9 7-8
           14-8 9-7 10-6 11-5 12-4 13-3 1-2
           2-14 3-1 4-13 5-12 6-11 7-10 8-9
           14-9 10-8 11-7 12-6 13-5 1-4 2-3
           3-14 4-2 5-1 6-13 7-12 8-11 9-10
           14-10 11-9 12-8 13-7 1-6 2-5 3-4
           4-14 5-3 6-2 7-1 8-13 9-12 10-11
           14-11 12-10 13-9 1-8 2-7 3-6 4-5
           5-14 6-4 7-3 8-2 9-1 10-13 11-12
           14-12 13-11 1-10 2-9 3-8 4-7 5-6
           6-14 7-5 8-4 9-3 10-2 11-1 12-13
           14-13 1-12 2-11 3-10 4-9 5-8 6-7
           7-14 8-6 9-5 10-4 11-3 12-2 13-1""",
}


def published(entries: int) -> list[list[Pair]]:
    return [
        [(int(home), int(away)) for home, away in (pair.split("-") for pair in line.split())]
        for line in PUBLISHED[entries].splitlines()
    ]


@pytest.mark.parametrize("entries", sorted(PUBLISHED))
def test_the_tables_are_the_published_ones(entries: int) -> None:
    assert berger(entries) == published(entries)


@pytest.mark.parametrize("entries", sorted(PUBLISHED))
def test_one_less_plays_the_same_table_and_whoever_meets_the_last_number_is_free(entries: int) -> None:
    table = published(entries)

    assert berger(entries - 1) == [[pair for pair in each if entries not in pair] for each in table]
    assert byes(entries - 1) == [next(min(pair) for pair in each if entries in pair) for each in table]


@given(st.integers(min_value=2, max_value=41), st.integers(min_value=1, max_value=4))
def test_everybody_meets_everybody_once_a_leg_and_nobody_twice_a_round(entries: int, legs: int) -> None:
    every = rounds(entries, legs)

    met = Counter(frozenset(pair) for each in every for pair in each)
    assert met == {frozenset(pair): legs for pair in combinations(range(1, entries + 1), 2)}
    assert all(len({side for pair in each for side in pair}) == 2 * len(each) for each in every)
    assert len(every) == legs * (entries - 1 + entries % 2)


@given(st.integers(min_value=2, max_value=41), st.integers(min_value=1, max_value=4))
def test_home_and_away_differ_by_one_at_most_and_not_at_all_after_two_legs(entries: int, legs: int) -> None:
    pairs = [pair for each in rounds(entries, legs) for pair in each]

    home, away = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)

    spread = max(abs(home[entry] - away[entry]) for entry in range(1, entries + 1))
    assert spread <= (legs % 2)


def test_a_league_numbers_its_matches_round_by_round() -> None:
    plan = league(5, legs=2)

    assert [match.id for match in plan.matches] == list(range(1, 21))
    assert [match.round for match in plan.matches] == [number for number in range(1, 11) for _ in range(2)]
    assert plan.tables[0].seeds == (1, 2, 3, 4, 5)


def test_the_window_says_rounds_and_byes() -> None:
    assert window.compute({"entries": 3, "legs": 1}) == {"rounds": [[[2, 3]], [[1, 2]], [[3, 1]]], "byes": [1, 3, 2]}
    assert window.compute({"entries": 2}) == {"rounds": [[[1, 2]]], "byes": [None]}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "entries"),
        ({"entries": 0}, "entries"),
        ({"entries": 1}, "entries"),
        ({"entries": "8"}, "entries"),
        ({"entries": True}, "entries"),
        ({"entries": 4, "legs": 0}, "legs"),
        ({"entries": 1000, "legs": 3}, "legs"),
        ({"entries": 4, "rounds": 3}, "rounds"),
    ],
)
def test_an_impossible_round_robin_is_refused_by_its_field(asked: dict[str, object], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}:"):
        window.compute(asked)
