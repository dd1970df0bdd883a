"""The words of a tournament's plan: who meets whom is said by seed, by result and by place, before anybody plays."""

from dataclasses import dataclass
from typing import Literal

Stage = Literal["league", "groups", "knockout", "swiss", "ladder"]
Bracket = Literal["winners", "losers", "final", "third", "group"]
Side = Literal["home", "away"]
STAGES: tuple[Stage, ...] = ("league", "groups", "knockout", "swiss", "ladder")
BRACKETS: tuple[Bracket, ...] = ("winners", "losers", "final", "third", "group")
SIDES: tuple[Side, ...] = ("home", "away")


@dataclass(frozen=True, slots=True)
class Seed:
    """The entry drawn into this place, from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class WinnerOf:
    match: int


@dataclass(frozen=True, slots=True)
class LoserOf:
    match: int


@dataclass(frozen=True, slots=True)
class RankOf:
    """The entry in this place of a finished table."""

    table: str
    rank: int


@dataclass(frozen=True, slots=True)
class BestOf:
    """One of the best among those at `rank` of several tables; it must come from one of `tables`.

    As many qualify as the plan has such slots for the rank, compared over all the tables that those slots name. The
    slots are filled in the order of `nth`, each with the best ranked that its tables admit and that leaves a
    qualified entry for every later slot. With the same tables everywhere, slot `nth` simply gets the nth best.
    """

    rank: int
    nth: int
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bye:
    """Nobody: the other side moves on."""


Source = Seed | WinnerOf | LoserOf | RankOf | BestOf | Bye


@dataclass(frozen=True, slots=True)
class Needed:
    """The match is played only if that side won the other match."""

    match: int
    won_by: Side


@dataclass(frozen=True, slots=True)
class PlannedMatch:
    id: int
    home: Source
    away: Source
    stage: Stage
    bracket: Bracket
    round: int
    table: str = ""
    needed: Needed | None = None


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A league or group: its seeds, and how many of its first places move on (0: nobody has to).

    A Swiss table says how many `rounds` it has; its matches come with the log.
    """

    name: str
    seeds: tuple[int, ...]
    advancing: int
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Seeds 1 to `entries`; the matches stand so that a source is always earlier, and smaller, than its use."""

    entries: int
    tables: tuple[TablePlan, ...]
    matches: tuple[PlannedMatch, ...]
