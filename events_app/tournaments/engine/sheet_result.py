"""What the scorekeeper's notes come to: the score shown now, the clock, and the result when the match ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_app.tournaments.engine.incidents import Incident, Sheet, Side
from events_app.tournaments.engine.sports import Periods, RuleSet
from events_app.tournaments.engine.standings_values import Result

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clock:
    """`period` 0: not begun. `elapsed` seconds of the period were played before `since` (a moment; None: stopped)."""

    period: int = 0
    batting: Side | None = None
    elapsed: float = 0.0
    since: float | None = None


def clock(incidents: Sequence[Incident]) -> Clock:
    """Where the match stands after these incidents, in order; they never make the clock run backwards."""
    now = Clock()
    for each in incidents:
        if each.kind == "period":
            now = Clock(each.period, each.side, 0.0, each.moment)
        elif each.kind == "pause" and now.since is not None:
            now = Clock(now.period, now.batting, now.elapsed + max(0.0, each.moment - now.since), None)
        elif each.kind == "resume" and now.since is None and now.period:
            now = Clock(now.period, now.batting, now.elapsed, each.moment)
    return now


def set_is_over(periods: Periods, number: int, points: Pair) -> bool:
    """Whether a set with these points was won; one point ahead is enough where sets end by tie-break (7-6)."""
    more, less = max(points), min(points)
    needed = (periods.last_points_to if number == periods.count else periods.points_to) or 1
    tie_break = needed < 10 and more == needed + 1 and more - less == 1
    return more >= needed and (more - less >= periods.lead or tie_break)


def sets_won(sheet: Sheet, periods: Periods) -> Pair:
    over = [points for number, points in sheet.periods.items() if set_is_over(periods, number, points)]
    return sum(home > away for home, away in over), sum(away > home for home, away in over)


def shown(sheet: Sheet, rules: RuleSet) -> Pair:
    """The score in large figures: sets where sets are played, else goals, runs or points."""
    return sets_won(sheet, rules.periods) if rules.periods.by_sets else sheet.score


def outs(sheet: Sheet) -> Pair | None:
    """Outs made at bat by home and by away; None when nobody counted them."""
    made = [each.side for each in sheet.incidents if each.kind == "out"]
    return (made.count("home"), made.count("away")) if made else None


def outs_now(sheet: Sheet, now: Clock) -> int:
    """Outs in the present half of the inning."""
    return sum(
        each.value
        for each in sheet.incidents
        if each.kind == "out" and each.period == now.period and each.side == now.batting
    )


def result_of(sheet: Sheet, rules: RuleSet, home: str, away: str, winner: Side | None = None) -> Result:
    """The result that the notes come to; `winner` of a shoot-out is only asked for after a level score."""
    return Result(home, away, "played", shown(sheet, rules), winner, _periods(sheet, rules), outs(sheet))


def _periods(sheet: Sheet, rules: RuleSet) -> tuple[Pair, ...]:
    """Every period from the first to the last that was begun; none when a point was noted before the first."""
    begun = [each.period for each in sheet.incidents if each.kind == "period"]
    if rules.periods.by_sets:
        return tuple(points for number, points in sorted(sheet.periods.items()) if number > 0 and any(points))
    if 0 in sheet.periods or not (begun or sheet.periods):
        return ()
    last = max([*begun, *sheet.periods])
    return tuple(sheet.periods.get(number, (0, 0)) for number in range(1, last + 1))
