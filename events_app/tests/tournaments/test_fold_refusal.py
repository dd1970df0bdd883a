"""What cannot be written into the log is refused with words that say why, and nothing is lost."""

from fractions import Fraction
from typing import Any

import pytest

from events_app.tests.tournaments.plays import entries, next_sequence, reported, with_score
from events_app.tournaments.engine.brackets import double, single
from events_app.tournaments.engine.fold import Rules, State, advance, fold, refusal
from events_app.tournaments.engine.log import (
    Adjusted,
    Challenged,
    Confirmed,
    Disputed,
    Drawn,
    LogEvent,
    Paired,
    Reported,
    Reverted,
    RuledTable,
    Settled,
    Started,
    Withdrawn,
)
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.references import Plan, TablePlan
from events_app.tournaments.engine.roundrobin import league
from events_app.tournaments.engine.standings import Points, Result, TableRules

CUP = fold(single(4), (), entries=entries(4))
OTHERS = "Este partido ahora es de otros equipos. Actualiza la página."
LEAGUE = fold(league(4), (), entries=entries(4))
SWISS = fold(Plan(4, (TablePlan("A", (1, 2, 3, 4), 0),), ()), (), entries=entries(4))


def why(state: State, event: LogEvent) -> str | None:
    reason = refusal(state, event)
    return spoken(reason) if reason else None


def of(state: State, match: int, *values: Any, **more: Any) -> Reported:
    now = state.matches[match]
    result = Result(now.home or "", now.away or "", *values, **more)
    return Reported(match, now.home or "", now.away or "", result, sequence=next_sequence(state))


@pytest.mark.parametrize(
    ("state", "event", "said"),
    [
        (CUP, of(CUP, 1, "played", (2, 2)), "En este partido no puede haber empate: di quién pasa."),
        (CUP, of(CUP, 1, "played", (-1, 2)), "Un marcador no puede ser negativo."),
        (CUP, of(CUP, 1, "played", (5000, 2)), "Un marcador de 5000 no es creíble: el máximo es 999."),
        (CUP, of(CUP, 1, "played", (Fraction(3, 2), 1)), "El marcador debe ser de números enteros."),
        (CUP, of(CUP, 1, "played", (2, 1), "away"), "El marcador dice que ganó el otro equipo."),
        (CUP, of(CUP, 1, "played"), "Falta el marcador. Sin marcador no es 0–0."),
        (CUP, of(CUP, 1, "walkover"), "Di quién gana por ausencia del rival."),
        (CUP, of(CUP, 1, "void"), "Un partido de eliminación no puede quedar sin efecto."),
        (CUP, of(CUP, 1, "played", (1, 0), periods=((25, -3),)), "Un marcador no puede ser negativo."),
        (CUP, of(CUP, 3, "played", (1, 0)), "Todavía no se sabe quién juega este partido."),
        (CUP, of(CUP, 1, "played", (1, 1), "away"), None),
        (CUP, of(CUP, 1, "double_walkover"), None),
        (CUP, of(CUP, 1, "abandoned", (0, 0)), None),
        (LEAGUE, of(LEAGUE, 1, "played", (2, 2)), None),
        (LEAGUE, of(LEAGUE, 1, "void"), None),
        (CUP, Reported(1, "1", "3", Result("1", "3"), sequence=1), OTHERS),
        (CUP, Reported(9, "1", "4", Result("1", "4", "played", (1, 0)), sequence=1), "Ese partido no existe."),
        (CUP, Started(3, sequence=1), "Todavía no se sabe quién juega este partido."),
        (CUP, Settled(1, 7, "", sequence=8), "Ese resultado ya no está vigente. Actualiza la página."),
        (CUP, Reverted(5, sequence=8), "No hay nada que deshacer con ese número."),
        (CUP, Withdrawn("9", "auto", sequence=1), "El equipo 9 no está en el torneo."),
        (CUP, Drawn(("a", "b", "a", "c"), sequence=1), "a aparece dos veces."),
        (CUP, Drawn(("a", "b"), sequence=1), "El sorteo debe tener 4 equipos."),
        (CUP, Paired(1, (("1", "2"),), None, sequence=1), "Este torneo no es suizo."),
        (CUP, Challenged("4", "1", sequence=1), "Este torneo no es una escalera."),
    ],)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(state: State, event: LogEvent, said: str | None) -> None:
    assert why(state, event) == said


def test_a_sport_without_draws_and_a_table_that_cannot_pay_are_told() -> None:
    no_draws = fold(league(2), (), Rules(draws=False), entries(2))
    sets = Rules(TableRules(points=Points(None, None, None), match_points={"3-0": (3, 0)}))
    volley = fold(league(2), (), sets, entries(2))

    assert why(no_draws, of(no_draws, 1, "played", (4, 4))) == "En este deporte no hay empate: di quién ganó."
    assert (why(volley, of(volley, 1, "played", (2, 1))) or "").startswith("La tabla no tiene puntos para ese marcador")
    assert why(volley, of(volley, 1, "played", (0, 3))) is None


def test_captains_answer_the_current_report_once() -> None:
    state = advance(CUP, reported(CUP, 1, (2, 1), 1))
    signed = advance(state, Confirmed(1, "home", 1, sequence=2))

    assert why(signed, Confirmed(1, "home", 1, sequence=3)) == "Este equipo ya firmó el resultado."
    assert why(signed, Confirmed(1, "away", 7, sequence=3)) == "Ese resultado ya no está vigente. Actualiza la página."
    assert why(signed, Confirmed(1, "away", 1, sequence=3)) is None
    final = advance(signed, Settled(1, 1, "", sequence=3))
    assert why(final, Disputed(1, "away", 1, "no", sequence=4)) == (
        "Ese resultado ya es definitivo. Pide al comité que lo corrija."
    )


def test_a_correction_of_a_final_match_is_allowed_and_a_late_draw_is_not() -> None:
    state = with_score(CUP, 1, (2, 1))

    assert why(state, reported(state, 1, (0, 1), 3)) is None
    assert why(state, Drawn(("4", "3", "2", "1"), sequence=3)) == "Ya hay resultados: el sorteo no se puede repetir."
    assert why(state, Started(2, sequence=2)) == "Alguien registró algo antes que tú. Actualiza la página."


def test_a_draw_cannot_be_settled_in_a_knockout() -> None:
    state = advance(CUP, reported(CUP, 1, (1, 1), 1))

    assert why(state, Settled(1, 1, "", sequence=2)) == (
        "Falta decir quién gana: este partido no puede quedar empatado."
    )


def test_a_second_final_that_is_not_needed_takes_no_result() -> None:
    state = fold(double(2), (), entries=entries(2))
    state = with_score(with_score(state, 1, (1, 0)), 2, (1, 0))

    late = Reported(3, "1", "2", Result("1", "2", "played", (1, 0)), sequence=next_sequence(state))

    assert why(state, late) == "Este partido no se juega."


def test_committees_rule_only_on_entries_of_the_table() -> None:
    assert why(LEAGUE, RuledTable("A", ("1", "2"), "volado", sequence=1)) is None
    assert why(LEAGUE, RuledTable("B", ("1", "2"), "volado", sequence=1)) == "No hay una tabla B."
    assert why(LEAGUE, RuledTable("A", ("1", "9"), "volado", sequence=1)) == "9 no está en la tabla A."
    assert why(LEAGUE, RuledTable("A", ("1", "1"), "volado", sequence=1)) == "1 aparece dos veces."
    assert why(LEAGUE, RuledTable("A", ("1",), "volado", sequence=1)) == "Hacen falta al menos dos equipos."
    assert why(LEAGUE, Adjusted("1", 0, "nada", sequence=1)) == (
        "El ajuste debe ser de un punto como mínimo y de mil como máximo."
    )


def test_who_left_cannot_leave_again() -> None:
    state = advance(CUP, Withdrawn("1", "auto", sequence=1))

    assert why(state, Withdrawn("1", "auto", sequence=2)) == "1 ya se había retirado."


def test_a_swiss_round_pairs_everybody_once_when_the_one_before_is_over() -> None:
    first = Paired(1, (("1", "2"), ("3", "4")), None, sequence=1)
    state = advance(SWISS, first)
    played = with_score(state, 1, (1, 0))

    assert why(SWISS, first) is None
    assert why(SWISS, Paired(2, (("1", "2"), ("3", "4")), None, sequence=1)) == "Toca la ronda 1."
    assert why(SWISS, Paired(1, (("1", "2"),), "3", sequence=1)) == "4 no tiene rival ni descanso."
    assert why(SWISS, Paired(1, (("1", "2"), ("2", "4")), "3", sequence=1)) == "2 aparece dos veces."
    assert why(played, Paired(2, (("1", "3"), ("2", "4")), None, sequence=4)) == "Falta terminar la ronda anterior."
    assert why(played, Paired(1, (("1", "3"), ("2", "4")), None, sequence=4)) == "Esa ronda ya tiene resultados."
