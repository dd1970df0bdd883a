"""Golf from the shell: handicaps, a scramble team's, the leaderboard, the start sheet, flights and prizes."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from events_app.core.compute import Exact, Impossible, Input, Name, read, said, text, unique
from events_app.tournaments.engine import golf, golf_board, golf_day
from events_app.tournaments.engine.golf_cards import Card, Hole
from events_app.tournaments.engine.reasons import spoken

THOUSANDTH = 1000
Whole = Annotated[int, Field(ge=1, le=99)]
Par = Annotated[int, Field(ge=2, le=9)]
Handicap = Annotated[Exact, Field(ge=-99, le=199)]
Share = Annotated[Exact, Field(ge=0, le=2)]
Criterion = Literal["last9", "last6", "last3", "last1", "stroke_index"]


class HandicapIn(Input):
    index: Annotated[Exact, Field(ge=-10, le=54)]
    slope: Annotated[int, Field(ge=55, le=155)] = golf.STANDARD_SLOPE
    rating: Annotated[Exact, Field(ge=20, le=99)]
    par: Annotated[int, Field(ge=20, le=99)]
    allowance: Share = Fraction(1)


class ScrambleIn(Input):
    allowances: Annotated[tuple[Share, ...], Field(min_length=1, max_length=8)]
    course_handicaps: Annotated[tuple[Handicap, ...], Field(min_length=1, max_length=8)]
    cap: Annotated[int, Field(ge=0, le=199)] | None = None


class HoleIn(Input):
    par: Par
    stroke_index: Annotated[int, Field(ge=1, le=36)]


class CardIn(Input):
    player: Name
    handicap: Handicap = Fraction(0)
    strokes: tuple[Whole | None, ...]


class LeaderboardIn(Input):
    format: Literal["stroke", "stableford", "skins"]
    net: bool = False
    holes: Annotated[tuple[HoleIn, ...], Field(min_length=1, max_length=36)]
    cards: tuple[CardIn, ...]
    countback: tuple[Criterion, ...] = ()
    countback_rounding: Literal["none", "half_up"] = "none"


class ShotgunIn(Input):
    groups: tuple[Name, ...]
    pars: Annotated[tuple[Par, ...], Field(min_length=1, max_length=36)]
    per_hole: Annotated[int, Field(ge=1, le=4)] = 2


class PlayerIn(Input):
    player: Name
    handicap: Handicap


class FlightsIn(Input):
    players: tuple[PlayerIn, ...]
    limits: tuple[Handicap, ...] | None = None
    count: Annotated[int, Field(ge=1, le=20)] | None = None


class PrizeIn(Input):
    prize: Name
    candidates: tuple[Name, ...]
    places: Whole = 1


class GolfIn(Input):
    handicap: HandicapIn | None = None
    scramble: ScrambleIn | None = None
    leaderboard: LeaderboardIn | None = None
    shotgun: ShotgunIn | None = None
    flights: FlightsIn | None = None
    prizes: tuple[PrizeIn, ...] | None = None


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to the one question that the input holds. Raises Impossible."""
    questions = read(GolfIn, asked)
    answers: dict[str, Callable[[Any], dict[str, Any]]] = {
        "handicap": _handicap,
        "scramble": _scramble,
        "leaderboard": _leaderboard,
        "shotgun": _shotgun,
        "flights": _flights,
        "prizes": _prizes,
    }
    given = [name for name in answers if getattr(questions, name) is not None]
    if len(given) != 1:
        raise Impossible(f"input: exactly one of {', '.join(answers)}")
    return answers[given[0]](getattr(questions, given[0]))


def _handicap(asked: HandicapIn) -> dict[str, Any]:
    course = golf.course_handicap(asked.index, asked.slope, asked.rating, asked.par)
    shown = Fraction(golf.half_up(abs(course) * THOUSANDTH), THOUSANDTH)
    return {
        "course_handicap": text(shown if course >= 0 else -shown),
        "playing_handicap": golf.playing_handicap(course, asked.allowance),
    }


def _scramble(asked: ScrambleIn) -> dict[str, Any]:
    if len(asked.allowances) != len(asked.course_handicaps):
        raise Impossible("scramble.allowances: must be as many as course_handicaps")
    team = golf.scramble(asked.allowances, asked.course_handicaps, asked.cap)
    return {"raw": text(team.raw), "team_handicap": team.strokes}


def _leaderboard(asked: LeaderboardIn) -> dict[str, Any]:
    unique((card.player for card in asked.cards), "leaderboard.cards.player")
    unique((hole.stroke_index for hole in asked.holes), "leaderboard.holes.stroke_index")
    unique(asked.countback, "leaderboard.countback")
    for number, card in enumerate(asked.cards):
        if len(card.strokes) != len(asked.holes):
            raise Impossible(f"leaderboard.cards.{number}.strokes: must be as many as holes ({len(asked.holes)})")
    if len(asked.holes) >= 18 and max(hole.stroke_index for hole in asked.holes) > len(asked.holes):
        raise Impossible(f"leaderboard.holes.stroke_index: must run from 1 to {len(asked.holes)}")
    holes = tuple(Hole(hole.par, hole.stroke_index) for hole in asked.holes)
    terms = golf_board.Terms(asked.format, asked.net, holes, asked.countback, asked.countback_rounding)
    cards = [Card(card.player, card.strokes, card.handicap) for card in asked.cards]
    return {"positions": [_place(place) for place in golf_board.leaderboard(cards, terms)]}


def _place(place: golf_board.Place) -> dict[str, Any]:
    return {
        "position": place.position,
        "player": place.player,
        "gross": place.gross,
        "net": said(place.net),
        "points": place.points,
        "through": place.through,
        "because": spoken(place.because),
    }


def _shotgun(asked: ShotgunIn) -> dict[str, Any]:
    unique(asked.groups, "shotgun.groups")
    try:
        starts = golf_day.shotgun(asked.groups, asked.pars, asked.per_hole)
    except golf_day.NoRoom as error:
        raise Impossible(f"shotgun.{error}") from error
    marker = golf_day.markers(starts)
    return {"starts": [{"group": s.group, "hole": s.hole, "wave": s.wave, "marker": marker[s.group]} for s in starts]}


def _flights(asked: FlightsIn) -> dict[str, Any]:
    unique((each.player for each in asked.players), "flights.players.player")
    if (asked.limits is None) == (asked.count is None):
        raise Impossible("flights: needs either limits or count")
    handicaps = {each.player: each.handicap for each in asked.players}
    if asked.count is not None:
        return {"flights": golf_day.flights_by_count(handicaps, asked.count)}
    try:
        return {"flights": golf_day.flights_by_limit(handicaps, asked.limits or ())}
    except ValueError as error:
        raise Impossible(f"flights.{error}") from error


def _prizes(asked: tuple[PrizeIn, ...]) -> dict[str, Any]:
    unique((each.prize for each in asked), "prizes.prize")
    for number, each in enumerate(asked):
        unique(each.candidates, f"prizes.{number}.candidates")
    awards = golf_day.award([golf_day.Prize(each.prize, each.candidates, each.places) for each in asked])
    return {
        "awards": [{"prize": a.prize, "place": a.place, "player": a.player, "passed": list(a.passed)} for a in awards]
    }
