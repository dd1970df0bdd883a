"""What a public page of a tournament shows, as plain values that templates only have to lay out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from events_app.tournaments.entries import Team


@dataclass(frozen=True)
class Side:
    """One side of a match: a team, or the words for who may come. `extra` is small beside the score.

    `from_words` tells where a known team came from ("1.º B", "ganó el 25"); `maybe_mine`: the followed team may come.
    """

    team: Team | None
    name: str
    short: str
    score: str = ""
    extra: str = ""
    from_words: str = ""
    won: bool = False
    mine: bool = False
    maybe_mine: bool = False
    scorers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Clock:
    """What is running: `words` such as "34′ · segundo tiempo"; `since` lets the page count the minutes on."""

    words: str
    minute: int | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Card:
    """A match as every list shows it."""

    number: int
    title: str
    status: str
    home: Side
    away: Side
    when: str
    head: str
    hour: str
    day: date | None
    starts_at: datetime | None
    field: str
    venue: str
    note: str = ""
    tone: str = ""
    because: str = ""
    clock: Clock | None = None
    path: bool = False
    periods: str = ""
    spoken: str = ""
    walkover: bool = False

    @property
    def live(self) -> bool:
        return self.status == "live"

    @property
    def over(self) -> bool:
        return self.status in ("final", "reported", "disputed")

    @property
    def mine(self) -> bool:
        return self.home.mine or self.away.mine

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.home, self.away


@dataclass(frozen=True)
class Column:
    """A round of a bracket, top to bottom; None is a place without a match, which keeps the others in line."""

    title: str
    short: str
    when: str
    cells: tuple[Card | None, ...]
    thirds: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Bracket:
    """`sources` gives for each match the matches whose winners play it, to draw the lines."""

    title: str
    columns: tuple[Column, ...]
    sources: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def has_walkover(self) -> bool:
        return any(cell.walkover for column in self.columns for cell in column.cells if cell is not None)

    @property
    def current(self) -> int:
        """The first round that is not over, which phones show first."""
        for place, column in enumerate(self.columns):
            if any(cell is not None and not cell.over for cell in column.cells):
                return place
        return max(0, len(self.columns) - 1)


@dataclass(frozen=True)
class Line:
    """A row of a table; `because` is the whole sentence of the engine with names in it."""

    position: int
    team: Team | None
    name: str
    played: int
    won: int
    drawn: int
    lost: int
    goals: str
    difference: str
    points: str
    because: str
    notes: tuple[str, ...]
    advances: bool
    mine: bool
    withdrawn: bool
    tied: bool


@dataclass(frozen=True)
class TableView:
    """`advancing` places move on; `walkovers` were given, `left` matches are to be played."""

    name: str
    title: str
    lines: tuple[Line, ...]
    advancing: int
    complete: bool
    walkovers: int
    left: int
    draws: bool
    problem: str = ""

    @property
    def has_mine(self) -> bool:
        return any(line.mine for line in self.lines)


@dataclass(frozen=True)
class Step:
    """A stop on a team's way: `state` is done, now or next."""

    state: str
    title: str
    text: str
    number: int | None = None


@dataclass(frozen=True)
class Way:
    team: Team
    steps: tuple[Step, ...]
    champion: bool
    out: bool


@dataclass(frozen=True)
class Scorer:
    player_id: int
    name: str
    team: Team
    count: int
    has_page: bool
    place: int


@dataclass(frozen=True)
class Conduct:
    """A team's cards; `points` are the fair-play points, 0 or less."""

    team: Team
    yellow: int
    second_yellow: int
    red: int
    points: int


@dataclass(frozen=True)
class Moment:
    """A line of a match minute by minute."""

    minute: str
    period: str
    kind: str
    title: str
    text: str
    side: str
    score: str
