"""The parts of a tournament that is being worked out: rules, a match, a table, and the log sorted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from events_app.tournaments.engine.log_events import (
    Adjusted,
    MatchEvent,
    Paired,
    RuledTable,
    Withdrawn,
)
from events_app.tournaments.engine.reasons import Reason
from events_app.tournaments.engine.references import PlannedMatch, Side
from events_app.tournaments.engine.standings_values import Number, Result, Standing, TableRules

Status = Literal["waiting", "ready", "live", "reported", "disputed", "final", "not_needed"]
OVER: frozenset[Status] = frozenset({"final", "not_needed"})
Figures = Mapping[str, Mapping[str, Number]]


@dataclass(frozen=True)
class Rules:
    """What the organiser chose: the table's rules, the score of a walkover, and what a believable score is.

    `draws`: a match of a table may end level. `reach`: how many places up a challenge of a ladder may go (None: any).
    `figures`: what tables cannot count themselves (fair play, ranking), by entry, as `standings` takes it.
    """

    table: TableRules = field(default_factory=TableRules)
    walkover: tuple[int, int] = (1, 0)
    largest: int = 999
    draws: bool = True
    reach: int | None = None
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatchState:
    """A match as the log leaves it.

    `home`, `away`: the entries, None while unknown; `empty` lists the sides where nobody will ever be. `report` is the
    sequence of the event that `result` came in (a Reported, or the Withdrawn that gave the match away), `decided` the
    one that made it final. `pending` is a later report on a match already final, which waits for a Settled.
    A match not needed passes on a winner and a loser all the same.
    """

    id: int
    status: Status
    home: str | None = None
    away: str | None = None
    result: Result | None = None
    report: int | None = None
    winner: str | None = None
    loser: str | None = None
    because: Reason | None = None
    decided: int | None = None
    pending: int | None = None
    confirmed: tuple[Side, ...] = ()
    empty: tuple[Side, ...] = ()
    set_aside: tuple[int, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.status in OVER


@dataclass(frozen=True)
class Book:
    """The log sorted by what it speaks of, without what was reverted.

    `made` are the matches that the log made, with their sides in `sides`: Swiss pairs and challenges.
    """

    seeds: tuple[str, ...] = ()
    by_match: Mapping[int, tuple[MatchEvent, ...]] = field(default_factory=dict)
    withdrawn: Mapping[str, Withdrawn] = field(default_factory=dict)
    adjusted: tuple[Adjusted, ...] = ()
    ruled: tuple[RuledTable, ...] = ()
    paired: Mapping[int, Paired] = field(default_factory=dict)
    made: tuple[PlannedMatch, ...] = ()
    sides: Mapping[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Links:
    """Which matches wait for which, so that one result touches only what follows from it."""

    after_match: Mapping[int, tuple[int, ...]]
    after_table: Mapping[str, tuple[int, ...]]
    of_table: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """`complete`: every match of it is over, so its places move on."""

    standing: Standing
    complete: bool
    problem: Reason | None = None

    def at(self, place: int) -> str | None:
        """The only entry in that place; None while the place is shared."""
        found = [str(row.entry) for row in self.standing.rows if row.position == place]
        return found[0] if len(found) == 1 else None
