"""What a phone noted during a match, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from events_app.tournaments.kinds import IncidentKind


@dataclass(frozen=True)
class Note:
    """One thing that a phone noted, under an id of its own; `happened_at` is the phone's time put right."""

    id: str
    position: int
    kind: IncidentKind
    happened_at: datetime
    side: str | None = None
    player: int | None = None
    value: int = 1
    period: int = 0
    minute: int | None = None
    note: str = ""
    names: str = ""


@dataclass(frozen=True)
class Answer:
    """`status` is stored, replayed or refused; `because` is a Spanish msgid, only of what was refused."""

    id: str
    status: str
    because: str = ""
