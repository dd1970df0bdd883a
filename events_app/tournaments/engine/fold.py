"""Works out a tournament from its plan and its log: who plays whom, every table, the champion and the places."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from events_app.tournaments.engine.fold_board import Board
from events_app.tournaments.engine.fold_book import OF_A_MATCH, links_of, read_log, with_event
from events_app.tournaments.engine.fold_refusal import refusal
from events_app.tournaments.engine.fold_state import MatchState, Rules, State, Status
from events_app.tournaments.engine.log_events import LogEvent
from events_app.tournaments.engine.references import Plan

__all__ = ["MatchState", "Rules", "State", "Status", "advance", "fold", "refusal"]


def fold(
    plan: Plan, log: Iterable[LogEvent], rules: Rules | None = None, entries: Sequence[str] | None = None
) -> State:
    """The state after the log, whatever the order it is given in (`sequence` orders it).

    `entries` stand in the seeds until a Drawn says otherwise. Never raises for a log: what does not fit is set aside
    or told in `problems`. About 20 µs a match.
    """
    log = tuple(sorted(log, key=lambda event: event.sequence))
    book = read_log(plan, log, tuple(entries) if entries is not None else None)
    planned = {match.id: match for match in (*plan.matches, *book.made)}
    board = Board(plan, planned, book, rules or Rules(), links_of(planned.values()))
    board.fill()
    return _state(board, log, tuple(entries) if entries is not None else None)


def advance(state: State, event: LogEvent) -> State:
    """The same as folding the log with one more event at its end, but touching only what follows from it.

    The event's sequence must be greater than all before. Raises ValueError otherwise.
    """
    if state.log and event.sequence <= state.log[-1].sequence:
        raise ValueError("sequence: must be greater than all before")
    log = (*state.log, event)
    if not isinstance(event, OF_A_MATCH):
        return fold(state.plan, log, state.rules, state.given)
    if event.match not in state.planned:
        return replace(state, log=log, book=with_event(state.book, event))
    board = Board(state.plan, state.planned, with_event(state.book, event), state.rules, state.links)
    board.continue_from(state.matches, state.worked, state.annulled)
    board.refill(event.match)
    return _state(board, log, state.given)


def _state(board: Board, log: tuple[LogEvent, ...], given: tuple[str, ...] | None) -> State:
    return State(
        plan=board.plan,
        rules=board.rules,
        log=log,
        given=given,
        planned=board.planned,
        matches=board.matches,
        annulled=board.annulled,
        level_cuts=tuple(board.level_cuts()),
        book=board.book,
        links=board.links,
        worked=board.tables,
    )
