"""`compute standings` reads strictly, names what is wrong, and answers what the engine says."""

import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from events_app.core.compute import Impossible
from events_app.tournaments.compute.standings import compute

MATCH = {"home": "A", "away": "B", "score": [2, 1]}


def order(asked: Mapping[str, Any]) -> list[tuple[int, str]]:
    return [(row["position"], row["entry"]) for row in compute(asked)["table"]]


def test_the_least_that_can_be_asked_is_a_list_of_matches() -> None:
    answer = compute({"matches": [MATCH]})

    assert answer == {
        "table": [
            {"position": 1, "entry": "A", "played": 1, "won": 1, "drawn": 0, "lost": 0, "for": 2, "against": 1,
             "difference": 1, "points": 3, "because": "1.º: por puntos, 3 contra 0 de B"},
            {"position": 2, "entry": "B", "played": 1, "won": 0, "drawn": 0, "lost": 1, "for": 1, "against": 2,
             "difference": -1, "points": 0, "because": "2.º: por puntos, 0 contra 3 de A"},
        ],
        "unresolved": [],
    }  # fmt: skip


def test_entries_stand_in_order_of_appearance_even_those_of_matches_that_do_not_count() -> None:
    asked = {"matches": [{"home": "Z", "away": "Y", "kind": "void"}, {"home": "X", "away": "Z"}]}

    answer = compute(asked)

    assert [row["entry"] for row in answer["table"]] == ["Z", "Y", "X"]
    assert answer["unresolved"] == [["Z", "Y", "X"]]


def test_numbers_that_are_not_whole_come_back_as_text() -> None:
    asked = {"points": {"win": "10/3", "loss": Decimal("0.5")}, "matches": [MATCH | {"score": ["2.5", Decimal("0.5")]}]}

    [first, second] = compute(asked)["table"]

    assert (first["points"], first["for"], first["difference"]) == ("3.333333", "2.5", 2)
    assert (second["points"], second["against"]) == ("0.5", "2.5")


@pytest.mark.parametrize("inside", [True, False])
def test_points_by_set_score_may_stand_in_points_or_beside_it(inside: bool) -> None:
    paid = {"match_points": {"3-2": [2, 1]}}
    asked = {"matches": [MATCH | {"score": [2, 3]}]} | ({"points": paid} if inside else paid)

    points = {row["entry"]: row["points"] for row in compute(asked)["table"]}

    assert points == {"A": 1, "B": 2}


def test_what_is_null_counts_as_not_said() -> None:
    asked = {"matches": [MATCH | {"winner": None, "outs": None, "periods": None}], "entries": None, "points": None}

    assert order(asked) == [(1, "A"), (2, "B")]


def test_a_ruling_orders_the_level_in_the_answer() -> None:
    asked = {"entries": ["A", "B"], "rulings": [{"order": ["B", "A"], "reason": "lots"}]}

    assert order(asked) == [(1, "B"), (2, "A")]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"colour": 1}, "colour"),
        ({"matches": [MATCH | {"colour": 1}]}, "matches.0.colour"),
        ({"matches": [MATCH | {"score": [1]}]}, "matches.0.score.1"),
        ({"matches": [MATCH | {"score": [1, -1]}]}, "matches.0.score.1"),
        ({"matches": [MATCH | {"score": [1, True]}]}, "matches.0.score.1"),
        ({"matches": [MATCH | {"score": ["x", 1]}]}, "matches.0.score.0"),
        ({"matches": [MATCH | {"kind": "won"}]}, "matches.0.kind"),
        ({"matches": [MATCH | {"winner": "away"}]}, "matches.0.winner"),
        ({"matches": [MATCH | {"winner": "A"}]}, "matches.0.winner"),
        ({"matches": [MATCH | {"outs": [21, -1]}]}, "matches.0.outs.1"),
        ({"matches": [MATCH | {"outs": [21, "1/2"]}]}, "matches.0.outs.1"),
        ({"matches": [MATCH | {"periods": [[25, -1]]}]}, "matches.0.periods.0.1"),
        ({"matches": [MATCH | {"away": "A"}]}, "matches.0.away"),
        ({"matches": [MATCH | {"home": ""}]}, "matches.0.home"),
        ({"matches": [{"home": "A"}]}, "matches.0.away"),
        ({"matches": [MATCH | {"kind": "walkover", "score": None}]}, "matches.0.score"),
        ({"entries": ["A", "B", "A"]}, "entries"),
        ({"entries": ["A"], "matches": [MATCH]}, "matches.0.away"),
        ({"criteria": ["points", "luck"]}, "criteria.1"),
        ({"criteria": ["points", "points"]}, "criteria.1"),
        ({"restart": "again"}, "restart"),
        ({"points": {"draw": 1}}, "points.win"),
        ({"points": {"win": 2}, "matches": [MATCH | {"score": [1, 1]}]}, "matches.0.score"),
        ({"match_points": {"1-3": [3, 0]}}, "match_points.1-3"),
        ({"match_points": {"2-2": [2, 1]}}, "match_points.2-2"),
        ({"match_points": {"3-0": [3, 0], "03-0": [2, 0]}}, "match_points.03-0"),
        ({"match_points": {"3-0": [3, 0]}, "matches": [MATCH]}, "matches.0.score"),
        ({"match_points": {"3-0": [3, 0]}, "points": {"match_points": {"3-0": [3, 0]}}}, "match_points"),
        ({"matches": [MATCH], "figures": {"X": {"fair_play": 0}}}, "figures.X"),
        ({"matches": [MATCH], "figures": {"A": {"points": 0}}}, "figures.A.points"),
        ({"matches": [MATCH], "figures": {"A": {"h2h.x": 0}}}, "figures.A.h2h.x"),
        ({"matches": [MATCH], "adjustments": [{"entry": "X", "points": 1}]}, "adjustments.0.entry"),
        ({"matches": [MATCH], "rulings": [{"order": ["A", "X"]}]}, "rulings.0.order"),
        ({"matches": [MATCH], "rulings": [{"order": ["A", "A"]}]}, "rulings.0.order"),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_name_of_its_field(asked: dict[str, Any], field: str) -> None:
    with pytest.raises(Impossible) as refused:
        compute(asked)

    assert str(refused.value).split(": ")[0] == field
    assert "\n" not in str(refused.value)


def test_a_chain_of_many_entries_that_fall_apart_one_by_one_is_no_trouble() -> None:
    entries = [f"T{number}" for number in range(300)]
    matches = [
        {"home": better, "away": worse, "score": [1, 0]} for better, worse in zip(entries, entries[1:], strict=False)
    ]

    began = time.perf_counter()
    table = compute({"criteria": ["h2h.wins", "h2h.difference"], "entries": entries, "matches": matches})["table"]

    assert len(table) == 300
    assert table[0]["entry"] == "T0"
    assert time.perf_counter() - began < 5
