"""Who reads what: each application so many readings, no conflicts, loads as even as can be, by a known seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from scholarships.engine.assignment_blocking import capacity, permitted_readers, smallest_set
from scholarships.engine.assignment_board import Board, give
from scholarships.engine.assignment_connect import connect, connected
from scholarships.engine.conflicts import Application, Reviewer, conflicts

Pair = tuple[str, str]


@dataclass(frozen=True)
class Task:
    """`max_load` holds for every reader beside the own; `kept` pairs were given before and stay; all ids are known."""

    applications: Sequence[Application]
    reviewers: Sequence[Reviewer]
    readings: int
    declared: Sequence[Pair] = ()
    max_load: int | None = None
    seed: str = ""
    kept: Sequence[Pair] = ()


@dataclass(frozen=True)
class Assigned:
    """(application, reviewer) in the order in which both were given; the load of every reviewer."""

    pairs: tuple[Pair, ...]
    loads: Mapping[str, int]
    connected: bool


@dataclass(frozen=True)
class Blocked:
    """Applications that lack `demand` readings, and the readers permitted to them, who can give only `capacity`."""

    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    demand: int
    capacity: int


def assign(task: Task) -> Assigned | Blocked:
    """
    Least sum of squared loads, then readers connected through shared applications where a way is found, then the seed.

    The order in which applications and reviewers are given changes nothing but the order of the answer. Raises
    ValueError when what is to be kept is a conflict, too many readings of one application, or more than a reader takes.
    """
    files = sorted(task.applications, key=lambda each: _luck(task.seed, each.id))
    readers = sorted(task.reviewers, key=lambda each: _luck(task.seed, each.id))
    board = _board(task, files, readers)
    demand = [task.readings - sum(kept >> file & 1 for kept in board.kept) for file in range(len(files))]
    _check_kept(board, demand)
    for file, application in enumerate(files):
        order = sorted(board.readers, key=lambda each: _luck(task.seed, f"{application.id}|{readers[each].id}"))
        for _ in range(demand[file]):
            if not give(board, 1 << file, order):
                return _blocked(task, board, demand, smallest_set(board, demand, 1 << file), files, readers)
    return _assigned(task, connect(board, task.readings, task.seed), files, readers)


def _luck(seed: str, what: str) -> str:
    return sha256(f"{seed}|{what}".encode()).hexdigest()


def _board(task: Task, files: Sequence[Application], readers: Sequence[Reviewer]) -> Board:
    forbidden = conflicts(files, readers, task.declared)
    kept = set(task.kept)
    limits = [[each for each in (reader.max_load, task.max_load) if each is not None] for reader in readers]
    return Board(
        may=[
            sum(1 << file for file, each in enumerate(files) if (each.id, reader.id) not in forbidden)
            for reader in readers
        ],
        limit=[min([*limit, len(files)]) for limit in limits],
        kept=[sum(1 << file for file, each in enumerate(files) if (each.id, reader.id) in kept) for reader in readers],
    )


def _check_kept(board: Board, demand: Sequence[int]) -> None:
    if any(kept & ~may for kept, may in zip(board.kept, board.may, strict=True)):
        raise ValueError("a pair is a conflict")
    if any(each < 0 for each in demand):
        raise ValueError("an application has more readers than readings")
    if any(load > limit for load, limit in zip(board.load, board.limit, strict=True)):
        raise ValueError("a reviewer has more than the limit")


def _blocked(
    task: Task,
    board: Board,
    demand: Sequence[int],
    found: int,
    files: Sequence[Application],
    readers: Sequence[Reviewer],
) -> Blocked:
    chosen = {each.id for file, each in enumerate(files) if found >> file & 1}
    permitted = {readers[reader].id for reader in permitted_readers(board, found)}
    return Blocked(
        applications=tuple(each.id for each in task.applications if each.id in chosen),
        reviewers=tuple(each.id for each in task.reviewers if each.id in permitted),
        demand=sum(each for file, each in enumerate(demand) if found >> file & 1),
        capacity=capacity(board, found),
    )


def _assigned(task: Task, board: Board, files: Sequence[Application], readers: Sequence[Reviewer]) -> Assigned:
    place = {each.id: file for file, each in enumerate(files)}
    held = {reader.id: board.held[number] for number, reader in enumerate(readers)}
    return Assigned(
        pairs=tuple(
            (application.id, reviewer.id)
            for application in task.applications
            for reviewer in task.reviewers
            if held[reviewer.id] >> place[application.id] & 1
        ),
        loads={reviewer.id: held[reviewer.id].bit_count() for reviewer in task.reviewers},
        connected=connected(board),
    )
