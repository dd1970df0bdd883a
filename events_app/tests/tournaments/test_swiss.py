"""The Swiss table and its next round, against FIDE's own examples, a slow reference and the laws of the system."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from events_app.tournaments.compute.swiss import compute
from events_app.tournaments.engine.swiss import Game, NoPairing, next_round, standings, virtual_opponent
from events_app.tournaments.engine.swiss_matching import cheapest_pairs

Round = list[Game[int]]
RESULTS = ("1-0", "0-1", "0.5-0.5", "+--", "--+")


def every_pairing(entries: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """All ways to put an even number of entries in pairs, written out one by one."""
    if not entries:
        yield []
    for other in entries[1:]:
        rest = [entry for entry in entries[1:] if entry != other]
        yield from ([(entries[0], other), *more] for more in every_pairing(rest))


def least_cost(size: int, costs: dict[tuple[int, int], int]) -> int | None:
    """The least cost of pairing everybody, by the table of all subsets: exact, and slow beyond a dozen."""
    table: dict[int, int] = {0: 0}
    for subset in range(1, 2**size):
        first = (subset & -subset).bit_length() - 1
        rest = subset & (subset - 1)
        totals = [
            table[rest - (1 << other)] + costs[first, other]
            for other in range(first + 1, size)
            if rest >> other & 1 and (first, other) in costs and rest - (1 << other) in table
        ]
        if totals:
            table[subset] = min(totals)
    return table.get(2**size - 1)


def play(size: int, rounds: int, choose: st.DataObject) -> list[Round]:
    """A tournament paired by the engine, with results drawn by hypothesis; it ends early when no round is left."""
    played: list[Round] = []
    for _ in range(rounds):
        try:
            pairing = next_round(range(1, size + 1), played, seed="s")
        except NoPairing:
            break
        games = [Game[int](one, other, choose.draw(st.sampled_from(RESULTS))) for one, other in pairing.pairs]
        played.append(games + ([Game[int](pairing.bye, None, "bye")] if pairing.bye else []))
    return played


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, dict[tuple[int, int], int]]:
    size = draw(st.sampled_from([2, 4, 6, 8, 10]))
    heaviest = draw(st.sampled_from([1, 4, 1000]))
    edges = draw(st.lists(st.sampled_from(list(combinations(range(size), 2))), unique=True))
    return size, {edge: draw(st.integers(0, heaviest)) for edge in edges}


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_no_way_to_put_everybody_in_pairs_costs_less(graph: tuple[int, dict[tuple[int, int], int]]) -> None:
    size, costs = graph
    ways = (way for way in every_pairing(range(size)) if all(pair in costs for pair in way))
    least = min((sum(costs[pair] for pair in way) for way in ways), default=None)

    found = cheapest_pairs(size, costs)

    assert (None if found is None else sum(costs[pair] for pair in found)) == least
    assert found is None or sorted(entry for pair in found for entry in pair) == list(range(size))


@pytest.mark.parametrize("number", [*range(12), 165, 538])
def test_circles_within_circles_are_shrunk_and_opened_without_losing_the_least_cost(number: int) -> None:
    """Twelve entries with few pairs among them; chosen because here flowers are opened again, some inside others."""
    luck = Random(number)
    costs = {pair: luck.randrange(12) for pair in combinations(range(12), 2) if luck.random() < 0.45}

    found = cheapest_pairs(12, costs)

    assert (None if found is None else sum(costs[pair] for pair in found)) == least_cost(12, costs)


def test_twelve_in_four_threes_cost_what_another_library_finds() -> None:
    """The least cost is that of networkx 3.6.1, min_weight_matching."""
    pairs = combinations(range(12), 2)
    costs = {(one, other): (one * 7 + other * 13) % 17 + 3 * (one // 3 != other // 3) for one, other in pairs}

    found = cheapest_pairs(12, costs)

    assert found is not None
    assert sum(costs[pair] for pair in found) == 21


@pytest.mark.parametrize(
    ("before", "points", "round_number", "rounds", "expected"),
    [("1.5", "0", 3, 3, "2.5"), ("1.5", "0", 3, 9, "5.5"), ("3.5", "1", 6, 6, "3.5"), ("3.5", "1", 6, 9, "5")],
)
def test_the_virtual_opponent_scores_as_in_the_examples_of_the_fide_handbook(
    before: str, points: str, round_number: int, rounds: int, expected: str
) -> None:
    """Tie-Break Regulations before July 2023: who stays away in round 3 of 9, and whose rival stays away in round 6."""
    found = virtual_opponent(Fraction(before), Fraction(points), round_number=round_number, rounds=rounds)

    assert found == Fraction(expected)


def test_an_opponents_bye_counts_as_a_draw_and_ones_own_as_a_virtual_opponent() -> None:
    rounds = [
        [Game(1, 2, "1-0"), Game(3, None, "bye")],
        [Game(3, 1, "0-1"), Game(2, None, "bye")],
    ]

    table = standings((1, 2, 3), rounds)

    # 1 met 2 and 3; both have a bye point that counts half. 2: 1 (two points), then 0 + (1 − 1). 3: 0 + 0 + ½, then 1.
    half, one = Fraction(1, 2), Fraction(1)
    assert [(row.entry, row.points, row.buchholz_cut_1, row.buchholz, row.sonneborn_berger) for row in table] == [
        (1, 2 * one, half, one, one),
        (3, one, 2 * one, 2 + half, half),
        (2, one, 2 * one, 2 * one, 0 * one),
    ]


def test_the_first_round_is_top_half_against_bottom_half_and_the_last_rests() -> None:
    answer = compute({"entries": 7, "seed": "x"})

    assert (answer["pairs"], answer["bye"], len(answer["because"])) == ([[1, 4], [2, 5], [3, 6]], 7, 3)


def test_the_last_of_an_odd_group_meets_the_first_of_the_group_below() -> None:
    rounds = [[[1, 4, "1-0"], [2, 5, "1-0"], [3, 6, "1-0"]]]

    answer = compute({"entries": 6, "rounds_played": rounds, "seed": "x"})

    assert answer["pairs"] == [[1, 2], [3, 4], [5, 6]]
    assert answer["because"] == [
        "Puntos, 1 cada uno: el 1.º contra el 2.º de los 3 que van así.",
        "Puntos, 1 contra 0: la menor diferencia posible sin repetir rivales.",
        "Puntos, 0 cada uno: el 2.º contra el 3.º de los 3 que van así.",
    ]


def test_two_equally_good_rounds_are_told_apart_by_the_seed_alone() -> None:
    """3 and 4 have met, so 2 or 3 goes down, equally far from halves: [1, 3] [2, 4] [5, 6] or [1, 2] [3, 5] [4, 6]."""
    rounds = [[[1, 6, "1-0"], [2, 5, "1-0"], [3, 4, "1-0"]]]

    answers = {str(compute({"entries": 6, "rounds_played": rounds, "seed": seed})["pairs"]) for seed in "abcdefgh"}

    assert answers == {"[[1, 3], [2, 4], [5, 6]]", "[[1, 2], [3, 5], [4, 6]]"}


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 8), st.integers(0, 6), st.data())
def test_every_round_is_the_best_of_all_that_a_slow_reference_can_write_down(
    size: int, count: int, choose: st.DataObject
) -> None:
    played = play(size, count, choose)
    met = {frozenset((game.home, game.away)) for games in played for game in games if "+" not in game.outcome}
    rested = {game.home for games in played for game in games if game.outcome in ("bye", "+--")}
    rested |= {game.away for games in played for game in games if game.outcome == "--+" and game.away}
    table = standings(range(1, size + 1), played)
    points = {row.entry: row.points for row in table}
    best: tuple[int | None, Fraction] | None = None
    for bye in [row.entry for row in reversed(table) if row.entry not in rested] if size % 2 else [None]:
        ways = every_pairing([row.entry for row in table if row.entry != bye])
        gaps = [
            sum(((points[one] - points[other]) ** 2 for one, other in way), Fraction())
            for way in ways
            if not any(frozenset(pair) in met for pair in way)
        ]
        if gaps and best is None:
            best = (bye, min(gaps))

    try:
        found = next_round(range(1, size + 1), played, seed="s")
    except NoPairing:
        assert best is None
        return

    total = sum(((points[one] - points[other]) ** 2 for one, other in found.pairs), Fraction())
    assert (found.bye, total) == best
    assert not any(frozenset(pair) in met for pair in found.pairs)


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 14), st.data())
def test_points_are_one_for_each_meeting_and_the_same_question_has_the_same_answer(
    size: int, choose: st.DataObject
) -> None:
    played = play(size, 4, choose)

    table = standings(range(1, size + 1), played)

    assert sum(row.points for row in table) == sum(len(games) for games in played)
    if len(played) < 4:
        return
    assert standings(range(1, size + 1), [list(reversed(games)) for games in played]) == table


def test_those_who_are_absent_are_left_out_and_score_nothing() -> None:
    answer = compute({"entries": 5, "seed": "x", "absent": [2, 3]})

    assert (answer["pairs"], answer["bye"]) == ([[1, 4]], 5)
    assert len(answer["standings"]) == 5


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"entries": 1}, "entries: Input should be greater than or equal to 2"),
        ({"entries": 4, "colour": 1}, "colour: Extra inputs are not permitted"),
        ({"entries": 4, "rounds_played": [[[1, 5, "1-0"]]]}, "rounds_played.0: there is no entry 5"),
        ({"entries": 4, "rounds_played": [[[1, 2, "1-0"], [2, 3, "1-0"]]]}, "rounds_played.0: entry 2 is there twice"),
        ({"entries": 4, "rounds_played": [[[1, 1, "1-0"]]]}, "rounds_played.0: entry 1 is there twice"),
        ({"entries": 4, "absent": [1, 2, 3]}, "absent: fewer than two entries are left to be paired"),
        (
            {"entries": 4, "rounds_played": [[[1, 2, "win"]]]},
            "rounds_played.0.0: a score such as 1-0, 0-1, 0.5-0.5, +--, --+ or ---",
        ),
        (
            {"entries": 4, "rounds_played": [[[1, None, "1-0"]]]},
            'rounds_played.0.0: a bye has null for the rival and "bye" for the score',
        ),
        (
            {"entries": 2, "rounds_played": [[[1, 2, "1-0"]]]},
            "rounds_played: no round is left in which everybody has a new rival",
        ),
    ],
)
def test_a_question_that_cannot_be_names_its_field(asked: dict[str, object], message: str) -> None:
    with pytest.raises(Impossible) as refused:
        compute(asked)

    assert str(refused.value) == message
