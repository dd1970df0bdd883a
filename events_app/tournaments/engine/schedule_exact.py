"""Every schedule of a few matches, one after another: it finds one whenever there is one."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from events_app.tournaments.engine.schedule_search import Board, Crew
from events_app.tournaments.engine.schedule_values import Assignment

MOST_MATCHES = 12
MOST_STEPS = 60_000


class TooMany(Exception):
    """There are more combinations than can be tried."""


class Exact:
    """Chooses, slot after slot, which of the matches left are played in it; what failed once is not tried again."""

    def __init__(self, board: Board) -> None:
        self.board, self.season = board, board.season
        self.steps = 0
        self.failed: set[tuple[int, tuple[tuple[int, int], ...]]] = set()

    def find(self) -> list[Assignment] | None:
        """A schedule, or None when there is none. Raises TooMany."""
        slots = self._continue(0, {})
        return None if slots is None else list(self._assignments(slots))

    def _continue(self, start: int, slot_of: dict[int, int]) -> dict[int, int] | None:
        if len(slot_of) == len(self.board.sides):
            return slot_of
        state = (start, self._memory(start, slot_of))
        if state in self.failed:
            return None
        for slot in range(start, self.season.slots):
            for chosen in self._choices(slot, slot_of):
                found = self._continue(slot + 1, {**slot_of, **dict.fromkeys(chosen, slot)})
                if found is not None:
                    return found
        self.failed.add(state)
        return None

    def _memory(self, start: int, slot_of: dict[int, int]) -> tuple[tuple[int, int], ...]:
        """What of the past still matters: who has played, and the slots of this day."""
        today = start - start % self.season.slots_per_day
        return tuple(sorted((match, slot if slot >= today else -1) for match, slot in slot_of.items()))

    def _choices(self, slot: int, slot_of: dict[int, int]) -> Iterator[tuple[int, ...]]:
        """The sets of matches that can be played together in the slot, the largest first."""
        ready = [match for match in range(len(self.board.sides)) if self._may(match, slot, slot_of)]
        for size in range(min(len(ready), len(self.season.open_fields[slot])), 0, -1):
            for chosen in combinations(ready, size):
                self.steps += 1
                if self.steps > MOST_STEPS:
                    raise TooMany
                sides = [side for match in chosen for side in self.board.sides[match]]
                if len(set(sides)) == len(sides) and self._crew(slot, chosen) is not None:
                    yield chosen

    def _may(self, match: int, slot: int, slot_of: dict[int, int]) -> bool:
        if match in slot_of or any(earlier not in slot_of for earlier in self.board.before[match]):
            return False
        today = slot - slot % self.season.slots_per_day
        mine = set(self.board.sides[match])
        for side in mine:
            turns = [at for other, at in slot_of.items() if at >= today and side in self.board.sides[other]]
            if self.season.max_per_day is not None and len(turns) >= self.season.max_per_day:
                return False
            if any(slot - at <= self.season.rest for at in turns):
                return False
        return True

    def _crew(self, slot: int, chosen: tuple[int, ...]) -> Crew | None:
        crew, used = Crew(self.board, slot), Counter[int]()
        return crew if all(crew.add(match, used) for match in chosen) else None

    def _assignments(self, slot_of: dict[int, int]) -> Iterator[Assignment]:
        for slot in sorted(set(slot_of.values())):
            chosen = tuple(match for match in slot_of if slot_of[match] == slot)
            crew = self._crew(slot, chosen)
            names = {match: self.season.referees[each].name for each, match in crew.match_of.items()} if crew else {}
            for match, field in zip(chosen, self.season.open_fields[slot], strict=False):
                yield Assignment(self.season.fixtures[match].id, field, slot, names.get(match))
