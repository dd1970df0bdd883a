"""Rule sets of each sport: whole, editable, refused when nobody could play by them; and results they do not believe."""

import json
from collections.abc import Callable
from dataclasses import fields
from fractions import Fraction
from typing import Any

import pytest

from events_app.tournaments.engine.discipline import FairPlay
from events_app.tournaments.engine.given import Malformed
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.sports import INCIDENT_NAMES, PERIOD_NAMES
from events_app.tournaments.engine.sports_check import doubt
from events_app.tournaments.engine.sports_json import ALL, as_json, from_json
from events_app.tournaments.engine.sports_presets import PRESET_NAMES, PRESETS, presets_of
from events_app.tournaments.engine.standings import Result, standings
from events_app.tournaments.kinds import Sport

SOCCER, VOLLEYBALL, BASKETBALL, PADEL = (
    PRESETS[name] for name in ("soccer_fifa_2026", "volleyball", "basketball", "padel")
)


def edited(preset: str, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The JSON of a preset with one thing changed."""
    data: dict[str, Any] = json.loads(json.dumps(as_json(PRESETS[preset])))
    change(data)
    return data


@pytest.mark.parametrize("preset", PRESETS)
def test_a_rule_set_is_the_same_after_it_was_kept_as_json(preset: str) -> None:
    kept = json.dumps(as_json(PRESETS[preset]))

    assert from_json(json.loads(kept)) == PRESETS[preset]


def test_every_sport_has_a_rule_set_to_start_from_and_every_rule_set_a_name() -> None:
    assert all(presets_of(sport) for sport in Sport)
    assert set(PRESET_NAMES) == set(PRESETS)
    assert {rules.sport for rules in PRESETS.values()} == {str(sport) for sport in Sport}
    assert all(rules.periods.kind in PERIOD_NAMES and rules.incident in INCIDENT_NAMES for rules in PRESETS.values())


def test_the_rule_books_numbers_stand_in_the_rule_sets() -> None:
    paid = {name: (rules.table.points.win, rules.table.points.loss) for name, rules in PRESETS.items()}
    forfeits = {name: rules.forfeit_score for name, rules in PRESETS.items()}
    restarts = {name: rules.table.restart for name, rules in PRESETS.items() if rules.table.restart != "block"}

    assert (paid["soccer_uefa"], paid["basketball"]) == ((3, 0), (2, 1))
    assert (forfeits["soccer_uefa"], forfeits["basketball"], forfeits["softball"]) == ((3, 0), (20, 0), (7, 0))
    assert restarts == {"softball": "forward", "baseball": "forward", "basketball": "immediate", "padel": "immediate"}
    assert PRESETS["soccer_fifa_2022"].fair_play == FairPlay(-1, -3, -4, -5)
    assert PRESETS["soccer_uefa"].fair_play == FairPlay(-1, -3, -3, -4)
    assert VOLLEYBALL.table.match_points["3-2"] == (2, 1)


def test_every_field_of_a_rule_set_is_kept() -> None:
    assert {field.name for field in fields(SOCCER)} == ALL == set(as_json(SOCCER))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_forfeit_is_a_result_that_its_own_rules_believe_and_pay(preset: str) -> None:
    rules = PRESETS[preset]
    sets = (rules.forfeit_period,) * rules.forfeit_score[0] if rules.forfeit_period else ()
    result = Result("A", "B", "walkover", rules.forfeit_score, periods=sets)

    found = standings("AB", [result], rules.table)

    assert doubt(rules, result, must_decide=True) is None
    assert [row.entry for row in found.rows] == ["A", "B"]
    assert found.rows[1].points == 0


def test_every_number_may_be_edited_also_to_a_fraction() -> None:
    def change(data: dict[str, Any]) -> None:
        data["table"]["points"]["draw"] = "1/2"
        data["periods"]["minutes"] = 30
        data["discipline"]["reset_after"] = 12

    rules = from_json(edited("soccer_fifa_2026", change))

    assert (rules.table.points.draw, rules.periods.minutes, rules.discipline.reset_after) == (Fraction(1, 2), 30, 12)
    assert as_json(rules)["table"]["points"]["draw"] == "1/2"


@pytest.mark.parametrize(
    ("preset", "path", "value", "field"),
    [
        ("generic", "colour", 1, "rules.colour"),
        ("generic", "sport", 7, "rules.sport"),
        ("generic", "incident", "kiss", "rules.incident"),
        ("generic", "forfeit_score", [0, 1], "rules.forfeit_score"),
        ("generic", "forfeit_score", [1], "rules.forfeit_score"),
        ("generic", "forfeit_score", [1, -1], "rules.forfeit_score"),
        ("generic", "largest", 0, "rules.largest"),
        ("softball", "largest", 6, "rules.largest"),
        ("generic", "values", [], "rules.values"),
        ("generic", "values", [0], "rules.values"),
        ("generic", "cards", 1, "rules.cards"),
        ("generic", "table.points.win", None, "rules.table.points"),
        ("generic", "table.points.win", "1e9", "rules.table.points.win"),
        ("generic", "table.points.win", "1/0", "rules.table.points.win"),
        ("generic", "table.points.win", True, "rules.table.points.win"),
        ("generic", "table.points.win", 1.5, "rules.table.points.win"),
        ("generic", "table.points.draw", None, "rules.table.points.draw"),
        ("generic", "table.points.shootout_loss", 1, "rules.table.points.shootout_win"),
        ("generic", "table.criteria", [], "rules.table.criteria"),
        ("generic", "table.criteria", ["luck"], "rules.table.criteria"),
        ("generic", "table.criteria", ["for", "for"], "rules.table.criteria"),
        ("generic", "table.restart", "again", "rules.table.restart"),
        ("volleyball", "table.match_points", {"1-3": [3, 0]}, "rules.table.match_points.1-3"),
        ("volleyball", "table.match_points", {"3-x": [3, 0]}, "rules.table.match_points.3-x"),
        ("volleyball", "table.match_points", {"3-1": [3]}, "rules.table.match_points.3-1"),
        ("volleyball", "table.match_points", [], "rules.table.match_points"),
        ("volleyball", "periods.count", 4, "rules.periods.count"),
        ("volleyball", "periods.count", 3, "rules.forfeit_score"),
        ("volleyball", "periods.points_to", None, "rules.periods.points_to"),
        ("volleyball", "level_allowed", True, "rules.level_allowed"),
        ("soccer_uefa", "discipline.yellows", 0, "rules.discipline.yellows"),
        ("soccer_uefa", "discipline.red_ban", -1, "rules.discipline.red_ban"),
        ("soccer_uefa", "discipline.red_ban", 10_001, "rules.discipline.red_ban"),
        ("soccer_uefa", "fair_play.red", 1, "rules.fair_play"),
    ],
)
def test_rules_that_nobody_could_play_by_are_refused_by_name(preset: str, path: str, value: object, field: str) -> None:
    def change(data: dict[str, Any]) -> None:
        *folders, name = path.split(".")
        for folder in folders:
            data = data[folder]
        data[name] = value

    with pytest.raises(Malformed) as refused:
        from_json(edited(preset, change))

    assert str(refused.value).split(": ")[0] == field


@pytest.mark.parametrize("data", [None, [], "soccer", {}])
def test_what_is_no_rule_set_at_all_is_refused(data: object) -> None:
    with pytest.raises(Malformed, match="^rules"):
        from_json(data)


@pytest.mark.parametrize(
    ("preset", "result", "must_decide", "why"),
    [
        ("soccer_uefa", Result("A", "B", score=(2, 1)), True, None),
        ("soccer_uefa", Result("A", "B", score=(2, 2)), False, None),
        ("soccer_uefa", Result("A", "B", score=(2, 2), winner="home"), True, None),
        ("soccer_uefa", Result("A", "B", kind="void"), True, None),
        ("soccer_uefa", Result("A", "B", kind="abandoned"), True, None),
        ("soccer_uefa", Result("A", "B", kind="walkover", winner="home"), True, None),
        (
            "soccer_uefa",
            Result("A", "B", score=(2, 2)),
            True,
            "El partido no puede terminar empatado: indica quién ganó.",
        ),
        ("soccer_uefa", Result("A", "B"), False, "Falta el marcador."),
        ("soccer_uefa", Result("A", "B", kind="walkover"), False, "Indica qué equipo ganó por ausencia del otro."),
        ("soccer_uefa", Result("A", "B", score=(-1, 0)), False, "El marcador no puede ser negativo."),
        (
            "soccer_uefa",
            Result("A", "B", score=(Fraction(1, 2), 0)),
            False,
            "El marcador se cuenta en números enteros.",
        ),
        ("soccer_uefa", Result("A", "B", score=(100, 0)), False, "Un marcador de más de 99 no es creíble; revísalo."),
        (
            "soccer_uefa",
            Result("A", "B", score=(1, 0), winner="away"),
            False,
            "El ganador que indicas no es el del marcador.",
        ),
        (
            "soccer_uefa",
            Result("A", "B", score=(3, 0), periods=((1, 0), (1, 0))),
            False,
            "La suma de los periodos no coincide con el marcador.",
        ),
        (
            "basketball",
            Result("A", "B", score=(80, 80)),
            False,
            "El partido no puede terminar empatado: indica quién ganó.",
        ),
        (
            "generic",
            Result("A", "B", score=(1, 1), winner="home"),
            False,
            "En este deporte un empate no se decide por penales; corrige el marcador.",
        ),
        ("volleyball", Result("A", "B", score=(3, 1)), False, None),
        ("volleyball", Result("A", "B", score=(2, 1)), False, "Un partido se gana con 3 sets."),
        (
            "volleyball",
            Result("A", "B", score=(3, 3)),
            False,
            "El partido no puede terminar empatado: indica quién ganó.",
        ),
        ("volleyball", Result("A", "B", score=(3, 0), periods=((25, 20), (27, 25), (25, 23))), False, None),
        (
            "volleyball",
            Result("A", "B", score=(3, 0), periods=((25, 20), (25, 24), (25, 23))),
            False,
            "El set 2 se gana con 25 y ventaja de 2.",
        ),
        (
            "volleyball",
            Result("A", "B", score=(3, 0), periods=((25, 20), (25, 23))),
            False,
            "El marcador en sets no coincide con los sets anotados.",
        ),
        (
            "volleyball",
            Result("A", "B", score=(3, 0), periods=((25, 25), (25, 23), (25, 20))),
            False,
            "El set 1 no puede terminar empatado.",
        ),
        (
            "volleyball",
            Result("A", "B", score=(3, 2), periods=((25, 0), (25, 0), (0, 25), (0, 25), (15, 13))),
            False,
            None,
        ),
        ("padel", Result("A", "B", score=(2, 1), periods=((6, 4), (5, 7), (7, 6))), False, None),
        (
            "padel",
            Result("A", "B", score=(2, 0), periods=((6, 5), (6, 4))),
            False,
            "El set 1 se gana con 6 y ventaja de 2.",
        ),
    ],
)
def test_a_result_that_cannot_have_happened_is_doubted_in_words(
    preset: str, result: Result, must_decide: bool, why: str | None
) -> None:
    found = doubt(PRESETS[preset], result, must_decide=must_decide)

    assert (spoken(found) if found else None) == why
