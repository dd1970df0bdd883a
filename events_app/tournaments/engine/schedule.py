"""The calendar of a tournament: each match with its field, slot and referee, or the reason why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.schedule_bounds import fewest_slots, impossible
from events_app.tournaments.engine.schedule_exact import MOST_MATCHES, Exact, TooMany
from events_app.tournaments.engine.schedule_search import Attempt, Board
from events_app.tournaments.engine.schedule_values import Assignment, Season, slots_used

WORK = 12_000
FEWEST_TRIALS, MOST_TRIALS = 20, 400
SHORTENING = 30


@dataclass(frozen=True)
class Schedule:
    """`assignments` in the order of slots and fields; None with the reason `because` when there are none."""

    assignments: tuple[Assignment, ...] | None
    because: Reason | None = None

    @property
    def slots_used(self) -> int:
        return slots_used(self.assignments or ())


def schedule(season: Season, *, seed: str) -> Schedule:
    """The shortest of several schedules; the same season and seed give the same one.

    Simple proofs that there is none come first. Then the slots are filled, the most pressed matches first, with other
    luck each time: `trials` times until all have a place, and SHORTENING times in all while fewer slots could do. Up
    to MOST_MATCHES matches every combination is tried in the end, so that a schedule that exists is found.
    """
    reason = impossible(season)
    if reason is not None:
        return Schedule(None, reason)
    board = Board(season)
    shortest = fewest_slots(season)
    best: list[Assignment] | None = None
    for number, attempt in enumerate(_attempts(board, seed)):
        if best is not None and (number >= SHORTENING or slots_used(best) <= shortest):
            break
        made = attempt.run()
        if made is not None and (best is None or slots_used(made) < slots_used(best)):
            best = made
    return _answer(season, best) if best is not None else _try_all(board)


def _attempts(board: Board, seed: str) -> Iterator[Attempt]:
    """The first by pressure almost alone; then ever more chance, and in the end matches that let a slot pass."""
    random = Random(f"{seed}|{len(board.sides)}")  # noqa: S311
    for number in range(trials(board)):
        idle = 0 if number < SHORTENING else 5 * (number % 6)
        yield Attempt(board, random, luck=1 + 12 * (number % 12), idle=idle)


def trials(board: Board) -> int:
    """How often a season is tried: the larger, the longer a trial takes, the fewer."""
    return min(max(WORK // max(len(board.sides), 1), FEWEST_TRIALS), MOST_TRIALS)


def _try_all(board: Board) -> Schedule:
    tried = Reason(N_("No se encontró calendario en %(trials)s intentos."), {"trials": trials(board)})
    if len(board.sides) > MOST_MATCHES:
        return Schedule(None, tried)
    try:
        found = Exact(board).find()
    except TooMany:
        return Schedule(None, tried)
    if found is None:
        return Schedule(None, Reason(N_("No hay calendario posible: se probaron todas las combinaciones.")))
    return _answer(board.season, found)


def _answer(season: Season, made: list[Assignment]) -> Schedule:
    place = {name: number for number, name in enumerate(season.fields)}
    return Schedule(tuple(sorted(made, key=lambda each: (each.slot, place[each.field]))))
