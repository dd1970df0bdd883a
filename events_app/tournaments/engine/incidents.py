"""What a scorekeeper noted during a match, with what was taken back or corrected later already applied."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["home", "away"]
POINTS = frozenset({"score", "own_goal"})
CARDS = frozenset({"yellow", "second_yellow", "red"})
CORRECTIONS = frozenset({"undo", "amend"})


@dataclass(frozen=True, slots=True)
class Incident:
    """`moment` sorts (seconds or any number that grows), then `position` on the phone, then `id`.

    `side` gets the point (of an own goal: the side it helps) or has the card. `names` is the incident that an undo
    takes back or an amend corrects (whose it was, its value and minute).
    """

    id: str
    kind: str
    moment: float
    position: int = 0
    side: Side | None = None
    player: str | None = None
    value: int = 1
    period: int = 0
    minute: int | None = None
    names: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """The match as noted: `incidents` in order without corrections, points by side, whole and per period."""

    incidents: tuple[Incident, ...]
    score: tuple[int, int]
    periods: Mapping[int, tuple[int, int]]

    @property
    def cards(self) -> tuple[Incident, ...]:
        return tuple(each for each in self.incidents if each.kind in CARDS)

    @property
    def goals(self) -> tuple[Incident, ...]:
        return tuple(each for each in self.incidents if each.kind in POINTS)


def sheet(noted: Iterable[Incident]) -> Sheet:
    """The sheet of a match; the order in which incidents arrived never matters, and the same id counts once."""
    incidents = effective(noted)
    total: Counter[tuple[int, str]] = Counter()
    for each in incidents:
        if each.kind in POINTS and each.side is not None:
            total[each.period, each.side] += each.value
    numbers = sorted({period for period, _ in total})
    periods = {number: (total[number, "home"], total[number, "away"]) for number in numbers}
    score = (sum(home for home, _ in periods.values()), sum(away for _, away in periods.values()))
    return Sheet(incidents, score, periods)


def effective(noted: Iterable[Incident]) -> tuple[Incident, ...]:
    """What stands, in order: nothing undone, amendments applied (the last one wins), an undone undo forgotten."""
    by_id = {each.id: each for each in sorted(noted, key=_order, reverse=True)}
    ordered = sorted(by_id.values(), key=_order)
    undone = _undone(ordered)
    standing = {each.id: each for each in ordered if each.id not in undone}
    for each in ordered:
        if each.kind == "amend" and each.id in standing and each.names in standing:
            standing[each.names] = _amended(standing[each.names], each)
    return _sent_off(standing[each.id] for each in ordered if each.id in standing and each.kind not in CORRECTIONS)


def _sent_off(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """The second yellow card of somebody in the match sends them off, whichever phones noted the two."""
    booked: set[tuple[str | None, str]] = set()
    found: list[Incident] = []
    for each in incidents:
        if each.kind == "yellow" and each.player is not None:
            key = (each.side, each.player)
            each = replace(each, kind="second_yellow") if key in booked else each
            booked.add(key)
        found.append(each)
    return tuple(found)


def _order(each: Incident) -> tuple[float, int, str]:
    return each.moment, each.position, each.id


def _undone(ordered: list[Incident]) -> set[str]:
    """The ids taken back by an undo that was not itself taken back."""
    undos: dict[str, list[str]] = {}
    for each in ordered:
        if each.kind == "undo":
            undos.setdefault(each.names, []).append(each.id)
    known: dict[str, bool] = {}

    def is_undone(name: str, asking: frozenset[str]) -> bool:
        if name in asking:  # undos that name each other in a ring take nothing back
            return True
        if name not in known:
            known[name] = any(not is_undone(undo, asking | {name}) for undo in undos.get(name, ()))
        return known[name]

    return {each.id for each in ordered if is_undone(each.id, frozenset())}


def _amended(incident: Incident, by: Incident) -> Incident:
    minute = incident.minute if by.minute is None else by.minute
    return replace(incident, player=by.player, value=by.value, minute=minute)
