"""Golf by the rule books: worked examples that others published, and laws checked against a slow second reckoning."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from events_app.tournaments.compute.golf import compute
from events_app.tournaments.engine import golf, golf_board, golf_countback, golf_day
from events_app.tournaments.engine.golf_cards import Card, Hole, score, stableford
from events_app.tournaments.engine.reasons import spoken

PARS = (4, 4, 3, 5, 4, 4, 3, 4, 5, 4, 3, 4, 5, 4, 4, 3, 5, 4)
INDEXES = (7, 13, 17, 3, 9, 1, 15, 11, 5, 8, 18, 10, 4, 14, 2, 16, 6, 12)
HOLES = tuple(Hole(par, index) for par, index in zip(PARS, INDEXES, strict=True))
LAST_HOLES = ("last9", "last6", "last3", "last1")


def board(*cards: Card, **terms: object) -> list[golf_board.Place]:
    asked = {"format": "stroke", "net": False, "holes": HOLES, "countback": (*LAST_HOLES, "stroke_index")} | terms
    return golf_board.leaderboard(cards, golf_board.Terms(**asked))  # type: ignore[arg-type]


def card(player: str, strokes: Sequence[int | None] = (4,) * 18, handicap: int = 0) -> Card:
    return Card(player, tuple(strokes), Fraction(handicap))


def changed(**holes: int) -> list[int]:
    """Fours everywhere but on the holes named h1 … h18."""
    return [holes.get(f"h{number}", 4) for number in range(1, 19)]


def places(found: list[golf_board.Place]) -> list[tuple[int, str]]:
    return [(place.position, place.player) for place in found]


def test_the_usga_table_of_a_scramble_of_four_gives_fourteen_strokes() -> None:
    """USGA, Rules of Handicapping, Committee reference 7h/5: rating 72.3, slope 135, par 72."""
    rating = Fraction("72.3")

    handicaps = [golf.course_handicap(Fraction(each), 135, rating, 72) for each in ("31.2", "8.4", "23.4", "12.6")]
    team = golf.scramble(golf.SCRAMBLE_OF_FOUR, handicaps)

    assert [f"{float(each):.3f}" for each in sorted(handicaps)] == ["10.335", "15.353", "28.256", "37.574"]
    assert (int(team.raw * 1000), team.strokes) == (13650, 14)


def test_two_in_a_scramble_take_35_of_the_lower_and_15_of_the_higher() -> None:
    """Handicaps 8 and 14 make 4.9, as in the calculator of golfhandicapcalculators.com."""
    team = golf.scramble(golf.SCRAMBLE_OF_TWO, [Fraction(14), Fraction(8)])

    assert (team.raw, team.strokes) == (Fraction("4.9"), 5)


@pytest.mark.parametrize(
    ("value", "whole"), [("2.5", 3), ("3.5", 4), ("3.49", 3), ("-1.5", -1), ("-1.51", -2), ("0.5", 1), ("-0.5", 0)]
)
def test_a_half_goes_up_also_for_plus_handicaps(value: str, whole: int) -> None:
    assert golf.half_up(Fraction(value)) == whole


def test_the_playing_handicap_comes_from_the_unrounded_course_handicap() -> None:
    rounded_first = golf.playing_handicap(Fraction(10), Fraction("0.95"))

    exact = golf.playing_handicap(Fraction("9.9"), Fraction("0.95"))

    assert (rounded_first, exact) == (10, 9)


def test_a_team_never_receives_more_than_its_cap() -> None:
    team = golf.scramble((Fraction(1),), [Fraction(30)], cap=18)

    assert team == golf.TeamHandicap(Fraction(30), 18, capped=True)


def test_strokes_go_to_the_hardest_holes_and_a_plus_handicap_gives_back_at_the_easiest() -> None:
    twenty = golf.strokes_received(Fraction(20), INDEXES)

    plus_two = golf.strokes_received(Fraction(-2), INDEXES)

    assert [number for number, each in enumerate(twenty, 1) if each == 2] == [6, 15]
    assert sum(twenty) == 20
    assert [number for number, each in enumerate(plus_two, 1) if each == -1] == [3, 11]
    assert sum(plus_two) == -2


def test_nine_holes_of_a_card_of_eighteen_share_the_handicap_among_themselves() -> None:
    received = golf.strokes_received(Fraction(4), (3, 17, 9, 1, 11, 5, 15, 7, 13))

    assert received == (1, 0, 0, 1, 0, 1, 0, 1, 0)


@pytest.mark.parametrize(("strokes", "points"), [(7, 0), (6, 0), (5, 1), (4, 2), (3, 3), (2, 4), (1, 5)])
def test_stableford_gives_the_points_of_rule_21_1_on_a_par_four(strokes: int, points: int) -> None:
    assert stableford(strokes, 4) == points


def test_countback_takes_the_exact_half_of_an_odd_handicap() -> None:
    """Handicap 11, gross 83 with 43 out and 40 in, of a CONGU thread: 34.5 in, not the 34 that stroke indexes give.

    Against 35 it wins by half a stroke; rounded half up, 40 − 6 = 34 wins too, but 34.5 against 34.25 loses.
    """
    mine = card("eleven", [5] * 7 + [4] * 2 + [4] * 5 + [5] * 4, 11)
    other = card("ten", [5] * 6 + [4, 4, 4] + [4] * 5 + [5] * 3 + [5], 10)

    found = board(mine, other, net=True, countback=LAST_HOLES)

    assert (sum(mine.strokes[:9]), sum(mine.strokes[9:])) == (43, 40)  # type: ignore[arg-type]
    assert [(place.position, place.player, int(place.net)) for place in found] == [(1, "eleven", 72), (2, "ten", 72)]
    assert spoken(found[0].because) == ("empate resuelto por los últimos 9 hoyos: 34.5 contra 35 de ten")


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [("none", ["57/2", "19", "19/2", "19/6"]), ("half_up", ["28", "19", "9", "3"])],
)
def test_a_net_countback_takes_off_a_half_a_third_a_sixth_and_an_eighteenth(
    rounding: golf_countback.Rounding, expected: list[str]
) -> None:
    """The fractions of Committee Procedures 5A(6), on a card of fours with handicap 15."""
    rules = golf_countback.Rules(LAST_HOLES, net=True, by_points=False, rounding=rounding)

    found = golf_countback.figures(score(card("A", handicap=15), HOLES, net=True), HOLES, rules)

    assert [str(figure.shown) for figure in found] == expected


def test_rounding_the_fraction_may_turn_a_countback_round() -> None:
    level = [card("A", changed(h1=5, h18=5), 5), card("B", changed(h1=3, h18=6), 4)]
    exact = board(*level, net=True, countback=("last1",))
    rounded = board(*level, net=True, countback=("last9",), rounding="half_up")

    assert {place.net for place in exact} == {69}
    assert places(exact) == [(1, "A"), (2, "B")]
    assert spoken(rounded[0].because) == "empate resuelto por los últimos 9 hoyos: 34 contra 36 de B"


@pytest.mark.parametrize(
    ("better", "worse", "reason"),
    [
        ({"h1": 5, "h10": 3}, {}, "los últimos 9 hoyos: 35 contra 36"),
        ({"h10": 5, "h13": 3}, {}, "los últimos 6 hoyos: 23 contra 24"),
        ({"h13": 5, "h16": 3}, {}, "los últimos 3 hoyos: 11 contra 12"),
        ({"h16": 5, "h18": 3}, {}, "el último hoyo: 3 contra 4"),
        ({"h1": 5, "h6": 3}, {}, "el hoyo 6, ventaja 1: 3 contra 4"),
        ({"h6": 5, "h4": 3}, {"h6": 5, "h9": 3}, "el hoyo 4, ventaja 3: 3 contra 4"),
    ],
)
def test_a_tie_goes_down_the_card_until_something_parts_it(
    better: dict[str, int], worse: dict[str, int], reason: str
) -> None:
    found = board(card("worse", changed(**worse)), card("better", changed(**better)))

    assert places(found) == [(1, "better"), (2, "worse")]
    assert spoken(found[0].because) == f"empate resuelto por {reason} de worse"


def test_equal_cards_share_their_place_and_the_next_one_is_skipped() -> None:
    found = board(card("C", changed(h2=5)), card("A"), card("D", changed(h2=6)), card("B", changed(h2=5)))

    assert places(found) == [(1, "A"), (2, "C"), (2, "B"), (4, "D")]
    assert [spoken(place.because) for place in found] == [
        "Golpes: 72, E al par; hoyos jugados: 18",
        "empate con B",
        "empate con C",
        "Golpes: 74, +2 al par; hoyos jugados: 18",
    ]


def test_rounds_under_way_stand_by_par_and_their_ties_wait_for_the_last_hole() -> None:
    ahead = card("ahead", [3, 3, 3, *[None] * 15])
    level = card("level", [*PARS[:17], 2])
    tied = card("tied", [None] * 16 + [5, 2])
    idle = card("idle", [None] * 18)

    found = board(idle, level, tied, ahead)

    assert [(p.position, p.player, p.gross, p.through, int(p.to_par)) for p in found] == [
        (1, "level", 70, 18, -2),
        (1, "tied", 7, 2, -2),
        (1, "ahead", 9, 3, -2),
        (4, "idle", 0, 0, 0),
    ]
    assert spoken(found[-1].because) == "aún no juega"


def test_net_of_half_a_round_takes_off_only_the_strokes_of_the_holes_played() -> None:
    half = card("half", [5] * 6 + [None] * 12, 18)

    [found] = board(half, net=True)

    assert (str(found.net), str(found.to_par)) == ("24", "0")


def test_three_tied_holes_make_the_fourth_worth_four_skins() -> None:
    """The carry-over example of golfstakes.com: everybody ties holes 1 to 3, A is lowest on hole 4."""
    a, b = card("A", [4, 4, 4, 3] + [None] * 14), card("B", [4, 4, 4, 5] + [None] * 14)

    found = board(b, a, format="skins")

    assert [(place.player, place.points) for place in found] == [("A", 4), ("B", 0)]


def test_no_skin_is_counted_past_a_hole_that_somebody_has_not_played() -> None:
    a, b = card("A", [3, None, 3] + [None] * 15), card("B", [4, 4, 4] + [None] * 15)

    found = board(a, b, format="skins")

    assert [(place.player, place.points) for place in found] == [("A", 1), ("B", 0)]


def test_second_groups_of_a_shotgun_start_on_par_fives_first_and_never_on_threes_while_there_is_room() -> None:
    groups = [f"G{number}" for number in range(1, 24)]

    starts = golf_day.shotgun(groups, PARS)

    assert [start.label for start in starts[:3]] == ["1A", "2A", "3A"]
    assert [start.label for start in starts[18:]] == ["4B", "9B", "13B", "17B", "1B"]
    with pytest.raises(golf_day.NoRoom):
        golf_day.shotgun([str(number) for number in range(37)], PARS)


def test_neighbours_on_a_hole_mark_each_other_and_a_lone_group_is_marked_by_the_next() -> None:
    starts = golf_day.shotgun(["a", "b", "c"], (4, 5))

    marked = golf_day.markers(starts)

    assert marked == {"a": "b", "b": "c", "c": "b"}
    assert golf_day.markers(starts[:1]) == {"a": None}


def test_flights_by_limit_and_by_even_numbers() -> None:
    handicaps = {player: Fraction(value) for player, value in {"a": 20, "b": 5, "c": 9, "d": 10, "e": 30}.items()}

    assert golf_day.flights_by_limit(handicaps, [Fraction(9), Fraction(20)]) == [["b", "c"], ["d", "a"], ["e"]]
    assert golf_day.flights_by_count(handicaps, 3) == [["b", "c"], ["d", "a"], ["e"]]


def test_nobody_takes_two_prizes_and_the_next_one_moves_up() -> None:
    prizes = [golf_day.Prize("gross", ("a", "b")), golf_day.Prize("net", ("a", "c", "b"), 3)]

    awards = golf_day.award(prizes)

    assert awards == [
        golf_day.Award("gross", 1, "a", ()),
        golf_day.Award("net", 1, "c", ("a",)),
        golf_day.Award("net", 2, "b", ()),
        golf_day.Award("net", 3, None, ()),
    ]


CARDS = st.lists(
    st.tuples(st.lists(st.integers(2, 7), min_size=18, max_size=18), st.integers(-4, 54)), min_size=1, max_size=6
)


def slow_order(cards: list[tuple[list[int], int]], net: bool) -> list[tuple[object, ...]]:
    """What decides each card, hole by hole and in plain sums: the second opinion."""
    keys: list[tuple[object, ...]] = []
    for strokes, handicap in cards:
        off = handicap if net else 0
        given = [off // 18 + (1 if index <= off % 18 else 0) for index in INDEXES]
        lasts = [sum(strokes[18 - n :]) - Fraction(off * n, 18) for n in (9, 6, 3, 1)]
        by_index = [strokes[INDEXES.index(i)] - given[INDEXES.index(i)] for i in range(1, 19)]
        keys.append((sum(strokes) - off, *lasts, *by_index))
    return keys


@settings(max_examples=40, deadline=None)
@given(CARDS, st.booleans())
def test_every_place_is_one_more_than_the_cards_that_are_better(cards: list[tuple[list[int], int]], net: bool) -> None:
    keys = slow_order(cards, net)

    found = board(*(card(str(n), strokes, handicap) for n, (strokes, handicap) in enumerate(cards)), net=net)

    expected = {str(n): 1 + sum(other < key for other in keys) for n, key in enumerate(keys)}
    assert {place.player: place.position for place in found} == expected
    assert all(one.position <= two.position for one, two in pairwise(found))


@settings(max_examples=40, deadline=None)
@given(CARDS)
def test_skins_never_exceed_the_holes_and_only_ties_to_the_end_lose_any(cards: list[tuple[list[int], int]]) -> None:
    found = board(*(card(str(n), strokes) for n, (strokes, _) in enumerate(cards)), format="skins")

    lost = 0
    for number in range(17, -1, -1):
        made = [strokes[number] for strokes, _ in cards]
        if made.count(min(made)) == 1:
            break
        lost += 1
    assert sum(place.points or 0 for place in found) == 18 - lost


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "input"),
        ({"handicap": {"index": "NaN", "slope": 113, "rating": 72, "par": 72}}, "handicap.index"),
        ({"handicap": {"index": 3, "slope": 30, "rating": 72, "par": 72}}, "handicap.slope"),
        ({"scramble": {"allowances": ["0.5"], "course_handicaps": [3, 4]}}, "scramble.allowances"),
        ({"leaderboard": {"format": "match", "holes": [], "cards": []}}, "leaderboard.format"),
        ({"shotgun": {"groups": ["a", "a"], "pars": [4]}}, "shotgun.groups"),
        ({"flights": {"players": [], "limits": [5, 5]}}, "flights.limits"),
        ({"prizes": [{"prize": "p", "candidates": ["a", "a"]}]}, "prizes.0.candidates"),
    ],
)
def test_what_cannot_be_played_is_refused_with_the_field(asked: dict[str, object], field: str) -> None:
    with pytest.raises(Impossible, match=rf"^{field}"):
        compute(asked)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"strokes": [4] * 17}, "cards.0.strokes"),
        ({"strokes": [0] * 18}, "cards.0.strokes.0"),
        ({"strokes": [4.5] * 18}, "cards.0.strokes.0"),
        ({"handicap": "many"}, "cards.0.handicap"),
        ({"player": ""}, "cards.0.player"),
    ],
)
def test_a_card_that_cannot_be_is_refused_with_its_place(change: dict[str, object], field: str) -> None:
    holes = [{"par": hole.par, "stroke_index": hole.stroke_index} for hole in HOLES]
    cards = [{"player": "a", "handicap": 3, "strokes": [4] * 18} | change]

    with pytest.raises(Impossible, match=rf"^leaderboard\.{field}"):
        compute({"leaderboard": {"format": "stroke", "holes": holes, "cards": cards}})
