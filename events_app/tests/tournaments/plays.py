"""Plays tournaments for the tests: reports and settles results through the same events as the house."""

from collections.abc import Callable, Mapping, Sequence

from events_app.tournaments.engine.fold import Rules, State, advance, fold
from events_app.tournaments.engine.log import LogEvent, Reported, Settled
from events_app.tournaments.engine.references import Plan
from events_app.tournaments.engine.standings import Result

Score = tuple[int, int]


def entries(number: int) -> tuple[str, ...]:
    return tuple(str(seed) for seed in range(1, number + 1))


def reported(state: State, match: int, score: Score, sequence: int, kind: str = "played") -> Reported:
    """The score of a match between those who now meet there."""
    now = state.matches[match]
    assert now.home is not None
    assert now.away is not None
    result = Result(now.home, now.away, kind, score)  # type: ignore[arg-type]
    return Reported(match, now.home, now.away, result, sequence=sequence)


def next_sequence(state: State) -> int:
    return state.log[-1].sequence + 1 if state.log else 1


def with_score(state: State, match: int, score: Score) -> State:
    """One more result, final at once."""
    report = reported(state, match, score, next_sequence(state))
    return advance(advance(state, report), Settled(match, report.sequence, "", sequence=report.sequence + 1))


def settled(
    plan: Plan, seeds: Sequence[str], scores: Mapping[int, Score], rules: Rules | None = None
) -> tuple[LogEvent, ...]:
    """The log of these results, by id of match."""
    state = fold(plan, (), rules, seeds)
    for match, score in sorted(scores.items()):
        state = with_score(state, match, score)
    return state.log


def play(plan: Plan, choose: Callable[[Sequence[str]], str], rules: Rules | None = None) -> State:
    """Plays every match that becomes ready; `choose` names the winner."""
    state = fold(plan, (), rules, entries(plan.entries))
    while state.ready:
        now = state.matches[state.ready[0]]
        won = choose([str(now.home), str(now.away)]) == now.home
        state = with_score(state, now.id, (1, 0) if won else (0, 1))
    return state
