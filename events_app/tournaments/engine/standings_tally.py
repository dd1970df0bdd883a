"""Adds results up: what each entry has played, won, scored and earned. Every figure is exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events_app.tournaments.engine.standings_pay import Pay, pay_of
from events_app.tournaments.engine.standings_values import Entry, Number, Result, TableRules


@dataclass(slots=True)
class Tally:
    """Sums of one entry. Runs are those of matches whose outs are known; `points_won` are those inside sets."""

    won: int = 0
    drawn: int = 0
    lost: int = 0
    for_: Number = 0
    against: Number = 0
    points: Number = 0
    runs_for: Number = 0
    runs_against: Number = 0
    outs_at_bat: Number = 0
    outs_in_field: Number = 0
    points_won: Number = 0
    points_lost: Number = 0


def tallies(entries: Iterable[Entry], results: Sequence[Result], rules: TableRules) -> dict[Entry, Tally]:
    """The sums of each entry over these results. Raises NotCounted for a result that the rules do not pay."""
    found = {entry: Tally() for entry in entries}
    known: dict[object, Pay | None] = {}
    for number, result in enumerate(results):
        # Few scores happen often: each is judged once. The sums are written out: a league has thousands of them.
        key = (result.kind, result.score, result.winner)
        if key not in known:
            known[key] = pay_of(result, rules, f"matches.{number}")
        pay = known[key]
        if pay is None:
            continue
        home, away = found[result.home], found[result.away]
        home.won += pay.home_won
        home.drawn += pay.drawn
        home.lost += pay.home_lost
        home.for_ += pay.scored
        home.against += pay.conceded
        home.points += pay.home_points
        away.won += pay.away_won
        away.drawn += pay.drawn
        away.lost += pay.away_lost
        away.for_ += pay.conceded
        away.against += pay.scored
        away.points += pay.away_points
        if result.periods or result.outs:
            _add_details(home, away, result, pay)
    return found


def _add_details(home: Tally, away: Tally, result: Result, pay: Pay) -> None:
    """The points inside the sets, and runs beside the outs they took. A double walkover has neither."""
    if result.kind == "double_walkover":
        return
    for ours, theirs in result.periods:
        home.points_won += ours
        home.points_lost += theirs
        away.points_won += theirs
        away.points_lost += ours
    if result.outs:
        at_bat, in_field = result.outs
        for tally, scored, conceded, batting, fielding in (
            (home, pay.scored, pay.conceded, at_bat, in_field),
            (away, pay.conceded, pay.scored, in_field, at_bat),
        ):
            tally.runs_for += scored
            tally.runs_against += conceded
            tally.outs_at_bat += batting
            tally.outs_in_field += fielding
