"""Works out a tournament from its plan and its log: who plays whom, every table, the champion and the places."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from events_app.tournaments.engine import ladder
from events_app.tournaments.engine.fold_board import Board
from events_app.tournaments.engine.fold_book import OF_A_MATCH, links_of, read_log, with_event
from events_app.tournaments.engine.fold_ranks import first_two, losses, ranks
from events_app.tournaments.engine.fold_refusal import refusal
from events_app.tournaments.engine.fold_state import MatchState, Rules, State, Status
from events_app.tournaments.engine.log_events import LogEvent
from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.references import Plan, PlannedMatch

__all__ = ["MatchState", "Rules", "State", "Status", "advance", "fold", "refusal"]

DRAW_DOES_NOT_FIT = N_("El sorteo tiene %(drawn)s equipos y el plan %(planned)s.")
LEVEL = N_("En la tabla %(table)s hay un empate que debe resolver el comité.")
LEVEL_BEST = N_("Hay un empate por pasar entre los lugares %(rank)s de varios grupos: debe resolverlo el comité.")
ASIDE = N_("Partido %(match)s: el resultado apartado es de otros equipos.")


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
    plan, planned, matches = board.plan, board.planned, board.matches
    champion, runner_up = first_two(plan, planned, matches, board.tables)
    return State(
        plan=plan,
        rules=board.rules,
        log=log,
        given=given,
        entries=board.book.seeds,
        planned=planned,
        matches=matches,
        tables={name: board.tables[name].standing for name in board.table_plans},
        champion=champion,
        runner_up=runner_up,
        ranks=ranks(plan, planned, matches, board.tables),
        losses=losses(board.book.seeds, planned, matches),
        ready=tuple(sorted(match.id for match in matches.values() if match.status == "ready")),
        set_aside=tuple(sorted(each for match in matches.values() for each in match.set_aside)),
        withdrawn={entry: event.policy for entry, event in board.book.withdrawn.items()},
        problems=tuple(_problems(board)),
        ladder=_ladder(board),
        annulled=board.annulled,
        book=board.book,
        links=board.links,
        worked=board.tables,
    )


def _problems(board: Board) -> list[Reason]:
    found = []
    drawn, planned = len(board.book.seeds), board.plan.entries
    if drawn and drawn != planned:
        found.append(Reason(DRAW_DOES_NOT_FIT, {"drawn": drawn, "planned": planned}))
    for name in board.table_plans:
        table = board.tables[name]
        if table.problem:
            found.append(table.problem)
        if table.complete and table.standing.unresolved and name in board.links.after_table:
            found.append(Reason(LEVEL, {"table": name}))
    found += [Reason(LEVEL_BEST, {"rank": rank}) for rank in board.level_cuts()]
    found += [Reason(ASIDE, {"match": match.id}) for match in board.matches.values() if match.set_aside]
    return found


def _ladder(board: Board) -> tuple[str, ...]:
    """The order of a ladder; empty for other formats."""
    made: list[PlannedMatch] = [match for match in board.planned.values() if match.stage == "ladder"]
    if board.plan.matches or board.plan.tables:
        return ()
    over = [board.matches[match.id] for match in made if board.matches[match.id].status == "final"]
    outcomes = [ladder.Outcome(each.decided or 0, each.home or "", each.away or "", each.winner) for each in over]
    return ladder.order(board.book.seeds, outcomes, board.book.withdrawn)
