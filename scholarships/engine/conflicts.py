"""Who may not read whose application: the own company's always, and whatever was declared; no vote lifts it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Conflict(StrEnum):
    SAME_COMPANY = "same_company"
    DECLARED = "declared"


@dataclass(frozen=True)
class Application:
    """`company` is where the parent works; None when it is not known."""

    id: str
    company: str | None = None


@dataclass(frozen=True)
class Reviewer:
    """`company` is the reader's employer; `max_load` the most files that this reader takes."""

    id: str
    company: str | None = None
    max_load: int | None = None


def conflicts(
    applications: Sequence[Application], reviewers: Sequence[Reviewer], declared: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], Conflict]:
    """Every (application, reviewer) that may not be, with why; what was declared is told before the company."""
    found = {
        (application.id, reviewer.id): Conflict.SAME_COMPANY
        for application in applications
        for reviewer in reviewers
        if application.company is not None and application.company == reviewer.company
    }
    return found | dict.fromkeys(declared, Conflict.DECLARED)
