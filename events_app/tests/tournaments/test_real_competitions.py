"""Groups that were really played, typed from public sources: the engine must place them as they were placed.

Sources, each checked against a second one (sums of goals, sets and runs agree in all of them):
FIFA World Cup 2018, group H: FIFA; the cards of each match as listed by the Associated Press, 28 June 2018.
UEFA European Championship 2004, group C, and 2024, group E: UEFA.
Olympic Games 2016, basketball, men, group B: FIBA; the tables of the BNS agency after four rounds.
FIBA Official Basketball Rules, appendix D, examples of classification 1 and 2.
Olympic Games 2016, volleyball, men, pool A: FIVB; the sets as printed by the Austrian federation (ÖVV).
World Baseball Classic 2013, pool B, and 2023, pool A: MLB and WBSC line scores and tie-break tables.
"""

from fractions import Fraction

import pytest

from events_app.tournaments.engine.criteria import Figures
from events_app.tournaments.engine.discipline import Carded, fair_play
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.sports_presets import PRESETS
from events_app.tournaments.engine.standings import Result, Row, Standing, TableRules, standings

Game = tuple[str, int, int, str]
WORLD_CUP_2018_H: list[Game] = [
    ("Colombia", 1, 2, "Japan"), ("Poland", 1, 2, "Senegal"), ("Japan", 2, 2, "Senegal"),
    ("Poland", 0, 3, "Colombia"), ("Japan", 0, 1, "Poland"), ("Senegal", 0, 1, "Colombia"),
]  # fmt: skip
EURO_2004_C: list[Game] = [
    ("Denmark", 0, 0, "Italy"), ("Sweden", 5, 0, "Bulgaria"), ("Bulgaria", 0, 2, "Denmark"),
    ("Italy", 1, 1, "Sweden"), ("Italy", 2, 1, "Bulgaria"), ("Denmark", 2, 2, "Sweden"),
]  # fmt: skip
EURO_2024_E: list[Game] = [
    ("Romania", 3, 0, "Ukraine"), ("Belgium", 0, 1, "Slovakia"), ("Slovakia", 1, 2, "Ukraine"),
    ("Belgium", 2, 0, "Romania"), ("Slovakia", 1, 1, "Romania"), ("Ukraine", 0, 0, "Belgium"),
]  # fmt: skip
RIO_BASKETBALL_B: list[Game] = [
    ("Croatia", 72, 70, "Spain"), ("Brazil", 76, 82, "Lithuania"), ("Nigeria", 66, 94, "Argentina"),
    ("Lithuania", 89, 80, "Nigeria"), ("Spain", 65, 66, "Brazil"), ("Croatia", 82, 90, "Argentina"),
    ("Spain", 96, 87, "Nigeria"), ("Argentina", 73, 81, "Lithuania"), ("Brazil", 76, 80, "Croatia"),
    ("Nigeria", 90, 76, "Croatia"), ("Argentina", 111, 107, "Brazil"), ("Spain", 109, 59, "Lithuania"),
    ("Brazil", 86, 69, "Nigeria"), ("Argentina", 73, 92, "Spain"), ("Lithuania", 81, 90, "Croatia"),
]  # fmt: skip
FIBA_EXAMPLE_1: list[Game] = [
    ("A", 100, 55, "B"), ("B", 100, 95, "C"), ("A", 90, 85, "C"),
    ("B", 80, 75, "D"), ("A", 75, 80, "D"), ("C", 60, 55, "D"),
]  # fmt: skip
FIBA_EXAMPLE_2: list[Game] = [
    ("A", 100, 55, "B"), ("B", 100, 85, "C"), ("A", 90, 85, "C"),
    ("B", 75, 80, "D"), ("A", 120, 75, "D"), ("C", 65, 55, "D"),
]  # fmt: skip
RIO_VOLLEYBALL_A: list[Game] = [
    ("United States", 0, 3, "Canada"), ("Italy", 3, 0, "France"), ("Brazil", 3, 1, "Mexico"),
    ("France", 3, 0, "Mexico"), ("Canada", 1, 3, "Brazil"), ("Italy", 3, 1, "United States"),
    ("Canada", 0, 3, "France"), ("Mexico", 0, 3, "Italy"), ("United States", 3, 1, "Brazil"),
    ("United States", 3, 1, "France"), ("Canada", 3, 0, "Mexico"), ("Brazil", 1, 3, "Italy"),
    ("United States", 3, 0, "Mexico"), ("Canada", 3, 1, "Italy"), ("Brazil", 3, 1, "France"),
]  # fmt: skip
CLASSIC_2023_A: list[Game] = [
    ("Netherlands", 4, 2, "Cuba"), ("Chinese Taipei", 5, 12, "Panama"), ("Panama", 1, 3, "Netherlands"),
    ("Italy", 6, 3, "Cuba"), ("Cuba", 13, 4, "Panama"), ("Italy", 7, 11, "Chinese Taipei"),
    ("Panama", 2, 0, "Italy"), ("Netherlands", 5, 9, "Chinese Taipei"), ("Chinese Taipei", 1, 7, "Cuba"),
    ("Netherlands", 1, 7, "Italy"),
]  # fmt: skip


def played(games: list[Game], rules: TableRules, figures: Figures | None = None) -> Standing:
    results = [Result(home, away, score=(ours, theirs)) for home, ours, theirs, away in games]
    return standings(
        list(dict.fromkeys(each for game in games for each in (game[0], game[3]))), results, rules, figures
    )


def line(row: Row) -> tuple[object, ...]:
    return row.position, row.entry, row.won, row.drawn, row.lost, row.for_, row.against, row.points


def test_japan_stood_before_senegal_by_two_yellow_cards_at_the_world_cup_of_2018() -> None:
    cards = {
        "Japan": [(1, "Kawashima"), (2, "Inui"), (2, "Hasebe"), (3, "Makino")],
        "Senegal": [(1, "Sané"), (1, "Gueye"), (2, "Niang"), (2, "Sabaly"), (2, "N'Doye"), (3, "Niang")],
    }
    figures = {
        team: {"fair_play": fair_play([Carded(match, person, "yellow") for match, person in shown])}
        for team, shown in cards.items()
    }

    found = played(WORLD_CUP_2018_H, PRESETS["soccer_fifa_2022"].table, figures)

    assert [line(row) for row in found.rows] == [
        (1, "Colombia", 2, 0, 1, 5, 2, 6),
        (2, "Japan", 1, 1, 1, 4, 4, 4),
        (3, "Senegal", 1, 1, 1, 4, 4, 4),
        (4, "Poland", 1, 0, 2, 2, 5, 3),
    ]
    assert spoken(found.rows[1].because) == "2.º: por juego limpio, −4 contra −6 de Senegal"


def test_without_the_cards_japan_and_senegal_would_have_waited_for_lots() -> None:
    found = played(WORLD_CUP_2018_H, PRESETS["soccer_fifa_2022"].table)

    assert found.unresolved == (("Japan", "Senegal"),)
    assert [row.position for row in found.rows] == [1, 2, 2, 4]


def test_goals_in_the_duel_of_three_put_italy_out_in_2004() -> None:
    found = played(EURO_2004_C, PRESETS["soccer_uefa"].table)

    assert [line(row) for row in found.rows] == [
        (1, "Sweden", 1, 2, 0, 8, 3, 5),
        (2, "Denmark", 1, 2, 0, 4, 2, 5),
        (3, "Italy", 1, 2, 0, 3, 2, 5),
        (4, "Bulgaria", 0, 0, 3, 1, 9, 0),
    ]
    assert spoken(found.rows[1].because) == "2.º: por anotación a favor en el duelo directo, 2 contra 1 de Italy"


@pytest.mark.parametrize(("restart", "first"), [("block", "Romania"), ("immediate", "Belgium")])
def test_romania_won_a_group_of_four_level_teams_only_because_the_duel_is_applied_as_a_block(
    restart: str, first: str
) -> None:
    rules = TableRules(criteria=PRESETS["soccer_uefa"].table.criteria, restart=restart)  # type: ignore[arg-type]

    found = played(EURO_2024_E, rules)

    second = "Belgium" if first == "Romania" else "Romania"
    assert [row.entry for row in found.rows] == [first, second, "Slovakia", "Ukraine"]
    assert {row.points for row in found.rows} == {4}


def test_four_basketball_teams_with_three_wins_were_placed_by_two_rounds_of_duels_in_2016() -> None:
    found = played(RIO_BASKETBALL_B, PRESETS["basketball"].table)

    assert [(row.entry, row.won, row.lost, row.points) for row in found.rows] == [
        ("Croatia", 3, 2, 8),
        ("Spain", 3, 2, 8),
        ("Lithuania", 3, 2, 8),
        ("Argentina", 3, 2, 8),
        ("Brazil", 2, 3, 7),
        ("Nigeria", 1, 4, 6),
    ]
    assert found.rows[0].difference < found.rows[1].difference
    assert spoken(found.rows[0].because) == "1.º: por puntos en el duelo directo, 2 contra 1 de Spain"


@pytest.mark.parametrize(("restart", "first"), [("immediate", "Croatia"), ("forward", "Spain")])
def test_who_never_goes_back_would_have_put_spain_first_in_2016(restart: str, first: str) -> None:
    points = PRESETS["basketball"].table.points
    rules = TableRules(points, criteria=("points", "h2h.points", "difference"), restart=restart)  # type: ignore[arg-type]

    found = played(RIO_BASKETBALL_B, rules)

    assert found.rows[0].entry == first


@pytest.mark.parametrize(
    ("games", "goals"),
    [
        (FIBA_EXAMPLE_1, {"A": (265, 220, 5), "B": (235, 270, 5), "C": (240, 245, 4), "D": (210, 215, 4)}),
        (FIBA_EXAMPLE_2, {"A": (310, 215, 6), "B": (230, 265, 4), "C": (235, 245, 4), "D": (210, 260, 4)}),
    ],
)
def test_the_examples_of_the_basketball_rules_come_out_as_printed(
    games: list[Game], goals: dict[str, tuple[int, int, int]]
) -> None:
    found = played(games, PRESETS["basketball"].table)

    assert [row.entry for row in found.rows] == ["A", "B", "C", "D"]
    assert {row.entry: (row.for_, row.against, row.points) for row in found.rows} == goals


def test_set_ratio_placed_three_volleyball_teams_with_nine_points_in_2016() -> None:
    found = played(RIO_VOLLEYBALL_A, PRESETS["volleyball"].table)

    assert [(row.entry, row.won, row.points, row.for_, row.against) for row in found.rows] == [
        ("Italy", 4, 12, 13, 5),
        ("Canada", 3, 9, 10, 7),
        ("United States", 3, 9, 10, 8),
        ("Brazil", 3, 9, 11, 9),
        ("France", 2, 6, 8, 9),
        ("Mexico", 0, 0, 1, 15),
    ]
    assert spoken(found.rows[2].because) == "3.º: por cociente de sets, 1.25 contra 1.222 de Brazil"


def test_quality_balance_placed_three_baseball_teams_in_2013() -> None:
    """The home side won each of the three and did not bat in the ninth: 24 outs at bat, 27 in the field.

    The published balances, 0.235, 0 and -0.235, are per inning: three times those per out.
    """
    results = [
        Result("Chinese Taipei", "Australia", score=(4, 1)),
        Result("Netherlands", "South Korea", score=(5, 0), outs=(24, 27)),
        Result("Chinese Taipei", "Netherlands", score=(8, 3), outs=(24, 27)),
        Result("South Korea", "Australia", score=(6, 0)),
        Result("Netherlands", "Australia", score=(4, 1)),
        Result("South Korea", "Chinese Taipei", score=(3, 2), outs=(24, 27)),
    ]
    entries = ["South Korea", "Netherlands", "Australia", "Chinese Taipei"]

    found = standings(entries, results, PRESETS["baseball"].table)

    assert [spoken(row.because) for row in found.rows] == [
        "1.º: por balance de calidad (TQB) en el duelo directo, 0.078 contra 0 de Netherlands",
        "2.º: por balance de calidad (TQB) en el duelo directo, 0 contra −0.078 de South Korea",
        "3.º: por partidos ganados, 2 contra 0 de Australia",
        "4.º: por partidos ganados, 0 contra 2 de South Korea",
    ]
    assert [row.entry for row in found.rows] == ["Chinese Taipei", "Netherlands", "South Korea", "Australia"]
    assert round(float(3 * (Fraction(10, 51) - Fraction(6, 51))), 3) == 0.235


def test_runs_allowed_per_out_placed_five_baseball_teams_with_two_wins_in_2023() -> None:
    outs = {"Cuba": 108, "Italy": 108, "Netherlands": 102, "Panama": 105, "Chinese Taipei": 105}
    runs = {"Cuba": 15, "Italy": 17, "Netherlands": 19, "Panama": 21, "Chinese Taipei": 31}
    figures = {team: {"-runs_per_out": Fraction(runs[team], outs[team])} for team in outs}
    rules = TableRules(criteria=("wins", "h2h.wins", "-runs_per_out"), restart="forward")

    found = played(CLASSIC_2023_A, rules, figures)

    assert [row.entry for row in found.rows] == list(outs)
    assert {row.entry: row.against for row in found.rows} == runs
    assert {(row.won, row.lost) for row in found.rows} == {(2, 2)}
    assert spoken(found.rows[0].because) == "1.º: por runs_per_out, 0.139 contra 0.157 de Italy"
