"""A group's own view: its card in the order of play, the marker's one question, and what it may buy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from events_app.core.money import Money
from events_app.golf.board import BoardRow, standing, strokes_of
from events_app.golf.gifts import GolfExtra, GolfSponsor
from events_app.golf.kinds import GolfStatus
from events_app.golf.models import GolfTeam
from events_app.golf.prices import total_of
from events_app.golf.queries import live_teams, marking, scores_of
from events_app.golf.words import hole_word
from events_app.tournaments.engine.golf_scores import HoleScore, order_of_play


@dataclass(frozen=True)
class Cell:
    """One hole of the card; `state` is "" while nobody said anything."""

    hole: int
    par: int
    stroke_index: int
    strokes: int | None
    state: str
    own: int | None
    marker: int | None

    @property
    def shape(self) -> str:
        """How a card is drawn: rings for strokes under par, a square for those over."""
        if self.strokes is None:
            return "open"
        under = self.par - self.strokes
        return "par" if under == 0 else "over" if under < 0 else "under" if under == 1 else "eagle"


@dataclass(frozen=True)
class Question:
    """A score of another group that this one has to confirm."""

    team_id: int
    team: str
    hole: int
    par: int
    strokes: int
    word: str
    said_at: datetime


@dataclass(frozen=True)
class Table:
    """Everything that changes on the phone while they play."""

    cells: tuple[Cell, ...]
    next_hole: Cell | None
    questions: tuple[Question, ...]
    marker: str
    marks: tuple[str, ...]
    board: tuple[BoardRow, ...]
    by_points: bool
    net: bool
    mine: BoardRow | None
    strokes: int
    hole_sponsors: Mapping[int, str]

    @property
    def waiting(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.state == "waiting"]

    @property
    def disputed(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.state == "disputed"]


@dataclass(frozen=True)
class ForSale:
    extra: GolfExtra
    total: Money


async def table_of(team: GolfTeam) -> Table:
    """The team's tournament seen from its phone."""
    day = team.tournament
    teams = await live_teams(day.id, confirmed=True)
    marked = marking(teams)
    named = {str(each.id): each for each in teams}
    scores = await scores_of(day.id, marked)
    shown = await standing(day, net=day.net)
    cells = _cells(team, scores.get(team.id, {}))
    mine = [each for group, marker in marked.items() if marker == str(team.id) for each in [named[group]]]
    marker = marked.get(str(team.id))
    return Table(
        cells=cells,
        next_hole=next((cell for cell in cells if cell.own is None and cell.state != "ruled"), None),
        questions=tuple(question for each in mine for question in _questions(each, day.holes, scores.get(each.id, {}))),
        marker=named[marker].name if marker in named else "",
        marks=tuple(each.name for each in mine),
        board=shown.rows,
        by_points=shown.by_points,
        net=shown.net,
        mine=next((row for row in shown.rows if row.team_id == team.id), None),
        strokes=strokes_of(day, team),
        hole_sponsors=await _hole_sponsors(day.id),
    )


async def extras_for(team: GolfTeam, now: datetime) -> list[ForSale]:
    """What is on sale, with its tax."""
    currency = team.tournament.event.currency
    found = await GolfExtra.filter(tournament_id=team.tournament_id, on_sale=True)
    return [
        ForSale(each, await total_of(Money(each.net_amount, currency), each.tax_code, now))
        for each in found
        if each.quota is None or each.taken < each.quota
    ]


def _cells(team: GolfTeam, scores: Mapping[int, HoleScore]) -> tuple[Cell, ...]:
    holes = team.tournament.holes
    return tuple(
        _cell(hole, holes[hole - 1], scores.get(hole)) for hole in order_of_play(team.start_hole or 1, len(holes))
    )


def _cell(hole: int, of: Mapping[str, int], score: HoleScore | None) -> Cell:
    if score is None:
        return Cell(hole, of["par"], of["stroke_index"], None, "", None, None)
    return Cell(hole, of["par"], of["stroke_index"], score.strokes, score.state, score.own, score.marker)


def _questions(team: GolfTeam, holes: list[dict[str, int]], scores: Mapping[int, HoleScore]) -> list[Question]:
    """Oldest first: what the group said and its marker has not answered."""
    open_ = [
        Question(
            team.id, team.name, hole, holes[hole - 1]["par"], score.own,
            hole_word(score.own, holes[hole - 1]["par"]), score.said_at,
        )
        for hole, score in scores.items()
        if score.state == "waiting" and score.own is not None
    ]  # fmt: skip
    return sorted(open_, key=lambda question: question.said_at)


async def _hole_sponsors(golf_id: int) -> dict[int, str]:
    found = await GolfSponsor.filter(tournament_id=golf_id, status=GolfStatus.CONFIRMED, hole__not_isnull=True)
    return {each.hole: each.name for each in found if each.hole is not None}
