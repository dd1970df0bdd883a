"""`compute <engine>`: anyone can recompute what the house computed; JSON in, JSON out, 2 for input that cannot be."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NoReturn

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
    found = json.loads(raw.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise Impossible("the input must be a JSON object")
    return found


def _refuse(word: str) -> NoReturn:
    raise Impossible(f"{word} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise Impossible(f"{next(name for name in names if names.count(name) > 1)}: the field is there twice")
    return found


def _no(why: str) -> int:
    print(f"convoca: {' '.join(why.split())}", file=sys.stderr)
    return 2
