"""What the committee chose about a division's format: legs, groups, who moves on, third place, reset, rounds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from events_app.tournaments.kinds import Format


@dataclass(frozen=True)
class Options:
    """`advancing` is per group. `apart` keeps teams of one company in different groups or far in the bracket."""

    legs: int = 1
    groups: int = 4
    advancing: int = 2
    best_thirds: int = 0
    third_place: bool = True
    reset: bool = True
    rounds: int = 5
    apart: bool = True


USED = {
    Format.LEAGUE: ("legs",),
    Format.GROUPS: ("groups", "legs", "advancing", "best_thirds", "third_place", "apart"),
    Format.SINGLE: ("third_place", "apart"),
    Format.DOUBLE: ("reset", "apart"),
    Format.SWISS: ("rounds",),
    Format.LADDER: (),
}


def options_of(stored: Mapping[str, Any]) -> Options:
    """What a division's column says; what it does not say is as usual."""
    return Options(**{name: stored[name] for name in asdict(Options()) if name in stored})


def stored(options: Options, format_: Format) -> dict[str, Any]:
    """Only what the format uses, as the division's column."""
    return {name: value for name, value in asdict(options).items() if name in USED[format_]}
