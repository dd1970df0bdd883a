"""A table counts every kind of result as its rules say, and explains each place."""

from fractions import Fraction

import pytest

from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.standings import (
    Adjustment,
    Entry,
    NotCounted,
    Points,
    Result,
    Row,
    Ruling,
    Standing,
    TableRules,
    standings,
)

LEAGUE = TableRules(Points(3, 1, 0), criteria=("points", "difference", "for"))


def table(*results: Result, rules: TableRules = LEAGUE, entries: str = "AB", **more: object) -> dict[Entry, Row]:
    found = standings(tuple(entries), results, rules, **more)  # type: ignore[arg-type]
    return {row.entry: row for row in found.rows}


def order(found: Standing) -> list[tuple[int, Entry]]:
    return [(row.position, row.entry) for row in found.rows]


def counted(row: Row) -> tuple[object, ...]:
    """Played, won, drawn, lost, for, against, points."""
    return row.played, row.won, row.drawn, row.lost, row.for_, row.against, row.points


def test_a_win_and_a_draw_are_counted_for_both_sides() -> None:
    results = (Result("A", "B", score=(4, 1)), Result("B", "A", score=(2, 2)))

    rows = table(*results)

    assert counted(rows["A"]) == (2, 1, 1, 0, 6, 3, 4)
    assert counted(rows["B"]) == (2, 0, 1, 1, 3, 6, 1)


@pytest.mark.parametrize("kind", ["played", "abandoned"])
def test_a_match_without_a_score_counts_for_nothing(kind: str) -> None:
    result = Result("A", "B", kind=kind)  # type: ignore[arg-type]

    rows = table(result)

    assert [counted(rows[entry]) for entry in "AB"] == [(0,) * 7] * 2


def test_a_void_match_counts_for_nothing_in_spite_of_its_score() -> None:
    result = Result("A", "B", kind="void", score=(9, 0))

    rows = table(result)

    assert counted(rows["A"]) == (0,) * 7


def test_an_abandoned_match_counts_once_it_has_a_score() -> None:
    result = Result("A", "B", kind="abandoned", score=(1, 2))

    rows = table(result)

    assert counted(rows["B"]) == (1, 1, 0, 0, 2, 1, 3)


def test_who_stays_away_gets_what_a_forfeit_pays_and_not_what_a_defeat_does() -> None:
    rules = TableRules(Points(win=2, draw=None, loss=1, forfeit_loss=0))
    results = (Result("A", "B", kind="walkover", score=(20, 0)), Result("A", "B", score=(80, 70)))

    rows = table(*results, rules=rules)

    assert counted(rows["A"]) == (2, 2, 0, 0, 100, 70, 4)
    assert counted(rows["B"]) == (2, 0, 0, 2, 70, 100, 1)


def test_a_walkover_without_a_score_is_a_win_without_goals() -> None:
    result = Result("A", "B", kind="walkover", winner="away")

    rows = table(result)

    assert counted(rows["B"]) == (1, 1, 0, 0, 0, 0, 3)


def test_when_nobody_comes_both_lose_without_points_even_where_a_defeat_pays() -> None:
    rules = TableRules(Points(win=2, draw=None, loss=1, forfeit_loss=1))
    result = Result("A", "B", kind="double_walkover", score=(20, 0))

    rows = table(result, rules=rules)

    assert [counted(rows[entry]) for entry in "AB"] == [(1, 0, 0, 1, 0, 0, 0)] * 2


def test_a_shoot_out_is_a_draw_in_the_table_where_it_pays_nothing_of_its_own() -> None:
    result = Result("A", "B", score=(2, 2), winner="away")

    rows = table(result)

    assert [counted(rows[entry]) for entry in "AB"] == [(1, 0, 1, 0, 2, 2, 1)] * 2


def test_a_shoot_out_that_pays_is_won_and_lost() -> None:
    rules = TableRules(Points(3, 1, 0, shootout_win=2))
    result = Result("A", "B", score=(2, 2), winner="away")

    rows = table(result, rules=rules)

    assert counted(rows["A"]) == (1, 0, 0, 1, 2, 2, 1)
    assert counted(rows["B"]) == (1, 1, 0, 0, 2, 2, 2)


def test_set_scores_pay_both_sides_and_a_forfeit_still_pays_nothing() -> None:
    rules = TableRules(Points(None, None, 0, forfeit_loss=-1), {"3-2": (2, 1), "3-0": (3, 0)})
    results = (Result("A", "B", score=(2, 3)), Result("A", "B", kind="walkover", score=(3, 0)))

    rows = table(*results, rules=rules)

    assert rows["A"].points == 1 + 3
    assert rows["B"].points == 2 - 1


def test_half_points_are_exact() -> None:
    rules = TableRules(Points(win=1, draw=Fraction(1, 3), loss=0))
    results = [Result("A", "B", score=(0, 0))] * 3

    rows = table(*results, rules=rules)

    assert rows["A"].points == 1


def test_points_taken_away_move_an_entry_and_are_told_beside_it() -> None:
    result = Result("A", "B", score=(1, 0))
    minus = Adjustment("A", -4, "alineación indebida")

    rows = table(result, adjustments=[minus])

    assert (rows["A"].position, rows["A"].points) == (2, -1)
    assert [spoken(note) for note in rows["A"].notes] == ["Incluye un ajuste de −4 en puntos: alineación indebida"]
    assert rows["B"].notes == ()


def test_the_duel_leaves_points_taken_away_aside() -> None:
    rules = TableRules(criteria=("h2h.points",), restart="forward")

    found = standings("AB", [Result("A", "B", score=(1, 0))], rules, adjustments=[Adjustment("A", -9)])

    assert order(found) == [(1, "A"), (2, "B")]


def test_whom_nothing_separates_share_a_place_and_wait_for_the_committee() -> None:
    results = [Result("A", "B", score=(2, 0)), Result("C", "D", score=(0, 2))]

    found = standings("CADB", results, LEAGUE)

    assert order(found) == [(1, "A"), (1, "D"), (3, "C"), (3, "B")]
    assert found.unresolved == (("A", "D"), ("C", "B"))
    assert spoken(found.rows[0].because) == (
        "1.º: comparte el lugar con D; ningún criterio los separa y el comité debe resolver"
    )


def test_a_ruling_orders_whom_nothing_separates_and_only_them() -> None:
    results = [Result("A", "B", score=(2, 0)), Result("C", "D", score=(0, 2))]
    ruling = Ruling(("D", "C", "A"), "sorteo, 20 de noviembre")

    found = standings("CADB", results, LEAGUE, rulings=[ruling])

    assert order(found) == [(1, "D"), (2, "A"), (3, "C"), (3, "B")]
    assert found.unresolved == (("C", "B"),)
    assert spoken(found.rows[0].because) == "1.º: por decisión del comité: sorteo, 20 de noviembre"


def test_the_last_ruling_counts() -> None:
    rulings = [Ruling(("A", "B"), "first"), Ruling(("B", "A"), "corrected")]

    found = standings("AB", [], LEAGUE, rulings=rulings)

    assert order(found) == [(1, "B"), (2, "A")]


def test_each_place_is_explained_by_what_separates_it_from_the_next() -> None:
    rules = TableRules(criteria=("points", "h2h.difference", "for"), restart="block")
    results = [
        Result("A", "B", score=(4, 3)),
        Result("B", "C", score=(2, 0)),
        Result("C", "A", score=(0, 0)),
        Result("C", "B", score=(0, 0)),
    ]

    found = standings("ABC", results, rules)

    assert [spoken(row.because) for row in found.rows] == [
        "1.º: por diferencia en el duelo directo, 1 contra −1 de B",
        "2.º: por puntos, 4 contra 2 de C",
        "3.º: por puntos, 2 contra 4 de B",
    ]


def test_inside_one_block_each_place_names_the_criterion_that_made_it() -> None:
    rules = TableRules(criteria=("h2h.points", "h2h.difference"), restart="block")
    results = [
        *(Result("A", other, score=(1, 0)) for other in "BCD"),
        Result("B", "C", score=(3, 0)),
        Result("C", "D", score=(2, 0)),
        Result("D", "B", score=(1, 0)),
    ]

    found = standings("DCBA", results, rules)

    assert [spoken(row.because) for row in found.rows] == [
        "1.º: por puntos en el duelo directo, 9 contra 3 de B",
        "2.º: por diferencia en el duelo directo, 1 contra −2 de C",
        "3.º: por puntos en el duelo directo, 3 contra 0 de D",
        "4.º: por puntos en el duelo directo, 0 contra 3 de C",
    ]


def test_a_ratio_is_told_with_enough_decimals_to_see_the_difference() -> None:
    rules = TableRules(criteria=("quality",))
    figures = {"A": {"quality": Fraction(100_001, 300_000)}, "B": {"quality": Fraction(1, 3)}}

    found = standings("AB", [], rules, figures)

    assert spoken(found.rows[0].because) == "1.º: por quality, 0.33334 contra 0.33333 de B"


def test_with_nothing_lost_a_ratio_is_infinite() -> None:
    rules = TableRules(criteria=("set_ratio",))
    results = [Result("A", "C", score=(2, 1)), Result("B", "C", score=(1, 0))]

    found = standings("ABC", results, rules)

    assert order(found) == [(1, "B"), (2, "A"), (3, "C")]
    assert spoken(found.rows[0].because) == "1.º: por cociente de sets, ∞ contra 2 de A"


def test_the_points_inside_sets_are_compared_as_a_ratio() -> None:
    rules = TableRules(criteria=("point_ratio",))
    results = [Result("A", "B", score=(1, 1), periods=((25, 20), (19, 25))), Result("C", "D", score=(2, 0))]

    found = standings("DBA", results[:1], rules)

    assert order(found) == [(1, "D"), (2, "B"), (3, "A")]


def test_runs_count_per_out_only_where_the_outs_are_known() -> None:
    rules = TableRules(criteria=("tqb",))
    results = [
        Result("A", "B", score=(3, 2), outs=(24, 27)),
        Result("A", "B", kind="walkover", score=(0, 7)),
    ]

    found = standings("BA", results, rules)

    assert [(row.entry, row.because.params["mine"]) for row in found.rows] == [("A", "0.051"), ("B", "−0.051")]
    assert Fraction(3, 24) - Fraction(2, 27) == Fraction(11, 216)  # 0.0509…


def test_nothing_inside_a_match_that_nobody_came_to_counts() -> None:
    rules = TableRules(criteria=("point_ratio", "tqb"))
    result = Result("A", "B", kind="double_walkover", periods=((25, 0),), outs=(3, 27))

    found = standings("AB", [result], rules)

    assert found.unresolved == (("A", "B"),)


def test_fewer_runs_allowed_per_out_stand_higher() -> None:
    rules = TableRules(criteria=("runs_allowed_per_out",))
    results = [Result("A", "C", score=(9, 2), outs=(24, 27)), Result("B", "C", score=(9, 2), outs=(24, 30))]

    found = standings("ACB", results, rules)

    assert order(found) == [(1, "B"), (2, "A"), (3, "C")]


def test_less_is_better_against_in_the_ranking_and_where_the_name_says_so() -> None:
    results = [Result("A", "C", score=(1, 1)), Result("B", "C", score=(2, 2))]
    figures = {"A": {"ranking": 7, "-time": 9}, "B": {"ranking": 3, "-time": 8}, "C": {"-time": 7}}

    tops = {
        name: [row.entry for row in standings("ABC", results, TableRules(criteria=(name,)), figures).rows]
        for name in ("against", "ranking", "-time")
    }

    assert tops == {"against": ["A", "B", "C"], "ranking": ["B", "A", "C"], "-time": ["C", "B", "A"]}


def test_nobody_in_the_table_is_no_table() -> None:
    found = standings((), (), LEAGUE)

    assert found == Standing(())


def test_alone_in_the_table_is_first() -> None:
    found = standings(("A",), (), LEAGUE)

    assert [spoken(row.because) for row in found.rows] == ["1.º: es el único en la tabla"]


@pytest.mark.parametrize(
    ("result", "field"),
    [
        (Result("A", "B", score=(1, 1)), "matches.0.score"),
        (Result("A", "B", score=(3, 1), winner="away"), "matches.0.winner"),
        (Result("A", "B", kind="walkover"), "matches.0.score"),
        (Result("A", "B", kind="walkover", score=(0, 0)), "matches.0.score"),
        (Result("A", "X", score=(3, 1)), "matches.0.away"),
        (Result("A", "A", score=(3, 1)), "matches.0.away"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_its_place(result: Result, field: str) -> None:
    rules = TableRules(Points(win=2, draw=None, loss=1))

    with pytest.raises(NotCounted) as refused:
        standings("AB", [result], rules)

    assert refused.value.field == field


def test_a_set_score_that_pays_nothing_is_refused() -> None:
    rules = TableRules(Points(None, None, None), {"3-2": (2, 1)})

    with pytest.raises(NotCounted, match="no points for 4-1"):
        standings("AB", [Result("A", "B", score=(1, 4))], rules)


@pytest.mark.parametrize(("criteria", "field"), [(("points", "luck"), "criteria.1"), (("for", "for"), "criteria.1")])
def test_a_criterion_that_is_not_known_or_comes_twice_is_refused(criteria: tuple[str, ...], field: str) -> None:
    with pytest.raises(NotCounted) as refused:
        standings("AB", [], TableRules(criteria=criteria))

    assert refused.value.field == field
