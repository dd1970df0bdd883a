"""What a late correction, an undo or a withdrawal would change is told before it is written."""

from events_app.tests.tournaments.plays import entries, next_sequence, reported, with_score
from events_app.tournaments.engine.brackets import single
from events_app.tournaments.engine.fold import State, fold
from events_app.tournaments.engine.groups import groups_then_knockout
from events_app.tournaments.engine.impact import Change, Impact, impact, impact_on
from events_app.tournaments.engine.log import Adjusted, Reverted


def finished() -> State:
    """Four in a cup: 1 beats 4, 2 beats 3, and 1 is champion."""
    state = fold(single(4), (), entries=entries(4))
    for match, score in ((1, (2, 1)), (2, (1, 0)), (3, (5, 0))):
        state = with_score(state, match, score)
    return state


def test_a_correction_after_the_final_says_who_would_no_longer_be_champion() -> None:
    state = finished()
    correction = reported(state, 1, (0, 1), next_sequence(state))

    found = impact(state.plan, state.log, correction, entries=entries(4))

    assert found == Impact(
        changes=(
            Change("winner", "1", "1", "4"),
            Change("result", "1", "2–1", "0–1"),
            Change("home", "3", "1", "4"),
            Change("status", "3", "final", "ready"),
            Change("winner", "3", "1", None),
            Change("result", "3", "5–0", None),
            Change("champion", "", "1", None),
            Change("runner_up", "", "2", None),
            Change("rank", "1", "1", "3"),
            Change("rank", "2", "2", None),
            Change("rank", "4", "3", None),
        ),
        matches=(1, 3),
        set_aside=(5,),
        restored=(),
    )
    assert not found.is_harmless


def test_a_correction_that_keeps_the_winner_changes_one_score() -> None:
    state = finished()

    found = impact_on(state, reported(state, 1, (3, 1), next_sequence(state)))

    assert found.changes == (Change("result", "1", "2–1", "3–1"),)
    assert found.is_harmless


def test_an_undo_of_a_correction_tells_what_comes_back() -> None:
    state = finished()
    corrected = with_score(state, 1, (0, 1))

    found = impact_on(corrected, Reverted(8, sequence=next_sequence(corrected)))

    assert found.restored == (5,)
    assert Change("champion", "", None, "1") in found.changes


def test_points_taken_away_tell_the_places_and_the_slots_they_move() -> None:
    state = fold(groups_then_knockout([2, 2], advancing=1), (), entries=entries(4))
    state = with_score(with_score(state, 1, (1, 0)), 2, (1, 0))

    found = impact_on(state, Adjusted("1", -4, "alineación indebida", sequence=next_sequence(state)))

    assert found.changes == (
        Change("home", "3", "1", "4"),
        Change("position", "A/1", "1", "2"),
        Change("points", "A/1", "3", "-1"),
        Change("position", "A/4", "2", "1"),
        Change("rank", "1", None, "3"),
        Change("rank", "4", "3", None),
    )
