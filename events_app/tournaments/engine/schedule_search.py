"""Filling a schedule slot by slot, the most pressed matches first, many times over with other luck."""

from collections import Counter
from random import Random

from events_app.tournaments.engine.schedule_bounds import in_order, neutral
from events_app.tournaments.engine.schedule_values import Assignment, Id, Season


class Board:
    """A season in numbers: matches, sides and referees by their index."""

    def __init__(self, season: Season) -> None:
        self.season = season
        number = {fixture.id: index for index, fixture in enumerate(season.fixtures)}
        self.sides = [fixture.sides for fixture in season.fixtures]
        self.before = [tuple({number[earlier] for earlier in fixture.after}) for fixture in season.fixtures]
        self.whistles = [
            [index for index, referee in enumerate(season.referees) if neutral(season, fixture, referee)]
            for fixture in season.fixtures
        ]
        self.tail = self._tails([number[fixture.id] for fixture in in_order(season)])
        self.load = Counter(side for both in self.sides for side in both)

    def _tails(self, order: list[int]) -> list[int]:
        """For each match how many must follow it one after another."""
        tail = [0] * len(self.sides)
        for match in reversed(order):
            for earlier in self.before[match]:
                tail[earlier] = max(tail[earlier], tail[match] + 1)
        return tail

    def available(self, referee: int, slot: int) -> bool:
        slots = self.season.referees[referee].available
        return slots is None or slot in slots


class Crew:
    """The referees of one slot: each new match gets one, those before changing theirs if need be."""

    def __init__(self, board: Board, slot: int) -> None:
        self.board, self.slot = board, slot
        self.match_of: dict[int, int] = {}

    def add(self, match: int, used: Counter[int]) -> bool:
        """False when there is no referee left for the match; nothing has changed then. The least used come first."""
        return not self.board.season.referees or self._find(match, used, set())

    def _find(self, match: int, used: Counter[int], seen: set[int]) -> bool:
        for referee in sorted(self.board.whistles[match], key=lambda each: (used[each], each)):
            if referee in seen or not self.board.available(referee, self.slot):
                continue
            seen.add(referee)
            if referee not in self.match_of or self._find(self.match_of[referee], used, seen):
                self.match_of[referee] = match
                return True
        return False


class Attempt:
    """One schedule in the making, from the first slot to the last."""

    def __init__(self, board: Board, random: Random, *, luck: int, idle: int) -> None:
        """`luck` is how far chance may change the order of matches; in `idle` of 100 cases a match lets a slot pass."""
        self.board, self.random, self.luck, self.idle = board, random, luck, idle
        self.slot_of: dict[int, int] = {}
        self.whistled: Counter[int] = Counter()
        self.load = Counter(board.load)
        self.last: dict[Id, int] = {}
        self.today: Counter[Id] = Counter()
        self.made: list[Assignment] = []

    def run(self) -> list[Assignment] | None:
        """The assignments, or None when not everything found its place."""
        season = self.board.season
        waiting = list(range(len(season.fixtures)))
        for slot, fields in enumerate(season.open_fields):
            if not waiting:
                break
            if slot % season.slots_per_day == 0:
                self.last.clear()
                self.today.clear()
            if fields:
                self._fill(slot, fields, waiting)
                waiting = [match for match in waiting if match not in self.slot_of]
        return None if waiting else self.made

    def _fill(self, slot: int, fields: tuple[str, ...], waiting: list[int]) -> None:
        crew, chosen = Crew(self.board, slot), list[int]()
        ready = [match for match in waiting if self._may(match, slot)]
        for match in sorted(ready, key=self._pressure, reverse=True):
            if len(chosen) == len(fields):
                break
            idles = self.idle > 0 and self.random.randrange(100) < self.idle
            if not idles and self._may(match, slot) and crew.add(match, self.whistled):
                chosen.append(match)
                self._note(match, slot)
        names = {match: self.board.season.referees[referee].name for referee, match in crew.match_of.items()}
        self.whistled.update(crew.match_of)
        for match, field in zip(chosen, fields, strict=False):
            self.made.append(Assignment(self.board.season.fixtures[match].id, field, slot, names.get(match)))

    def _may(self, match: int, slot: int) -> bool:
        season = self.board.season
        if any(self.slot_of.get(earlier, slot) >= slot for earlier in self.board.before[match]):
            return False
        for side in self.board.sides[match]:
            if side in self.last and slot - self.last[side] <= season.rest:
                return False
            if season.max_per_day is not None and self.today[side] >= season.max_per_day:
                return False
        return True

    def _note(self, match: int, slot: int) -> None:
        self.slot_of[match] = slot
        for side in self.board.sides[match]:
            self.last[side] = slot
            self.today[side] += 1
            self.load[side] -= 1

    def _pressure(self, match: int) -> int:
        """What waits behind it, how much its sides still have to play, and chance."""
        loads = [self.load[side] for side in self.board.sides[match]]
        pressed = 40 * self.board.tail[match] + 20 * max(loads, default=0) + 10 * sum(loads)
        return pressed + self.random.randrange(self.luck)
