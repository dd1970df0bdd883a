"""Readers joined through shared files, without making any load less even: else nobody could compare their severity."""

from random import Random

from scholarships.engine.assignment_board import Board, groups

# Of some fifty thousand small distributions, dense and sparse, none that can be joined needed more.
MOST_STEPS = 600


def connected(board: Board) -> bool:
    """Whether all who read anything are joined, one by one, by files that two of them read."""
    return len(groups(board.held)) <= 1


def connect(board: Board, readings: int, seed: str) -> Board:
    """The same files, the same sum of squared loads, and the readers joined if a way is found."""
    if connected(board) or not _could_be(board, readings):
        return board
    return _by_exchanges(board, Random(f"{seed}|connect")) or board  # noqa: S311


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
