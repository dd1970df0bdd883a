"""The leaderboard as the pages show it: places, holes played, par, and which scores still wait for a marker."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from events_app.golf.course import composition, terms_of
from events_app.golf.models import GolfTeam, GolfTournament
from events_app.golf.queries import live_teams, marking, scores_of
from events_app.tournaments.engine.golf_board import Place, against_par, leaderboard, number
from events_app.tournaments.engine.golf_cards import Card
from events_app.tournaments.engine.golf_scores import HoleScore, order_of_play
from events_app.tournaments.engine.reasons import Reason


@dataclass(frozen=True)
class BoardRow:
    """`place` is "T2" when shared and "" before the first hole; `waits` that a score may change."""

    team_id: int
    name: str
    players: str
    place: str
    hole: int | None
    through: int
    score: str
    total: str
    under: bool
    waits: bool
    tied: bool
    because: Reason


@dataclass(frozen=True)
class Standing:
    rows: tuple[BoardRow, ...]
    net: bool
    by_points: bool
    begun: bool
    waiting: int


async def standing(day: GolfTournament, *, net: bool) -> Standing:
    """Everybody confirmed, in order, from three queries."""
    teams = await live_teams(day.id, confirmed=True)
    marked = marking(teams)
    scores = await scores_of(day.id, marked)
    cards = [_card(day, team, scores.get(team.id, {})) for team in teams]
    places = leaderboard(cards, terms_of(day, net=net))
    named = {str(team.id): team for team in teams}
    shared = [place.position for place in places]
    rows = tuple(
        _row(
            place, named[place.player], scores.get(int(place.player), {}), day, named, shared.count(place.position) > 1
        )
        for place in places
    )
    begun = any(row.through for row in rows)
    return Standing(rows, net, day.format != "stroke", begun, sum(row.waits for row in rows))


def strokes_of(day: GolfTournament, team: GolfTeam) -> int:
    """The team's strokes under the rules of its tournament; none when it has not the players that the rules want."""
    handicap = composition(day, list(team.players)).handicap
    return handicap.strokes if handicap else 0


def _card(day: GolfTournament, team: GolfTeam, scores: Mapping[int, HoleScore]) -> Card:
    holes = range(1, len(day.holes) + 1)
    strokes = tuple(scores[hole].strokes if hole in scores else None for hole in holes)
    return Card(str(team.id), strokes, Fraction(strokes_of(day, team)))


def _row(
    place: Place, team: GolfTeam, scores: Mapping[int, HoleScore], day: GolfTournament,
    named: Mapping[str, GolfTeam], shared: bool,
) -> BoardRow:  # fmt: skip
    by_points = place.points is not None
    return BoardRow(
        team_id=team.id,
        name=team.name,
        players=", ".join(surname(player.name) for player in team.players),
        place=("T" if shared else "") + str(place.position) if place.through else "",
        hole=_last_hole(scores, team.start_hole or 1, len(day.holes)),
        through=place.through,
        score=str(place.points) if by_points else against_par(place.to_par) if place.through else "",
        total=number(Fraction(place.points or 0) if by_points else place.net if day.net else Fraction(place.gross)),
        under=not by_points and place.to_par < 0,
        waits=any(not score.settled for score in scores.values()),
        tied=place.tied,
        because=_with_names(place.because, named),
    )


def surname(name: str) -> str:
    """A short name for a crowded board: the first of two surnames, or the last word of a shorter name."""
    words = name.split()
    return words[-2] if len(words) > 2 else words[-1]


def _last_hole(scores: Mapping[int, HoleScore], start: int, holes: int) -> int | None:
    played = [hole for hole in order_of_play(start, holes) if hole in scores]
    return played[-1] if played else None


def _with_names(reason: Reason, named: Mapping[str, GolfTeam]) -> Reason:
    """The engine knows teams by their id: people read their names."""
    values = dict(reason.params)
    if "other" in values:
        values["other"] = named[str(values["other"])].name
    if "others" in values:
        values["others"] = ", ".join(named[each].name for each in str(values["others"]).split(", "))
    return Reason(reason.key, values)
