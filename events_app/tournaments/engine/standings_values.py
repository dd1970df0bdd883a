"""The words of a table: results that count, the rules that pay and order them, and the rows that come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from events_app.tournaments.engine.reasons import Reason

Entry = str | int
Number = int | Fraction
Kind = Literal["played", "walkover", "double_walkover", "abandoned", "void"]
Side = Literal["home", "away"]
Restart = Literal["block", "immediate", "forward"]
KINDS: tuple[Kind, ...] = ("played", "walkover", "double_walkover", "abandoned", "void")
RESTARTS: tuple[Restart, ...] = ("block", "immediate", "forward")


class NotCounted(ValueError):
    """A result or a criterion that the rules of the table cannot pay or measure; `field` names what is wrong."""

    def __init__(self, field_: str, message: str) -> None:
        super().__init__(message)
        self.field = field_


@dataclass(frozen=True, slots=True)
class Result:
    """What happened between two entries.

    `score` counts goals, runs, points or sets, home first; `winner` is who won the shoot-out after a level score (or
    the walkover without one); `periods` are sets with their points; `outs` those made at bat by home and by away.
    """

    home: Entry
    away: Entry
    kind: Kind = "played"
    score: tuple[Number, Number] | None = None
    winner: Side | None = None
    periods: tuple[tuple[Number, Number], ...] = ()
    outs: tuple[Number, Number] | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """What a match pays. None: not said, so a match that needs it is refused (`shootout_win`: it stays a draw;
    `shootout_loss`: as a draw; `forfeit_loss`: as any loss)."""

    win: Number | None = 3
    draw: Number | None = 1
    loss: Number | None = 0
    shootout_win: Number | None = None
    shootout_loss: Number | None = None
    forfeit_loss: Number | None = None


@dataclass(frozen=True, slots=True)
class TableRules:
    """`match_points` pays by set score, winner first ("3-1": (3, 0)), before `points`; `criteria` order the level."""

    points: Points = field(default_factory=Points)
    match_points: Mapping[str, tuple[Number, Number]] = field(default_factory=dict)
    criteria: tuple[str, ...] = ("points", "difference", "for")
    restart: Restart = "block"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points that the committee adds to an entry or takes away."""

    entry: Entry
    points: Number
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The order of entries that no criterion separates, first to last, and how it was found (lots, an agreement)."""

    order: tuple[Entry, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `because` places the entry; `notes` tell of points added or taken away."""

    position: int
    entry: Entry
    played: int
    won: int
    drawn: int
    lost: int
    for_: Number
    against: Number
    difference: Number
    points: Number
    because: Reason
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """The table from the top; `unresolved` are the entries that share a position until the committee rules."""

    rows: tuple[Row, ...]
    unresolved: tuple[tuple[Entry, ...], ...] = ()
