"""Laws of the fold: it never falls over, an undo undoes, and only the order that matters matters."""

from dataclasses import replace
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.tests.tournaments.plays import entries, next_sequence, settled, with_score
from events_app.tournaments.engine.brackets import double, single
from events_app.tournaments.engine.fold import State, advance, fold, refusal
from events_app.tournaments.engine.groups import groups_then_knockout
from events_app.tournaments.engine.log import (
    Adjusted,
    Confirmed,
    Disputed,
    LogEvent,
    Reported,
    Reverted,
    RuledTable,
    Settled,
    Started,
    Withdrawn,
)
from events_app.tournaments.engine.references import LoserOf, Plan, WinnerOf
from events_app.tournaments.engine.roundrobin import league
from events_app.tournaments.engine.standings import Result

PLANS = (single(5, third_place=True), double(5), league(4), groups_then_knockout([3, 3, 2], advancing=1, best_thirds=1))
few = st.integers(min_value=1, max_value=9)
entry = few.map(str)
kinds = st.sampled_from(["played", "played", "walkover", "double_walkover", "abandoned", "void"])
results = st.builds(
    lambda home, away, kind, score, winner: Result(home, away, kind, score, winner),
    entry,
    entry,
    kinds,
    st.none() | st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.sampled_from([None, "home", "away"]),
)


def _report(match: int, result: Result, sequence: int) -> Reported:
    return Reported(match, str(result.home), str(result.away), result, sequence=sequence)


def wild(sequence: int) -> st.SearchStrategy[LogEvent]:
    """Any event at all, sensible or not."""
    kept: dict[str, Any] = {"sequence": st.just(sequence)}
    side = st.sampled_from(["home", "away"])
    return st.one_of(
        st.builds(Started, few, **kept),
        st.builds(_report, few, results, **kept),
        st.builds(Confirmed, few, side, few, **kept),
        st.builds(Disputed, few, side, few, st.just("no"), **kept),
        st.builds(Settled, few, few, st.just("sí"), **kept),
        st.builds(Reverted, few, **kept),
        st.builds(Withdrawn, entry, st.sampled_from(["annul", "walkover", "auto"]), **kept),
        st.builds(Adjusted, entry, st.integers(-3, 3), st.just(""), **kept),
        st.builds(RuledTable, st.sampled_from(["A", "B", "best-2"]), st.tuples(entry, entry), st.just(""), **kept),
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Plan, list[LogEvent]]:
    """A plan, and a log in which sensible results and wild events alternate."""
    plan = draw(st.sampled_from(PLANS))
    state = fold(plan, (), entries=entries(plan.entries))
    for _ in range(draw(st.integers(0, 9))):
        if state.ready and draw(st.sampled_from([0, 1])):
            match = draw(st.sampled_from(state.ready))
            state = with_score(state, match, draw(st.sampled_from([(1, 0), (0, 2), (1, 1)])))
        else:
            state = advance(state, draw(wild(next_sequence(state))))
    return plan, list(state.log)


@settings(max_examples=50, deadline=None)
@given(histories())
def test_going_on_from_a_state_is_the_same_as_starting_over(history: tuple[Plan, list[LogEvent]]) -> None:
    plan, log = history
    state = fold(plan, (), entries=entries(plan.entries))

    for number, event in enumerate(log, start=1):
        refusal(state, event)
        state = advance(state, event)
        assert state == fold(plan, log[:number], entries=entries(plan.entries))


@settings(max_examples=50, deadline=None)
@given(histories(), st.data())
def test_an_event_and_its_undo_leave_everything_as_it_was(
    history: tuple[Plan, list[LogEvent]], data: st.DataObject
) -> None:
    plan, log = history
    before = fold(plan, log, entries=entries(plan.entries))
    event = data.draw(wild(next_sequence(before)))

    undone = advance(advance(before, event), Reverted(event.sequence, sequence=event.sequence + 1))

    assert without_log(undone) == without_log(before)


def without_log(state: State) -> State:
    """The log has grown; everything that follows from it must be equal."""
    return replace(state, log=())


@settings(max_examples=25, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_the_log_is_read_changes_nothing(history: tuple[Plan, list[LogEvent]], chance: Any) -> None:
    plan, log = history
    shuffled = list(log)
    chance.shuffle(shuffled)

    assert fold(plan, shuffled, entries=entries(plan.entries)) == fold(plan, log, entries=entries(plan.entries))


def test_results_of_matches_that_do_not_depend_on_each_other_may_come_in_any_order() -> None:
    plan = double(4)
    outcomes = set()

    for order in permutations((1, 2)):
        state = fold(plan, (), entries=entries(4))
        for match in order:
            state = with_score(state, match, (3, 1))
        state = with_score(with_score(state, 4, (1, 2)), 3, (2, 0))
        outcomes.add((state.matches[5].home, state.matches[5].away, state.ready, tuple(state.ranks.items())))

    assert len(outcomes) == 1


@settings(max_examples=40, deadline=None)
@given(histories())
def test_a_winner_played_and_a_place_is_held_by_somebody_of_the_draw(history: tuple[Plan, list[LogEvent]]) -> None:
    plan, log = history

    state = fold(plan, log, entries=entries(plan.entries))

    for match in state.matches.values():
        assert match.winner in (None, match.home, match.away)
        assert match.status not in ("reported", "disputed", "final") or match.result is not None
        assert (match.result is None) == (match.report is None)
    assert set(state.ranks) <= set(state.entries)
    assert state.champion in (None, *state.entries)


def test_one_more_result_changes_only_the_matches_that_its_sides_move_to() -> None:
    plan = double(256)
    seeds = entries(256)
    log = settled(plan, seeds, dict.fromkeys(range(1, 129), (1, 0)))
    state = fold(plan, log[:-2], entries=seeds)

    after = advance(advance(state, log[-2]), log[-1])

    changed = [number for number in after.matches if after.matches[number] != state.matches[number]]
    sources = {number: (plan.matches[number - 1].home, plan.matches[number - 1].away) for number in changed[1:]}
    assert changed[0] == 128
    assert [WinnerOf(128) in sources[changed[1]], LoserOf(128) in sources[changed[2]], len(changed)] == [True, True, 3]
    assert after == fold(plan, log, entries=seeds)
