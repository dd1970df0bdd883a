"""`compute <engine>`: anyone can recompute what the house computed; JSON in, JSON out, 2 for input that cannot be."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from events_app.checkin.engine import compute as admission
from events_app.payments.engine import pricing
from events_app.tournaments.compute import bracket, discipline, draw, golf, roundrobin, schedule, standings, swiss
from scholarships.compute import assignment, award, calibration, eligibility, instalments, ranking, redaction, rubric

ENGINES: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "admission": admission.compute,
    "assignment": assignment.compute,
    "award": award.compute,
    "bracket": bracket.compute,
    "calibration": calibration.compute,
    "discipline": discipline.compute,
    "draw": draw.compute,
    "eligibility": eligibility.compute,
    "golf": golf.compute,
    "instalments": instalments.compute,
    "pricing": pricing.compute,
    "ranking": ranking.compute,
    "redaction": redaction.compute,
    "roundrobin": roundrobin.compute,
    "rubric": rubric.compute,
    "schedule": schedule.compute,
    "standings": standings.compute,
    "swiss": swiss.compute,
}


DEEPEST = 60
MOST_DIGITS = 100


class Impossible(ValueError):
    """The input is not JSON, or holds what no engine takes."""


def main(options: argparse.Namespace) -> int:
    engine = ENGINES.get(options.engine)
    if engine is None:
        return _no(f"unknown engine {options.engine!r}; there are: {', '.join(sorted(ENGINES))}")
    try:
        answer = engine(read(sys.stdin.buffer.read()))
    except (ValueError, ArithmeticError, RecursionError) as error:
        return _no(str(error) or type(error).__name__)
    print(json.dumps(answer, ensure_ascii=False))
    return 0


def read(raw: bytes) -> dict[str, Any]:
    """The JSON object, its fractions exact; no NaN and no field twice. Raises ValueError."""
    try:
        found = json.loads(
            raw.decode("utf-8"), parse_float=Decimal, parse_int=_whole, parse_constant=Decimal, object_pairs_hook=_once
        )
    except UnicodeDecodeError as error:
        raise Impossible(f"the input is not UTF-8 from byte {error.start} on") from error
    except RecursionError as error:
        raise Impossible("the input is nested too deeply") from error
    if not isinstance(found, dict):
        raise Impossible("the input must be a JSON object")
    _look(found, ())
    return found


def _whole(digits: str) -> int | Decimal:
    """Python refuses to read thousands of digits without saying where they stand; `_look` says it."""
    return int(digits) if len(digits) <= MOST_DIGITS else Decimal(digits)


def _look(value: Any, place: tuple[str, ...]) -> None:
    """Raises Impossible by the name of the field that no engine takes: NaN, half a character, endless digits."""
    if len(place) > DEEPEST:
        raise Impossible(f"{'.'.join(place[:4])}: is nested too deeply")
    if isinstance(value, dict):
        if not all(map(_writable, value)):
            raise Impossible(f"{'.'.join(place) or 'input'}: a field's name is not text that can be written")
        for name, inner in value.items():
            _look(inner, (*place, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _look(inner, (*place, str(number)))
    elif why := _wrong(value):
        raise Impossible(f"{'.'.join(place)}: {why}")


def _wrong(value: Any) -> str:
    match value:
        case Decimal() if not value.is_finite():
            return f"{value} is not a number"
        case Decimal() if len(value.as_tuple().digits) > MOST_DIGITS:
            return "has more digits than a number here may have"
        case str() if not _writable(value):
            return "is not text that can be written"
    return ""


def _writable(text: str) -> bool:
    """Half of a surrogate pair is no character, and no encoding can write it."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise Impossible(f"{next(name for name in names if names.count(name) > 1)}: the field is there twice")
    return found


def _no(why: str) -> int:
    print(f"convoca: {' '.join(why.split())}", file=sys.stderr)
    return 2
