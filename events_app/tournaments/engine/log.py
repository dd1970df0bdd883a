"""What happened in a tournament, event by event, and how each is kept as JSON and read again strictly."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, cast

from events_app.tournaments.engine import given
from events_app.tournaments.engine.given import Malformed
from events_app.tournaments.engine.log_events import (
    Adjusted,
    Challenged,
    Confirmed,
    Disputed,
    Drawn,
    Event,
    LogEvent,
    MatchEvent,
    Paired,
    Policy,
    Reported,
    Reverted,
    RuledTable,
    Settled,
    Started,
    Withdrawn,
)
from events_app.tournaments.engine.references import SIDES, Side
from events_app.tournaments.engine.standings_values import KINDS, Kind, Number, Result

__all__ = [
    "Adjusted",
    "Challenged",
    "Confirmed",
    "Disputed",
    "Drawn",
    "Event",
    "LogEvent",
    "MatchEvent",
    "Paired",
    "Policy",
    "Reported",
    "Reverted",
    "RuledTable",
    "Settled",
    "Started",
    "Withdrawn",
    "event_as_json",
    "event_from_json",
    "result_as_json",
    "result_from_json",
]

POLICIES = ("annul", "walkover", "auto")
EVENTS: dict[str, type[LogEvent]] = {
    "started": Started,
    "reported": Reported,
    "confirmed": Confirmed,
    "disputed": Disputed,
    "settled": Settled,
    "reverted": Reverted,
    "withdrawn": Withdrawn,
    "adjusted": Adjusted,
    "ruled_table": RuledTable,
    "drawn": Drawn,
    "paired": Paired,
    "challenged": Challenged,
}
NAMES = {kind: name for name, kind in EVENTS.items()}


def event_as_json(event: LogEvent) -> dict[str, Any]:
    """The event as JSON values, with `event` naming its kind; `event_from_json` gives it back."""
    values = {name: getattr(event, name) for name in _fields_of(type(event))}
    return {"event": NAMES[type(event)]} | {name: _written(value) for name, value in values.items()}


def event_from_json(data: object) -> LogEvent:
    """Raises Malformed that names the field."""
    if not isinstance(data, Mapping) or data.get("event") not in EVENTS:
        raise Malformed(f"event: must be one of {', '.join(EVENTS)}")
    kind = EVENTS[data["event"]]
    names = _fields_of(kind)
    checked = given.fields({key: value for key, value in data.items() if key != "event"}, set(names), "event")
    return kind(**{name: READERS[name](checked[name], f"event.{name}") for name in names})


RESULT_FIELDS = tuple(each.name for each in fields(Result))


def result_as_json(result: Result) -> dict[str, Any]:
    """Numbers that are not whole are written as "n/d"."""
    return {name: _written(getattr(result, name)) for name in RESULT_FIELDS}


def result_from_json(data: object, place: str = "result") -> Result:
    """Raises Malformed that names the field."""
    found = given.fields(data, set(RESULT_FIELDS), place)
    outs, winner = found["outs"], found["winner"]
    return Result(
        home=given.text(found["home"], f"{place}.home"),
        away=given.text(found["away"], f"{place}.away"),
        kind=cast(Kind, given.one_of(found["kind"], KINDS, f"{place}.kind")),
        score=None if found["score"] is None else _score(found["score"], f"{place}.score"),
        winner=None if winner is None else _side(winner, f"{place}.winner"),
        periods=tuple(_score(each, f"{place}.periods") for each in given.listed(found["periods"], f"{place}.periods")),
        outs=None if outs is None else _score(outs, f"{place}.outs"),
    )


def _fields_of(kind: type[LogEvent]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _written(value: object) -> Any:
    if isinstance(value, Result):
        return result_as_json(value)
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return [_written(each) for each in value] if isinstance(value, tuple) else value


def _sequence(data: object, place: str) -> int:
    return given.whole(data, place, least=0)


def _any_whole(data: object, place: str) -> int:
    return given.whole(data, place, least=-(10**9))


def _side(data: object, place: str) -> Side:
    return cast(Side, given.one_of(data, SIDES, place))


def _policy(data: object, place: str) -> Policy:
    return cast(Policy, given.one_of(data, POLICIES, place))


def _name(data: object, place: str) -> str:
    found = given.text(data, place)
    if not found:
        raise Malformed(f"{place}: must not be empty")
    return found


def _names(data: object, place: str) -> tuple[str, ...]:
    return tuple(_name(each, place) for each in given.listed(data, place))


def _maybe_name(data: object, place: str) -> str | None:
    return None if data is None else _name(data, place)


def _pairs(data: object, place: str) -> tuple[tuple[str, str], ...]:
    pairs = [_names(each, place) for each in given.listed(data, place)]
    if any(len(pair) != 2 for pair in pairs):
        raise Malformed(f"{place}: each must be two entries")
    return tuple((home, away) for home, away in pairs)


def _score(data: object, place: str) -> tuple[Number, Number]:
    pair = given.listed(data, place)
    if len(pair) != 2:
        raise Malformed(f"{place}: must be two numbers")
    return _number(pair[0], place), _number(pair[1], place)


def _number(data: object, place: str) -> Number:
    if isinstance(data, bool) or not isinstance(data, (int, str)):
        raise Malformed(f"{place}: must be a whole number or text such as 15/2")
    try:
        number = Fraction(data)
    except (ValueError, ZeroDivisionError) as error:
        raise Malformed(f"{place}: must be a whole number or text such as 15/2") from error
    return number.numerator if number.denominator == 1 else number


READERS: dict[str, Callable[[object, str], Any]] = {
    "sequence": _sequence,
    "at": given.text,
    "by": given.text,
    "match": given.whole,
    "home": _name,
    "away": _name,
    "result": result_from_json,
    "side": _side,
    "report": _sequence,
    "reason": given.text,
    "reverts": _sequence,
    "entry": _name,
    "policy": _policy,
    "points": _any_whole,
    "table": _name,
    "order": _names,
    "seeds": _names,
    "round": given.whole,
    "pairs": _pairs,
    "bye": _maybe_name,
    "challenger": _name,
    "challenged": _name,
}
