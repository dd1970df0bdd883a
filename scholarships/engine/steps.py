"""How far a family is: each step with what is there and what is missing, and the one thing to do next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class StepState(StrEnum):
    EMPTY = "empty"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Step:
    """`missing` are the names of what is still needed, of `needed` things."""

    key: str
    missing: tuple[str, ...]
    needed: int

    @property
    def state(self) -> StepState:
        if not self.missing:
            return StepState.DONE
        return StepState.EMPTY if len(self.missing) >= self.needed else StepState.STARTED


@dataclass(frozen=True)
class Progress:
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.state is StepState.DONE for step in self.steps)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.steps)

    @property
    def next(self) -> Step | None:
        """The first step that is not done, in the order of the page."""
        return next((step for step in self.steps if step.state is not StepState.DONE), None)


def step(key: str, needed: Sequence[str], present: Collection[str]) -> Step:
    return Step(key, tuple(name for name in needed if name not in set(present)), len(needed))


def age(birth: date, today: date) -> int:
    """Whole years; somebody born on 29 February has the birthday on 1 March in common years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def days_left(today: date, last: date) -> int:
    """0 on the last day itself."""
    return (last - today).days
