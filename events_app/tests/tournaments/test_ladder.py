"""A ladder: who beats an entry above takes its place."""

from events_app.tests.tournaments.plays import next_sequence, with_score
from events_app.tournaments.engine.fold import Rules, State, advance, fold, refusal
from events_app.tournaments.engine.ladder import Outcome, ladder, order
from events_app.tournaments.engine.log import Challenged, Reported, Reverted
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.standings import Result


def start(**rules: int) -> State:
    return fold(ladder(5), (), Rules(**rules), entries=("a", "b", "c", "d", "e"))  # type: ignore[arg-type]


def challenged(state: State, challenger: str, above: str) -> State:
    return advance(state, Challenged(challenger, above, sequence=next_sequence(state)))


def why(state: State, challenger: str, above: str) -> str | None:
    reason = refusal(state, Challenged(challenger, above, sequence=next_sequence(state)))
    return spoken(reason) if reason else None


def test_who_wins_takes_the_place_and_those_between_step_down() -> None:
    state = with_score(challenged(start(), "d", "b"), 1, (3, 1))

    assert state.ladder == ("a", "d", "b", "c", "e")


def test_who_loses_stays_where_they_are() -> None:
    state = with_score(challenged(start(), "d", "b"), 1, (1, 3))

    assert state.ladder == ("a", "b", "c", "d", "e")


def test_outcomes_count_in_the_order_in_which_they_became_final() -> None:
    late, early = Outcome(9, "c", "a", "c"), Outcome(4, "b", "a", "b")

    assert order(("a", "b", "c"), [late, early]) == ("b", "c", "a")
    assert order(("a", "b", "c"), [Outcome(4, "c", "a", "c"), Outcome(9, "b", "a", "b")]) == ("c", "b", "a")


def test_a_challenge_goes_upwards_not_too_far_and_one_at_a_time() -> None:
    state = challenged(start(reach=2), "d", "b")

    assert why(state, "a", "c") == "Solo se reta a quien está más arriba."
    assert why(state, "e", "a") == "Lugares que puede subir un reto, como máximo: 2."
    assert why(state, "c", "b") == "b ya tiene un reto pendiente."
    assert why(state, "e", "z") == "Ese equipo no está en la escalera."
    assert why(state, "c", "a") is None


def test_a_draw_moves_nobody_and_is_refused() -> None:
    state = challenged(start(), "b", "a")
    level = Reported(1, "b", "a", Result("b", "a", score=(2, 2)), sequence=next_sequence(state))

    reason = refusal(state, level)

    assert reason is not None
    assert spoken(reason) == "En este partido no puede haber empate: di quién pasa."


def test_taking_back_a_challenge_does_not_renumber_the_next() -> None:
    state = challenged(challenged(start(), "b", "a"), "d", "c")

    state = advance(state, Reverted(1, sequence=next_sequence(state)))

    assert [(match.id, match.home, match.away) for match in state.matches.values()] == [(2, "d", "c")]
