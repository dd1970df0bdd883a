"""Files dealt to readers one reading at a time, always by the chain of changes that keeps the loads most even."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Board:
    """
    The state of a distribution. Each reader's files are the bits of one whole number, so that a set costs one step.

    `may` what a reader may read, `kept` what was given before and cannot move, `held` what the reader has now.
    """

    may: list[int]
    limit: list[int]
    kept: list[int]
    held: list[int] = field(init=False)
    load: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.held = list(self.kept)
        self.load = [files.bit_count() for files in self.kept]

    @property
    def readers(self) -> range:
        return range(len(self.may))

    def movable(self, giver: int, taker: int) -> int:
        """The files that one could hand to the other."""
        return self.held[giver] & ~self.kept[giver] & self.may[taker] & ~self.held[taker]

    def move(self, file: int, giver: int, taker: int) -> None:
        self.held[giver] ^= file
        self.held[taker] |= file
        self.load[giver] -= 1
        self.load[taker] += 1

    def has_room(self, reader: int) -> bool:
        return self.load[reader] < self.limit[reader]

    def copy(self) -> "Board":
        other = Board(self.may, self.limit, self.kept)
        other.held, other.load = list(self.held), list(self.load)
        return other


def give(board: Board, file: int, order: Sequence[int]) -> bool:
    """
    One more reader for the file (a bit); False when no chain of changes can make room.

    A chain costs only what its last reader's load grows, so it ends at the least loaded that can be reached. Done so at
    every step, the sum of the squared loads is the least possible for all that was dealt so far (successive shortest
    paths in a network with convex costs). `order` decides between equals.
    """
    came_from: dict[int, int] = {}
    queue = [reader for reader in order if board.may[reader] & file and not board.held[reader] & file]
    first, seen = set(queue), set(queue)
    lowest = min((board.load[reader] for reader in board.readers if board.has_room(reader)), default=None)
    best = None
    for reader in queue:
        if board.has_room(reader) and (best is None or board.load[reader] < board.load[best]):
            best = reader
            if board.load[best] == lowest:
                break
        for other in order:
            if other not in seen and board.movable(reader, other):
                seen.add(other)
                came_from[other] = reader
                queue.append(other)
    if best is None:
        return False
    while best not in first:
        giver = came_from[best]
        board.move(lowest_bit(board.movable(giver, best)), giver, best)
        best = giver
    board.held[best] |= file
    board.load[best] += 1
    return True


def lowest_bit(files: int) -> int:
    return files & -files


def groups(files_of_each: Sequence[int]) -> list[int]:
    """The readers joined by shared files: of each group, all its files. Readers without files are in none."""
    found: list[int] = []
    for files in files_of_each:
        if files:
            apart = [group for group in found if not group & files]
            for group in found:
                files |= group if group & files else 0
            found = [*apart, files]
    return found
