"""Why a distribution is impossible: few files whose permitted readers cannot read them often enough."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from scholarships.engine.assignment_board import Board

# Sets of full readers tried, and those times the kinds of files: beyond it the smallest set found so far is the answer.
MOST_CHOICES = 40_000
MOST_STEPS = 2_000_000


def capacity(board: Board, files: int) -> int:
    """How many more readings of these files their readers can give: of each, the limit or the files if fewer."""
    return sum(min(_room(board, reader), (_open(board, reader) & files).bit_count()) for reader in board.readers)


def permitted_readers(board: Board, files: int) -> list[int]:
    return [reader for reader in board.readers if _open(board, reader) & files]


def smallest_set(board: Board, demand: Sequence[int], file: int) -> int:
    """The smallest blocked set found (bits of files), when `file` (a bit) can have no further reader."""
    by_cut = _reduced(board, demand, _cut(board, file))
    return _by_choice(board, demand, by_cut.bit_count() - 1) or by_cut


def _cut(board: Board, file: int) -> int:
    """All files that could make room for this one if a reader of theirs had any: together they are blocked."""
    found = 0
    while found != file:
        found = file
        for reader in board.readers:
            if _open(board, reader) & file & ~board.held[reader]:
                file |= board.held[reader] & ~board.kept[reader]
    return found


def _by_choice(board: Board, demand: Sequence[int], most: int) -> int:
    """
    The smallest blocked set of at most `most` files; 0 when there is none among the choices that are tried.

    If the readers `full` give all their room and the others read all they may, a file adds to the demand as much as it
    lacks of the others. So for each choice of `full` the files that lack most, until they exceed the room, are the
    smallest set; and the smallest over all choices is the smallest there is.
    """
    kinds = _kinds(board, demand)
    best: list[int] = []
    for full, room in _choices(board, min(MOST_CHOICES, MOST_STEPS // max(1, len(kinds)))):
        if room < most * max(demand) and (found := _fewest(kinds, full, room, most)):
            best, most = found, len(found) - 1
        if most == 0:
            break
    return sum(1 << file for file in best)


def _reduced(board: Board, demand: Sequence[int], files: int) -> int:
    """What is left of a blocked set after dropping, one by one, files without which it is still blocked."""
    for file in range(len(demand)):
        fewer = files & ~(1 << file)
        if fewer != files and _is_blocked(board, demand, fewer):
            files = fewer
    return files


def _is_blocked(board: Board, demand: Sequence[int], files: int) -> bool:
    return capacity(board, files) < sum(each for file, each in enumerate(demand) if files >> file & 1)


def _room(board: Board, reader: int) -> int:
    return board.limit[reader] - board.kept[reader].bit_count()


def _open(board: Board, reader: int) -> int:
    return board.may[reader] & ~board.kept[reader]


def _kinds(board: Board, demand: Sequence[int]) -> dict[tuple[int, int], list[int]]:
    """The files by who may read them (bits of readers) and how many readings they lack."""
    found: dict[tuple[int, int], list[int]] = {}
    for file, lacking in enumerate(demand):
        readers = sum(1 << reader for reader in board.readers if _open(board, reader) >> file & 1)
        found.setdefault((readers, lacking), []).append(file)
    return found


def _choices(board: Board, most: int) -> Iterator[tuple[int, int]]:
    """Sets of readers whose limit can matter and the room of each set, small ones first, at most so many."""
    tight = [
        (1 << reader, _room(board, reader))
        for reader in board.readers
        if _room(board, reader) < _open(board, reader).bit_count()
    ]
    every = (chosen for size in range(len(tight) + 1) for chosen in combinations(tight, size))
    for chosen in islice(every, most):
        yield sum(reader for reader, _ in chosen), sum(room for _, room in chosen)


def _fewest(kinds: dict[tuple[int, int], list[int]], full: int, room: int, most: int) -> list[int]:
    """At most `most` files whose lack beyond the others exceeds the room of the full; none when it takes more."""
    lacks = sorted(
        ((lacking - (readers & ~full).bit_count(), files) for (readers, lacking), files in kinds.items()),
        key=lambda each: -each[0],
    )
    taken: list[int] = []
    for lack, files in lacks:
        for file in files:
            if lack <= 0 or len(taken) == most:
                return []
            taken.append(file)
            room -= lack
            if room < 0:
                return taken
    return []
