"""A Swiss tournament's table and next round: nobody meets twice, and those with equal points meet each other."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from typing import Generic, TypeVar

from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.swiss_matching import cheapest_pairs

Id = TypeVar("Id", int, str)
HALF = Fraction(1, 2)
LUCK = 0x10000


class NoPairing(ValueError):
    """No round is left in which everybody has a new rival."""


@dataclass(frozen=True)
class Outcome:
    """Points of the two sides; `played` is False for a bye and for what was won or lost without playing."""

    home: Fraction
    away: Fraction
    played: bool = True


OUTCOMES: Mapping[str, Outcome] = {
    "1-0": Outcome(Fraction(1), Fraction(0)),
    "0-1": Outcome(Fraction(0), Fraction(1)),
    "0.5-0.5": Outcome(HALF, HALF),
    "+--": Outcome(Fraction(1), Fraction(0), played=False),
    "--+": Outcome(Fraction(0), Fraction(1), played=False),
    "---": Outcome(Fraction(0), Fraction(0), played=False),
    "bye": Outcome(Fraction(1), Fraction(0), played=False),
}


@dataclass(frozen=True)
class Game(Generic[Id]):
    """`outcome` is a key of OUTCOMES; `away` is None exactly for a bye."""

    home: Id
    away: Id | None
    outcome: str


@dataclass(frozen=True)
class SwissRow(Generic[Id]):
    entry: Id
    points: Fraction
    buchholz_cut_1: Fraction
    buchholz: Fraction
    sonneborn_berger: Fraction


@dataclass(frozen=True)
class Pairing(Generic[Id]):
    """`pairs` name the better placed first; `because` has a reason for each pair; `bye_because` goes with `bye`."""

    pairs: tuple[tuple[Id, Id], ...]
    bye: Id | None
    because: tuple[Reason, ...]
    bye_because: Reason | None
    standings: tuple[SwissRow[Id], ...]


@dataclass(frozen=True)
class _Turn(Generic[Id]):
    """What one entry did in one round; `rival` is None unless they played."""

    points: Fraction
    rival: Id | None


def next_round(
    entries: Sequence[Id], rounds: Sequence[Sequence[Game[Id]]], *, seed: str, absent: Collection[Id] = ()
) -> Pairing[Id]:
    """The next round. `entries` stand in their first order (by strength or by lot), which breaks the last ties.

    In turn: nobody meets a rival again; with an odd number the lowest in the table without a bye rests; the sum of the
    squared differences of points is the least possible; within equal points the top half meets the bottom half, and a
    pair across points joins the last of the upper with the first of the lower; then the seed. Raises NoPairing.
    """
    table = standings(entries, rounds)
    order = [row.entry for row in table if row.entry not in absent]
    points = {row.entry: row.points for row in table}
    met = {frozenset((game.home, game.away)) for games in rounds for game in games if OUTCOMES[game.outcome].played}
    rests: list[Id | None] = list(_without_bye(order, rounds)) if len(order) % 2 else [None]
    for number, bye in enumerate(rests):
        field = _Field([entry for entry in order if entry != bye], points, seed)
        pairs = field.pairs(met)
        if pairs is not None:
            why = tuple(field.because(*pair) for pair in pairs)
            return Pairing(pairs, bye, why, None if bye is None else BYES[number > 0], table)
    raise NoPairing("no round is left in which everybody has a new rival")


BYES = (
    Reason(N_("Descansa: es el más bajo de la tabla entre quienes no han descansado.")),
    Reason(N_("Descansa: es el más bajo sin descanso con el que los demás tienen todos rival nuevo.")),
)


def _without_bye(order: Sequence[Id], rounds: Sequence[Sequence[Game[Id]]]) -> Iterator[Id]:
    """From the bottom of the table, those who have not yet won a point without playing."""
    rested = set[Id | None]()
    for game in (game for games in rounds for game in games if not OUTCOMES[game.outcome].played):
        rested |= {game.home} if OUTCOMES[game.outcome].home else set()
        rested |= {game.away} if OUTCOMES[game.outcome].away else set()
    return (entry for entry in reversed(order) if entry not in rested)


class _Field(Generic[Id]):
    """Those who are to be paired, best placed first."""

    def __init__(self, order: Sequence[Id], points: Mapping[Id, Fraction], seed: str) -> None:
        self.order: Sequence[Id] = order
        self.points: Mapping[Id, Fraction] = points
        self.seed = seed
        self.sharing: dict[Fraction, list[Id]] = {}
        for entry in order:
            self.sharing.setdefault(points[entry], []).append(entry)

    def pairs(self, met: Collection[frozenset[Id | None]]) -> tuple[tuple[Id, Id], ...] | None:
        costs = {
            (one, other): self._cost(one, other)
            for one, other in combinations(range(len(self.order)), 2)
            if frozenset((self.order[one], self.order[other])) not in met
        }
        found = cheapest_pairs(len(self.order), costs)
        return None if found is None else tuple((self.order[one], self.order[other]) for one, other in found)

    def _cost(self, one: int, other: int) -> int:
        """Gap of points first, then halves, then luck: no sum of the later outweighs a unit of the earlier."""
        size = len(self.order)
        first, second = self.order[one], self.order[other]
        gap = int(2 * (self.points[first] - self.points[second]))
        ideal = 1 if gap else len(self.sharing[self.points[first]]) // 2
        luck = int(sha256(f"{self.seed}|{first}|{second}".encode()).hexdigest()[:4], 16)
        return (gap**2 * size**3 + (other - one - ideal) ** 2) * size * LUCK + luck

    def because(self, one: Id, other: Id) -> Reason:
        points, less = self.points[one], self.points[other]
        if points != less:
            key = N_("Puntos, %(points)s contra %(less)s: la menor diferencia posible sin repetir rivales.")
            return Reason(key, {"points": _plain(points), "less": _plain(less)})
        level = self.sharing[points]
        places: dict[str, str | int] = {"upper": level.index(one) + 1, "lower": level.index(other) + 1}
        key = N_("Puntos, %(points)s cada uno: el %(upper)s.º contra el %(lower)s.º de los %(level)s que van así.")
        return Reason(key, {"points": _plain(points), "level": len(level), **places})


def standings(entries: Sequence[Id], rounds: Sequence[Sequence[Game[Id]]]) -> tuple[SwissRow[Id], ...]:
    """The table: points, Buchholz without the lowest rival, Buchholz, Sonneborn-Berger, then the first order.

    Unplayed rounds by FIDE's Tie-Break Regulations in force until 30 June 2023 (virtual opponent): a rival's unplayed
    rounds count as draws; an own one is a meeting with a rival who had the same points before it, got what was left
    of the point in it, and draws every round after it.
    """
    turns = {entry: [_turn(entry, games) for games in rounds] for entry in entries}
    worth = {
        entry: sum((HALF if turn.rival is None else turn.points for turn in own), Fraction())
        for entry, own in turns.items()
    }
    rows = [_row(entry, own, worth) for entry, own in turns.items()]
    return tuple(sorted(rows, key=lambda row: (-row.points, -row.buchholz_cut_1, -row.buchholz, -row.sonneborn_berger)))


def _turn(entry: Id, games: Sequence[Game[Id]]) -> _Turn[Id]:
    for game in games:
        outcome = OUTCOMES[game.outcome]
        if game.home == entry:
            return _Turn(outcome.home, game.away if outcome.played else None)
        if game.away == entry:
            return _Turn(outcome.away, game.home if outcome.played else None)
    return _Turn(Fraction(0), None)


def _row(entry: Id, turns: Sequence[_Turn[Id]], worth: Mapping[Id, Fraction]) -> SwissRow[Id]:
    before, rivals = Fraction(0), list[Fraction]()
    for number, turn in enumerate(turns, 1):
        if turn.rival is None:
            rivals.append(virtual_opponent(before, turn.points, round_number=number, rounds=len(turns)))
        else:
            rivals.append(worth[turn.rival])
        before += turn.points
    total = sum(rivals, Fraction())
    berger = sum((turn.points * rival for turn, rival in zip(turns, rivals, strict=True)), Fraction())
    return SwissRow(entry, before, total - min(rivals, default=Fraction()), total, berger)


def virtual_opponent(before: Fraction, points: Fraction, *, round_number: int, rounds: int) -> Fraction:
    """Points after `rounds` of the rival who stands in for nobody: FIDE's Svon = SPR + (1 − SfPR) + ½ (n − R)."""
    return before + (1 - points) + HALF * (rounds - round_number)


def _plain(points: Fraction) -> str:
    return f"{float(points):g}"
