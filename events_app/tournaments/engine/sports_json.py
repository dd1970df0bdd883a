"""Keeps a rule set as JSON and reads it back, refusing with the field's name what no competition could play by."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, get_args

from events_app.tournaments.engine.criteria import GIVEN, MEASURES, plain
from events_app.tournaments.engine.discipline import DisciplineRules, FairPlay
from events_app.tournaments.engine.given import Malformed, fields, listed, one_of, text, whole
from events_app.tournaments.engine.sports import IncidentName, PeriodKind, Periods, RuleSet
from events_app.tournaments.engine.standings_values import RESTARTS, Number, Points, TableRules

MOST = 10_000
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9}|/[0-9]{1,9})?")
POINTS = ("win", "draw", "loss", "shootout_win", "shootout_loss", "forfeit_loss")
PERIODS = ("kind", "count", "minutes", "overtime_minutes", "points_to", "last_points_to", "lead")
BANS = ("yellows", "yellow_ban", "second_yellow_ban", "red_ban", "reset_after")
FAIR_PLAY = ("yellow", "second_yellow", "red", "yellow_and_red")
SWITCHES = ("own_goals", "level_allowed", "shootout", "cards")
ALL = frozenset({"sport", "preset", "table", "forfeit_score", "forfeit_period", "periods", "incident", "values",
                 "discipline", "fair_play", "largest", *SWITCHES})  # fmt: skip


def as_json(rules: RuleSet) -> dict[str, Any]:
    """The rule set as plain JSON; `table` has the fields of `compute standings`."""
    table = rules.table
    return {
        "sport": rules.sport,
        "preset": rules.preset,
        "table": {
            "points": {name: _said(getattr(table.points, name)) for name in POINTS},
            "match_points": {score: [_said(each) for each in paid] for score, paid in table.match_points.items()},
            "criteria": list(table.criteria),
            "restart": table.restart,
        },
        "forfeit_score": list(rules.forfeit_score),
        "forfeit_period": None if rules.forfeit_period is None else list(rules.forfeit_period),
        "periods": {name: getattr(rules.periods, name) for name in PERIODS},
        "incident": rules.incident,
        "values": list(rules.values),
        **{name: getattr(rules, name) for name in SWITCHES},
        "discipline": {name: getattr(rules.discipline, name) for name in BANS},
        "fair_play": {name: getattr(rules.fair_play, name) for name in FAIR_PLAY},
        "largest": rules.largest,
    }


def from_json(data: object) -> RuleSet:
    """The rule set that `as_json` wrote, or an edited one. Raises Malformed that names the field at fault."""
    found = fields(data, ALL, "rules")
    rules = RuleSet(
        sport=text(found["sport"], "rules.sport"),
        preset=text(found["preset"], "rules.preset"),
        table=_table(found["table"]),
        forfeit_score=_pair(found["forfeit_score"], "rules.forfeit_score"),
        forfeit_period=None
        if found["forfeit_period"] is None
        else _pair(found["forfeit_period"], "rules.forfeit_period"),
        periods=_periods(found["periods"]),
        incident=one_of(found["incident"], get_args(IncidentName), "rules.incident"),  # type: ignore[arg-type]
        values=tuple(_count(each, "rules.values", 1) for each in listed(found["values"], "rules.values")),
        own_goals=_switch(found, "own_goals"),
        level_allowed=_switch(found, "level_allowed"),
        shootout=_switch(found, "shootout"),
        cards=_switch(found, "cards"),
        discipline=_discipline(found["discipline"]),
        fair_play=_fair_play(found["fair_play"]),
        largest=_count(found["largest"], "rules.largest", 1),
    )
    _consistent(rules)
    return rules


def _consistent(rules: RuleSet) -> None:
    """What single fields cannot show. Raises Malformed."""
    won, lost = rules.forfeit_score
    points = rules.table.points
    if won <= lost:
        raise Malformed("rules.forfeit_score: the winner's number comes first and is the larger")
    if won > rules.largest:
        raise Malformed("rules.largest: is less than the score of a forfeit")
    if not rules.values:
        raise Malformed("rules.values: needs at least one number")
    if rules.periods.by_sets:
        if rules.periods.count % 2 == 0:
            raise Malformed("rules.periods.count: an odd number of sets, so that somebody wins")
        if won != rules.periods.sets_to_win:
            raise Malformed("rules.forfeit_score: must win exactly the sets that win a match")
        if rules.level_allowed:
            raise Malformed("rules.level_allowed: a match by sets cannot end level")
        if rules.periods.points_to is None or rules.periods.last_points_to is None:
            raise Malformed("rules.periods.points_to: sets need the points that win them")
    if points.win is None or points.loss is None:
        raise Malformed("rules.table.points: must say what a win and a defeat pay")
    if rules.level_allowed and points.draw is None:
        raise Malformed("rules.table.points.draw: must be said where a match may end level")
    if points.shootout_loss is not None and points.shootout_win is None:
        raise Malformed("rules.table.points.shootout_win: must be said beside shootout_loss")


def _table(data: object) -> TableRules:
    place = "rules.table"
    found = fields(data, {"points", "match_points", "criteria", "restart"}, place)
    points = fields(found["points"], set(POINTS), f"{place}.points")
    paid = found["match_points"]
    if not isinstance(paid, Mapping):
        raise Malformed(f"{place}.match_points: must be an object")
    return TableRules(
        Points(**{name: _number(points[name], f"{place}.points.{name}") for name in POINTS}),
        {str(score): _paid(str(score), each, f"{place}.match_points") for score, each in paid.items()},
        _criteria(found["criteria"], f"{place}.criteria"),
        one_of(found["restart"], RESTARTS, f"{place}.restart"),  # type: ignore[arg-type]
    )


def _criteria(data: object, place: str) -> tuple[str, ...]:
    criteria = tuple(text(each, place) for each in listed(data, place))
    for criterion in criteria:
        if plain(criterion) not in MEASURES and plain(criterion) not in GIVEN:
            raise Malformed(f"{place}: there is no criterion {criterion}")
        if criteria.count(criterion) > 1:
            raise Malformed(f"{place}: {criterion} is there twice")
    if not criteria:
        raise Malformed(f"{place}: needs at least one criterion")
    return criteria


def _paid(score: str, data: object, place: str) -> tuple[Number, Number]:
    parts = score.split("-")
    if (
        len(parts) != 2
        or not all(part.isascii() and part.isdigit() for part in parts)
        or int(parts[0]) <= int(parts[1])
    ):
        raise Malformed(f"{place}.{score}: a set score such as 3-1, the winner's first")
    both = listed(data, f"{place}.{score}")
    if len(both) != 2:
        raise Malformed(f"{place}.{score}: two numbers, the winner's first")
    won, lost = (_number(each, f"{place}.{score}") for each in both)
    if won is None or lost is None:
        raise Malformed(f"{place}.{score}: two numbers, the winner's first")
    return won, lost


def _periods(data: object) -> Periods:
    place = "rules.periods"
    found = fields(data, set(PERIODS), place)
    return Periods(
        kind=one_of(found["kind"], get_args(PeriodKind), f"{place}.kind"),  # type: ignore[arg-type]
        count=_count(found["count"], f"{place}.count", 1),
        minutes=_count_or_none(found["minutes"], f"{place}.minutes", 1),
        overtime_minutes=_count_or_none(found["overtime_minutes"], f"{place}.overtime_minutes", 1),
        points_to=_count_or_none(found["points_to"], f"{place}.points_to", 1),
        last_points_to=_count_or_none(found["last_points_to"], f"{place}.last_points_to", 1),
        lead=_count(found["lead"], f"{place}.lead", 1),
    )


def _discipline(data: object) -> DisciplineRules:
    place = "rules.discipline"
    found = fields(data, set(BANS), place)
    return DisciplineRules(
        yellows=_count_or_none(found["yellows"], f"{place}.yellows", 1),
        yellow_ban=_count(found["yellow_ban"], f"{place}.yellow_ban", 0),
        second_yellow_ban=_count(found["second_yellow_ban"], f"{place}.second_yellow_ban", 0),
        red_ban=_count(found["red_ban"], f"{place}.red_ban", 0),
        reset_after=_count_or_none(found["reset_after"], f"{place}.reset_after", 1),
    )


def _fair_play(data: object) -> FairPlay:
    place = "rules.fair_play"
    found = fields(data, set(FAIR_PLAY), place)
    taken = [whole(found[name], f"{place}.{name}", -MOST) for name in FAIR_PLAY]
    if any(each > 0 for each in taken):
        raise Malformed(f"{place}: a card takes points off, it never adds any")
    return FairPlay(*taken)


def _count(data: object, place: str, least: int) -> int:
    found = whole(data, place, least)
    if found > MOST:
        raise Malformed(f"{place}: must be at most {MOST}")
    return found


def _count_or_none(data: object, place: str, least: int) -> int | None:
    return None if data is None else _count(data, place, least)


def _pair(data: object, place: str) -> tuple[int, int]:
    both = listed(data, place)
    if len(both) != 2:
        raise Malformed(f"{place}: must be two numbers")
    return _count(both[0], place, 0), _count(both[1], place, 0)


def _switch(found: Mapping[str, Any], name: str) -> bool:
    if not isinstance(found[name], bool):
        raise Malformed(f"rules.{name}: must be true or false")
    return bool(found[name])


def _number(data: object, place: str) -> Number | None:
    """A whole number, or an exact one as text such as "1/2" or "0.5". Raises Malformed."""
    if data is None:
        return None
    if isinstance(data, bool) or not isinstance(data, (int, str)) or not _NUMBER.fullmatch(str(data)):
        raise Malformed(f"{place}: must be a number")
    try:
        found = Fraction(data)
    except (ValueError, ZeroDivisionError) as error:
        raise Malformed(f"{place}: must be a number") from error
    if abs(found) > MOST:
        raise Malformed(f"{place}: must be at most {MOST}")
    return found.numerator if found.denominator == 1 else found


def _said(number: Number | None) -> int | str | None:
    return number if number is None or isinstance(number, int) else str(number)
