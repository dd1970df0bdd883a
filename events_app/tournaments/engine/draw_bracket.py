"""The draw of a knockout: first seeds keep their places, the rest fall by lot, companions as far apart as can be."""

from collections import Counter
from collections.abc import Iterator, Sequence

from events_app.tournaments.engine.brackets import places
from events_app.tournaments.engine.draw import Entrant, Id, shuffled


def draw_bracket(entrants: Sequence[Entrant], seeds_protected: int, *, seed: str) -> tuple[Id, ...]:
    """Who gets seed 1, 2, 3 …: the first `seeds_protected` in the given order keep theirs, the others are drawn.

    Companions (the same `apart`) go to different halves, quarters, eighths … as far as possible: no exchange of two
    drawn entries would make fewer pairs of companions share a part, a smaller part weighing more than a larger one.
    """
    order = shuffled([entrant.id for entrant in entrants[seeds_protected:]], seed)
    by_id = {entrant.id: entrant for entrant in entrants}
    seats = [*entrants[:seeds_protected], *(by_id[each] for each in order)]
    board = _Board(seats)
    while board.improve(seeds_protected):
        pass
    return tuple(entrant.id for entrant in board.seats)


class _Board:
    """Entries by seed, and how many of each company stand in each part of the bracket."""

    def __init__(self, seats: Sequence[Entrant]) -> None:
        self.seats = list(seats)
        self.depth = max(len(seats) - 1, 0).bit_length()
        self.line = {seed - 1: line for line, seed in enumerate(places(max(len(seats), 2)))}
        self.inside = Counter(
            (part, entrant.apart) for seat, entrant in enumerate(self.seats) for part in self._parts(seat)
        )

    def _parts(self, seat: int) -> Iterator[tuple[int, int]]:
        """(level, part): level 1 halves, 2 quarters, … the last a first-round match."""
        return ((level, self.line[seat] >> (self.depth - level)) for level in range(1, self.depth))

    def improve(self, first: int) -> bool:
        """Makes the first exchange that keeps companions further apart; False when there is none."""
        for one in range(first, len(self.seats)):
            for other in range(one + 1, len(self.seats)):
                if self.seats[one].apart != self.seats[other].apart and self._gain(one, other) > 0:
                    self._exchange(one, other)
                    return True
        return False

    def _gain(self, one: int, other: int) -> int:
        """How many fewer pairs share a part after the exchange; a part at level n weighs 8 to the n."""
        mine, theirs = self.seats[one].apart, self.seats[other].apart
        leaving, joining = set(self._parts(one)), set(self._parts(other))
        gain = 0
        for level, part in leaving ^ joining:
            weight = 8**level if (level, part) in leaving else -(8**level)
            gone, come = (1, 0) if weight > 0 else (0, 1)
            if mine is not None:
                gain += weight * (self.inside[(level, part), mine] - gone)
            if theirs is not None:
                gain -= weight * (self.inside[(level, part), theirs] - come)
        return gain

    def _exchange(self, one: int, other: int) -> None:
        for seat, sign in ((one, -1), (other, -1), (one, 1), (other, 1)):
            if (seat, sign) == (one, 1):
                self.seats[one], self.seats[other] = self.seats[other], self.seats[one]
            for part in self._parts(seat):
                self.inside[part, self.seats[seat].apart] += sign
