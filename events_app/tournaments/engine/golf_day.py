"""The day of a golf tournament: who starts on which hole, who marks whose card, flights, and one prize a head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

WAVES = "ABCD"


@dataclass(frozen=True)
class Start:
    """A group begins on a hole; wave A plays first, B follows."""

    group: str
    hole: int
    wave: str

    @property
    def label(self) -> str:
        return f"{self.hole}{self.wave}"


@dataclass(frozen=True)
class Prize:
    """`candidates` stand in the order of the table that decides it."""

    id: str
    candidates: tuple[str, ...]
    places: int = 1


@dataclass(frozen=True)
class Award:
    """`player` is None when nobody is left; `passed` are those who came before and already have another prize."""

    prize: str
    place: int
    player: str | None
    passed: tuple[str, ...]


class NoRoom(ValueError):
    """More groups than the holes can start."""


def shotgun(groups: Sequence[str], pars: Sequence[int], per_hole: int = 2) -> list[Start]:
    """Everybody at once: first a group on every hole from 1 on, then second ones where there is most room.

    A second group goes first to the par fives, then to the fours, last to the threes, where it would wait longest.
    Raises NoRoom.
    """
    if len(groups) > len(pars) * per_hole:
        raise NoRoom(f"groups: {len(groups)} do not fit on {len(pars)} holes with {per_hole} each")
    holes = range(1, len(pars) + 1)
    roomy = sorted(holes, key=lambda hole: (-pars[hole - 1], hole))
    tees = [(hole, wave) for number, wave in enumerate(WAVES[:per_hole]) for hole in (roomy if number else holes)]
    return [Start(group, hole, wave) for group, (hole, wave) in zip(groups, tees, strict=False)]


def markers(starts: Sequence[Start]) -> dict[str, str | None]:
    """Whose group confirms each group's scores: its neighbour on the hole, else the next group around the course.

    None for a group that plays all alone.
    """
    ordered = sorted(starts, key=lambda start: (start.hole, start.wave))
    by_hole: dict[int, list[str]] = {}
    for start in ordered:
        by_hole.setdefault(start.hole, []).append(start.group)
    found: dict[str, str | None] = {}
    for number, start in enumerate(ordered):
        together = by_hole[start.hole]
        if len(together) > 1:
            found[start.group] = together[(together.index(start.group) + 1) % len(together)]
        else:
            found[start.group] = ordered[(number + 1) % len(ordered)].group if len(ordered) > 1 else None
    return found


def flights_by_limit(handicaps: Mapping[str, Fraction], limits: Sequence[Fraction]) -> list[list[str]]:
    """Flight by flight, the players whose handicap is at most its limit; the last flight has no limit.

    `limits` rise strictly. Raises ValueError.
    """
    if any(low >= high for low, high in zip(limits, limits[1:], strict=False)):
        raise ValueError("limits: must rise")
    flights: list[list[str]] = [[] for _ in range(len(limits) + 1)]
    for player in sorted(handicaps, key=lambda each: handicaps[each]):
        flights[sum(handicaps[player] > limit for limit in limits)].append(player)
    return flights


def flights_by_count(handicaps: Mapping[str, Fraction], count: int) -> list[list[str]]:
    """`count` flights as even as they can be, lowest handicaps first; the first ones take the odd players."""
    ordered = sorted(handicaps, key=lambda each: handicaps[each])
    size, odd = divmod(len(ordered), count)
    ends = [size * (number + 1) + min(number + 1, odd) for number in range(count)]
    return [ordered[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def award(prizes: Sequence[Prize]) -> list[Award]:
    """One prize a head: each goes, in the order of the list, to the best of its table who has none yet."""
    winners: set[str] = set()
    awarded = []
    for prize in prizes:
        waiting = list(prize.candidates)
        for place in range(1, prize.places + 1):
            passed = []
            while waiting and waiting[0] in winners:
                passed.append(waiting.pop(0))
            player = waiting.pop(0) if waiting else None
            if player is not None:
                winners.add(player)
            awarded.append(Award(prize.id, place, player, tuple(passed)))
    return awarded
