"""A golf tournament's row as the engine wants it: the course, the team rules and the terms of the leaderboard."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from events_app.golf.kinds import GolfFormat
from events_app.golf.models import GolfPlayer, GolfTournament
from events_app.tournaments.engine import golf, golf_board, golf_teams
from events_app.tournaments.engine.golf_cards import Hole

FORMATS: dict[GolfFormat, golf_board.Format] = {
    GolfFormat.STROKE: "stroke",
    GolfFormat.STABLEFORD: "stableford",
    GolfFormat.SKINS: "skins",
}


def holes_of(day: GolfTournament) -> tuple[Hole, ...]:
    return tuple(Hole(each["par"], each["stroke_index"]) for each in day.holes)


def course_of(day: GolfTournament) -> golf.Course:
    holes = tuple((hole.par, hole.stroke_index) for hole in holes_of(day))
    return golf.Course(day.slope, Fraction(day.rating), holes)


def rules_of(day: GolfTournament) -> golf_teams.TeamRules:
    limit = None if day.max_index is None else Fraction(day.max_index)
    shares = tuple(Fraction(share) for share in day.allowances)
    return golf_teams.TeamRules(day.team_size, shares, day.team_cap, limit, day.min_index_sum)


def terms_of(day: GolfTournament, *, net: bool) -> golf_board.Terms:
    rounding: Literal["none", "half_up"] = "half_up" if day.countback_half_up else "none"
    return golf_board.Terms(FORMATS[day.format], net, holes_of(day), tuple(day.countback), rounding)


def composition(day: GolfTournament, players: Sequence[GolfPlayer]) -> golf_teams.Composition:
    """The team's strokes, and what the rules object to."""
    return composition_of(day, [(player.name, player.handicap_index) for player in players])


def composition_of(day: GolfTournament, players: Sequence[tuple[str, Decimal]]) -> golf_teams.Composition:
    """The same of names and indexes that were just typed."""
    named = [(name, Fraction(index)) for name, index in players]
    return golf_teams.compose(named, course_of(day), rules_of(day))
