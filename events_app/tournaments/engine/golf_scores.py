"""What a group, its marker and the committee said about each hole becomes one score, firm or still waiting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SideName = Literal["own", "marker", "committee"]
State = Literal["waiting", "firm", "disputed", "ruled"]


@dataclass(frozen=True)
class Said:
    """One statement; `sequence` is the order of arrival and parts those of the same moment."""

    hole: int
    side: SideName
    strokes: int | None
    made_at: datetime
    sequence: int

    @property
    def age(self) -> tuple[datetime, int]:
        return (self.made_at, self.sequence)


@dataclass(frozen=True)
class HoleScore:
    """`strokes` counts on the leaderboard whatever the state; `own` and `marker` are the last numbers of each."""

    strokes: int
    state: State
    own: int | None
    marker: int | None
    said_at: datetime

    @property
    def settled(self) -> bool:
        return self.state in ("firm", "ruled")


def fold(statements: Iterable[Said], *, has_marker: bool) -> dict[int, HoleScore]:
    """The score of each hole that somebody named; the order in which statements arrived never matters.

    It is firm when the group and its marker said the same last, or when nobody marks it; the committee's word stands
    above both until it is lifted with None. While they differ the newest counts, and says that it may change.
    """
    last: dict[int, dict[SideName, Said]] = {}
    for said in statements:
        known = last.setdefault(said.hole, {}).get(said.side)
        if known is None or said.age > known.age:
            last[said.hole][said.side] = said
    found = {hole: _score(sides, has_marker) for hole, sides in sorted(last.items())}
    return {hole: score for hole, score in found.items() if score is not None}


def _score(sides: dict[SideName, Said], has_marker: bool) -> HoleScore | None:
    own, marker = _strokes(sides, "own"), _strokes(sides, "marker")
    ruling = sides.get("committee")
    if ruling is not None and ruling.strokes is not None:
        return HoleScore(ruling.strokes, "ruled", own, marker, ruling.made_at)
    newest = max((each for each in sides.values() if each.strokes is not None), key=lambda each: each.age, default=None)
    if newest is None or newest.strokes is None:
        return None
    return HoleScore(newest.strokes, _state(own, marker, has_marker), own, marker, newest.made_at)


def _strokes(sides: dict[SideName, Said], side: SideName) -> int | None:
    said = sides.get(side)
    return said.strokes if said is not None else None


def _state(own: int | None, marker: int | None, has_marker: bool) -> State:
    if own is not None and marker is not None:
        return "firm" if own == marker else "disputed"
    return "firm" if own is not None and not has_marker else "waiting"


def order_of_play(start: int, holes: int) -> list[int]:
    """The holes in the order of a group that begins on `start`: 16, 17, 18, 1, 2 …"""
    return [(start - 1 + step) % holes + 1 for step in range(holes)]
