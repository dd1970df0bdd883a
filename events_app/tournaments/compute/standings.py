"""`compute standings`: the table of a league or a group from its matches and the competition's own criteria."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from events_app.core.compute import Count, Exact, Impossible, Input, Name, read, said, unique
from events_app.tournaments.engine.criteria import GIVEN, MEASURES
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.engine.standings import (
    Adjustment,
    NotCounted,
    Number,
    Points,
    Result,
    Row,
    Ruling,
    TableRules,
    standings,
)

MOST_ENTRIES = 1000


def _not_negative(number: Fraction) -> Fraction:
    if number < 0:
        raise ValueError("must not be negative")
    return number


Counted = Annotated[Exact, AfterValidator(_not_negative)]
SetScore = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}-[0-9]{1,4}$")]
MatchPoints = dict[SetScore, tuple[Exact, Exact]]


class PointsAsked(Input):
    """What a match pays; `match_points` may stand here or beside `points`."""

    win: Exact | None = None
    draw: Exact | None = None
    loss: Exact | None = None
    shootout_win: Exact | None = None
    shootout_loss: Exact | None = None
    forfeit_loss: Exact | None = None
    match_points: MatchPoints | None = None


class MatchAsked(Input):
    home: Name
    away: Name
    score: tuple[Counted, Counted] | None = None
    kind: Literal["played", "walkover", "double_walkover", "abandoned", "void"] = "played"
    winner: Literal["home", "away"] | None = None
    periods: tuple[tuple[Counted, Counted], ...] | None = None
    outs: tuple[Count, Count] | None = None


class AdjustmentAsked(Input):
    entry: Name
    points: Exact
    reason: Annotated[str, Field(max_length=500)] = ""


class RulingAsked(Input):
    order: tuple[Name, ...]
    reason: Annotated[str, Field(max_length=500)] = ""


class Question(Input):
    points: PointsAsked | None = None
    match_points: MatchPoints | None = None
    criteria: tuple[Name, ...] = ("points", "difference", "for")
    restart: Literal["block", "immediate", "forward"] = "block"
    entries: Annotated[tuple[Name, ...], Field(max_length=MOST_ENTRIES)] | None = None
    matches: tuple[MatchAsked, ...] = ()
    figures: dict[Name, dict[Name, Exact]] = Field(default_factory=dict)
    adjustments: tuple[AdjustmentAsked, ...] = ()
    rulings: tuple[RulingAsked, ...] = ()


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"table", "unresolved"}`. Raises Impossible that names the field at fault."""
    question = read(Question, asked)
    entries = _entries(question)
    figures = {entry: {name: whole(value) for name, value in each.items()} for entry, each in question.figures.items()}
    try:
        standing = standings(
            entries,
            [_result(match) for match in question.matches],
            _rules(question),
            figures,
            [Adjustment(each.entry, whole(each.points), each.reason) for each in question.adjustments],
            [Ruling(each.order, each.reason) for each in question.rulings],
        )
    except NotCounted as error:
        raise Impossible(f"{error.field}: {error}") from error
    return {"table": [_row(row) for row in standing.rows], "unresolved": [list(each) for each in standing.unresolved]}


def whole(number: Fraction) -> Number:
    """The number as a plain integer where it is one: adding those up is many times quicker."""
    return number.numerator if number.denominator == 1 else number


def _entries(question: Question) -> tuple[str, ...]:
    """The entries given, or those of the matches in order of appearance; all other fields may name only these."""
    appearing = dict.fromkeys(entry for match in question.matches for entry in (match.home, match.away))
    entries = tuple(appearing) if question.entries is None else question.entries
    unique(entries, "entries")
    if len(entries) > MOST_ENTRIES:
        raise Impossible(f"matches: more than {MOST_ENTRIES} entries")
    known = set(entries)
    for entry, given in question.figures.items():
        if entry not in known:
            raise Impossible(f"figures.{entry}: there is no such entry")
        for name in given:
            if name in MEASURES or (name.startswith("h2h.") and name not in GIVEN):
                raise Impossible(f"figures.{entry}.{name}: the table works this out itself")
    for number, ruling in enumerate(question.rulings):
        unique(ruling.order, f"rulings.{number}.order")
        for entry in ruling.order:
            if entry not in known:
                raise Impossible(f"rulings.{number}.order: there is no entry {entry}")
    return entries


def _rules(question: Question) -> TableRules:
    inside = question.points.match_points if question.points else None
    if inside is not None and question.match_points is not None:
        raise Impossible("match_points: is there twice, here and in points")
    match_points = (question.match_points if inside is None else inside) or {}
    return TableRules(_points(question.points, by_score=bool(match_points)), _paid(match_points), question.criteria,
                      question.restart)  # fmt: skip


def _points(asked: PointsAsked | None, *, by_score: bool) -> Points:
    """3, 1 and 0 when nothing is said; else what is said, with nothing for a defeat."""
    if asked is None:
        return Points(None, None, 0) if by_score else Points()
    if asked.win is None and not by_score:
        raise Impossible("points.win: is missing")
    given = {name: getattr(asked, name) for name in PointsAsked.model_fields if name != "match_points"}
    return Points(**({"loss": 0} | {name: None if value is None else whole(value) for name, value in given.items()
                                    if name != "loss" or value is not None}))  # fmt: skip


def _paid(match_points: MatchPoints) -> dict[str, tuple[Number, Number]]:
    paid: dict[str, tuple[Number, Number]] = {}
    for score, (first, second) in match_points.items():
        won, lost = (int(part) for part in score.split("-"))
        if won < lost:
            raise Impossible(f"match_points.{score}: the winner's number comes first")
        if won == lost and first != second:
            raise Impossible(f"match_points.{score}: a level score pays both the same")
        if f"{won}-{lost}" in paid:
            raise Impossible(f"match_points.{score}: is there twice")
        paid[f"{won}-{lost}"] = whole(first), whole(second)
    return paid


def _result(match: MatchAsked) -> Result:
    return Result(
        match.home,
        match.away,
        match.kind,
        None if match.score is None else (whole(match.score[0]), whole(match.score[1])),
        match.winner,
        tuple((whole(ours), whole(theirs)) for ours, theirs in match.periods or ()),
        match.outs,
    )


def _row(row: Row) -> dict[str, Any]:
    return {
        "position": row.position,
        "entry": row.entry,
        "played": row.played,
        "won": row.won,
        "drawn": row.drawn,
        "lost": row.lost,
        "for": said(row.for_),
        "against": said(row.against),
        "difference": said(row.difference),
        "points": said(row.points),
        "because": ". ".join(spoken(reason) for reason in (row.because, *row.notes)),
    }
