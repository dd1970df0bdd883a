"""The words of a schedule: what is to be played, where and when it may be, and who whistles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Id = int | str


@dataclass(frozen=True)
class Fixture:
    """A match; a side not known yet is None. `after`: matches that must lie in an earlier slot."""

    id: Id
    home: Id | None
    away: Id | None
    after: tuple[Id, ...] = ()

    @property
    def sides(self) -> tuple[Id, ...]:
        return tuple(side for side in (self.home, self.away) if side is not None)


@dataclass(frozen=True)
class Referee:
    """`available` None is always; `company` None is neutral to everybody."""

    name: str
    company: str | None = None
    available: frozenset[int] | None = None


@dataclass(frozen=True)
class Season:
    """Everything a schedule depends on. Slots count from 0; day d has slots d × slots_per_day and on.

    `rest`: whole slots free between two matches of an entry on one day. `max_per_day`: matches of an entry on one day.
    `blocked`: (field, slot) that cannot be used. Without referees nobody is assigned.
    """

    fixtures: tuple[Fixture, ...]
    fields: tuple[str, ...]
    slots: int
    slots_per_day: int
    rest: int = 0
    max_per_day: int | None = None
    companies: Mapping[Id, str] = field(default_factory=dict)
    blocked: frozenset[tuple[str, int]] = frozenset()
    referees: tuple[Referee, ...] = ()

    @cached_property
    def open_fields(self) -> tuple[tuple[str, ...], ...]:
        """The fields that can be used in each slot."""
        return tuple(
            tuple(name for name in self.fields if (name, slot) not in self.blocked) for slot in range(self.slots)
        )


@dataclass(frozen=True)
class Assignment:
    match: Id
    field: str
    slot: int
    referee: str | None = None


def slots_used(assignments: Iterable[Assignment]) -> int:
    """How many slots the tournament lasts: the last one used, counted from 1."""
    return max((assignment.slot + 1 for assignment in assignments), default=0)
