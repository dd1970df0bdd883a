"""What happened in a tournament, in order; everything else is worked out from the plan and this log."""

from dataclasses import dataclass, field
from typing import Literal

from events_app.tournaments.engine.references import Side
from events_app.tournaments.engine.standings_values import Result

Policy = Literal["annul", "walkover", "auto"]


@dataclass(frozen=True, slots=True)
class Event:
    """`sequence` is unique and rises with time; `at` and `by` are for people and decide nothing."""

    sequence: int = field(kw_only=True)
    at: str = field(default="", kw_only=True)
    by: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Started(Event):
    match: int


@dataclass(frozen=True, slots=True)
class Reported(Event):
    """A result, with the entries who played it: if a correction puts others there, it is set aside, not misapplied."""

    match: int
    home: str
    away: str
    result: Result


@dataclass(frozen=True, slots=True)
class Confirmed(Event):
    """A side agrees with a report (the sequence of a Reported); with both sides the result is final."""

    match: int
    side: Side
    report: int


@dataclass(frozen=True, slots=True)
class Disputed(Event):
    """A side objects to a report; the match waits for a Settled."""

    match: int
    side: Side
    report: int
    reason: str


@dataclass(frozen=True, slots=True)
class Settled(Event):
    """A report becomes final: by the committee, by the time limit, or because both captains agreed."""

    match: int
    report: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reverted(Event):
    """The event with sequence `reverts` never was; a Reverted can be reverted in its turn."""

    reverts: int


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """The entry leaves. annul: its matches of tables count for nothing; walkover: its opponents win what is left.

    auto: annul if fewer than half of its matches of that table were decided by then, else walkovers. In a knockout
    the opponents always win what is left.
    """

    entry: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class Adjusted(Event):
    entry: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class RuledTable(Event):
    """The committee orders entries that nothing else separates (by lot, by a play-off)."""

    table: str
    order: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Drawn(Event):
    """The draw: the entry in each seed, the first in seed 1. A later draw takes the place of an earlier one."""

    seeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paired(Event):
    """A Swiss round: its pairs, home first, and who is free. Pairing a round again replaces its first pairing."""

    round: int
    pairs: tuple[tuple[str, str], ...]
    bye: str | None


@dataclass(frozen=True, slots=True)
class Challenged(Event):
    """In a ladder, somebody asks for the place of an entry above."""

    challenger: str
    challenged: str


MatchEvent = Started | Reported | Confirmed | Disputed | Settled
LogEvent = (
    Started
    | Reported
    | Confirmed
    | Disputed
    | Settled
    | Reverted
    | Withdrawn
    | Adjusted
    | RuledTable
    | Drawn
    | Paired
    | Challenged
)
