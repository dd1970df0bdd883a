"""Plays a plan with winners known by the number of their match, and writes the log that says so."""

from collections.abc import Mapping

from events_app.tournaments.engine.fold_board import Board
from events_app.tournaments.engine.fold_book import links_of
from events_app.tournaments.engine.fold_state import Book, Rules
from events_app.tournaments.engine.log_events import LogEvent, MatchEvent, Reported, Settled
from events_app.tournaments.engine.references import Plan, Side
from events_app.tournaments.engine.standings_values import Result


class NotReady(ValueError):
    """A result for a match that does not exist, is not needed, or whose sides are not known."""

    def __init__(self, match: int, why: str) -> None:
        super().__init__(why)
        self.match = match


def played(plan: Plan, winners: Mapping[int, Side]) -> list[LogEvent]:
    """The log in which each of these matches was won by that side; entries are the seeds as text. Raises NotReady."""
    events: dict[int, tuple[MatchEvent, ...]] = {}
    seeds = tuple(str(seed) for seed in range(1, plan.entries + 1))
    planned = {match.id: match for match in plan.matches}
    board = Board(plan, planned, Book(seeds=seeds, by_match=events), Rules(), links_of(plan.matches))
    log: list[LogEvent] = []
    for number, match in planned.items():
        state = board.resolve(match)
        if number in winners:
            if state.status != "ready" or state.home is None or state.away is None:
                raise NotReady(number, f"match {number} is {'not needed' if state.is_over else 'not ready'}")
            result = Result(state.home, state.away, winner=winners[number])
            report = Reported(number, state.home, state.away, result, sequence=len(log) + 1)
            events[number] = (report, Settled(number, report.sequence, "", sequence=len(log) + 2))
            log += events[number]
            state = board.resolve(match)
        board.matches[number] = state
    unknown = [number for number in winners if number not in planned]
    if unknown:
        raise NotReady(unknown[0], f"there is no match {unknown[0]}")
    return log
