"""Readers joined through shared files, without making any load less even: else nobody could compare their severity."""

from itertools import combinations
from random import Random

from scholarships.engine.assignment_board import Board, groups

MOST_STEPS = 600
MOST_STATES = 3_000

State = tuple[tuple[int, ...], tuple[int, ...]]


def connected(board: Board) -> bool:
    """Whether all who read anything are joined, one by one, by files that two of them read."""
    return len(groups(board.held)) <= 1


def connect(board: Board, readings: int, seed: str) -> Board:
    """The same files, the same sum of squared loads, and the readers joined if a way is found."""
    if connected(board) or not _could_be(board, readings):
        return board
    return _by_exchanges(board, Random(f"{seed}|connect")) or _by_all_ways(board, readings) or board  # noqa: S311


def _could_be(board: Board, readings: int) -> bool:
    """A tree over files and readers needs one reading less than there are of both, and permission across all."""
    files = max((each.bit_length() for each in board.may), default=0)
    readers = sum(1 for load in board.load if load)
    return readings > 1 and files * readings >= files + readers - 1 and len(groups(board.may)) == 1


def _by_exchanges(board: Board, luck: Random) -> Board | None:
    """Moves a file from one group to another, mends the loads along a chain, and keeps what parts no more groups."""
    apart = len(groups(board.held))
    for _ in range(MOST_STEPS):
        trial = board.copy()
        if not _exchange(trial, luck):
            continue
        now_apart = len(groups(trial.held))
        if now_apart <= apart:
            board, apart = trial, now_apart
        if apart == 1:
            return board
    return None


def _exchange(board: Board, luck: Random) -> bool:
    """One file to a reader of another group, and back to equal loads; False when this try led nowhere."""
    group = luck.choice(groups(board.held))
    givers = [reader for reader in board.readers if board.held[reader] & group]
    giver = luck.choice(givers)
    takers = [each for each in board.readers if not board.held[each] & group and board.movable(giver, each)]
    if not takers:
        return False
    taker = luck.choice(takers)
    file = _any_bit(board.movable(giver, taker), luck)
    chain = _chain(board, taker, giver, file, luck)
    if chain is None:
        return False
    board.move(file, giver, taker)
    for link, following in zip(chain, chain[1:], strict=False):
        others = board.movable(link, following) & ~file
        if not others:
            return False
        board.move(_any_bit(others, luck), link, following)
    return True


def _chain(board: Board, start: int, giver: int, file: int, luck: Random) -> list[int] | None:
    """From the reader who took one too many to the giver, or to one who had one file less than the giver."""
    paths = [[start]]
    seen = {start}
    ends: list[list[int]] = []
    for path in paths:
        last = path[-1]
        if last == giver or (board.load[last] == board.load[giver] - 1 and board.has_room(last)):
            ends.append(path)
            if last == giver:
                continue
        following = [each for each in board.readers if each not in seen and board.movable(last, each) & ~file]
        luck.shuffle(following)
        seen.update(following)
        paths.extend([*path, each] for each in following)
    return luck.choice(ends) if ends else None


def _any_bit(files: int, luck: Random) -> int:
    for _ in range(luck.randrange(files.bit_count())):
        files &= files - 1
    return files & -files


def _by_all_ways(board: Board, readings: int) -> Board | None:
    """For few files and readers: every distribution, file by file, as far as loads and groups tell them apart."""
    files = max(each.bit_length() for each in board.may)
    least = sum(load * load for load in board.load)
    start: State = (tuple(0 for _ in board.readers), ())
    layers: list[dict[State, tuple[State, int]]] = [{start: (start, 0)}]
    for file in range(files):
        layer: dict[State, tuple[State, int]] = {}
        for readers in _ways(board, file, readings):
            for state in layers[-1]:
                loads, joined = _with(state, readers)
                if sum(load * load for load in loads) <= least and _within(board, loads):
                    layer.setdefault((loads, joined), (state, readers))
            if len(layer) > MOST_STATES:
                return None
        layers.append(layer)
    ends = [state for state in layers[-1] if len(state[1]) == 1 and sum(load * load for load in state[0]) == least]
    return _retraced(board, layers, ends[0]) if ends else None


def _ways(board: Board, file: int, readings: int) -> list[int]:
    """Every set of readers (as bits) that the file may have."""
    kept = [reader for reader in board.readers if board.kept[reader] >> file & 1]
    others = [reader for reader in board.readers if board.may[reader] >> file & 1 and reader not in kept]
    return [sum(1 << reader for reader in (*kept, *more)) for more in combinations(others, readings - len(kept))]


def _with(state: State, readers: int) -> State:
    loads = tuple(load + (readers >> reader & 1) for reader, load in enumerate(state[0]))
    joined = state[1]
    apart = [group for group in joined if not group & readers]
    for group in joined:
        readers |= group if group & readers else 0
    return loads, tuple(sorted([*apart, readers]))


def _within(board: Board, loads: tuple[int, ...]) -> bool:
    return all(
        load <= max(limit, kept.bit_count()) for load, limit, kept in zip(loads, board.limit, board.kept, strict=True)
    )


def _retraced(board: Board, layers: list[dict[State, tuple[State, int]]], end: State) -> Board:
    found = board.copy()
    found.held = [0 for _ in board.readers]
    for file in range(len(layers) - 2, -1, -1):
        end, readers = layers[file + 1][end]
        for reader in board.readers:
            found.held[reader] |= (readers >> reader & 1) << file
    found.load = [files.bit_count() for files in found.held]
    return found
