"""The JSON window on calibration: scores in, fair qualities, readers' leniency and doubts out."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from events_app.core.compute import Count, Exact, Impossible, Input, Name, read, text, unique
from scholarships.engine.calibration import Calibration, NotConnected, calibrate
from scholarships.engine.calibration_table import Score


class Asked(Input):
    scores: tuple[tuple[Name, Name, Exact], ...]
    method: Literal["raw", "additive", "reml", "huber"] = "reml"
    awards: Count | None = None
    range_threshold: Exact | None = None


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as docs/engines.md describes it. Raises Impossible."""
    question = read(Asked, asked)
    if not question.scores:
        raise Impossible("scores: at least one score is needed")
    if question.range_threshold is not None and question.range_threshold < 0:
        raise Impossible("range_threshold: must not be negative")
    unique(((application, reviewer) for application, reviewer, _ in question.scores), "scores")
    scores = [Score(*row) for row in question.scores]
    try:
        found = calibrate(scores, question.method, awards=question.awards, range_threshold=question.range_threshold)
    except NotConnected as error:
        raise Impossible(f"scores: {error}; only raw can answer") from error
    return _answer(found)


def _answer(found: Calibration) -> dict[str, Any]:
    return {
        "quality": {name: text(value) for name, value in found.quality.items()},
        "reviewer_effect": {name: text(value) for name, value in found.reviewer_effect.items()},
        "variance": {"reviewer": _text(found.reviewer_variance), "error": _text(found.error_variance)},
        "order": list(found.order),
        "components": found.components,
        "flags": [
            {"application": flag.application, "reviewer": flag.reviewer, "why": flag.why} for flag in found.flags
        ],
        "third_reading": list(found.third_reading),
    }


def _text(number: Fraction | None) -> str | None:
    return None if number is None else text(number)
