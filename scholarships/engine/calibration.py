"""Calibration: what each application is worth once readers' leniency is taken out, and which ones to read again."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scholarships.engine.calibration_fit import METHODS, Fit
from scholarships.engine.calibration_flags import Ranking, decided_by_one, large_residuals, rank
from scholarships.engine.calibration_table import Score, Table, components, tabulate

LARGE_RESIDUAL = "large_residual"
ROBUST_DIFFERS = "robust_differs"


class NotConnected(ValueError):
    """The readers fall into groups that share no application, so their leniency cannot be compared."""


@dataclass(frozen=True)
class Flag:
    application: str
    reviewer: str | None
    why: str


@dataclass(frozen=True)
class Calibration:
    """Quality and effects in points, variances in squared points; a variance is None where the method has none."""

    quality: dict[str, Fraction]
    reviewer_effect: dict[str, Fraction]
    reviewer_variance: Fraction | None
    error_variance: Fraction | None
    order: tuple[str, ...]
    components: int
    flags: tuple[Flag, ...]
    third_reading: tuple[str, ...]


def calibrate(
    scores: Sequence[Score], method: str = "reml", *, awards: int | None = None, range_threshold: Fraction | None = None
) -> Calibration:
    """Scores are one per application and reader, at least one; `method` is a key of METHODS.

    Raises NotConnected for every method but raw when readers share too few applications.
    """
    table = tabulate(scores)
    groups = components(table)
    if groups > 1 and method != "raw":
        raise NotConnected(f"the readers fall into {groups} groups that share no application")
    fit = METHODS[method](table)
    ranking = rank(table, fit)
    return Calibration(
        quality=dict(zip(table.applications, ranking.quality, strict=True)),
        reviewer_effect={name: Fraction(effect) for name, effect in zip(table.reviewers, fit.effects, strict=True)},
        reviewer_variance=_exact(fit.reviewer_variance),
        error_variance=_exact(fit.error_variance),
        order=tuple(table.applications[a] for a in ranking.order),
        components=groups,
        flags=(*_residual_flags(table, fit), *_robust_flags(table, method, ranking, groups=groups, awards=awards)),
        third_reading=_third_reading(table, fit, ranking, awards=awards, threshold=range_threshold),
    )


def _exact(number: float | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _residual_flags(table: Table, fit: Fit) -> list[Flag]:
    found = [
        Flag(table.applications[table.application[i]], table.reviewers[table.reader[i]], LARGE_RESIDUAL)
        for i in large_residuals(table, fit)
    ]
    return sorted(found, key=lambda flag: (flag.application, flag.reviewer or ""))


def _robust_flags(table: Table, method: str, ranking: Ranking, *, groups: int, awards: int | None) -> list[Flag]:
    """The applications that only one of the two, the method and huber, would award."""
    if awards is None or groups > 1 or method == "huber":
        return []
    robust = rank(table, METHODS["huber"](table))
    differing = ranking.first(awards) ^ robust.first(awards)
    return [Flag(name, None, ROBUST_DIFFERS) for name in sorted(table.applications[a] for a in differing)]


def _third_reading(
    table: Table, fit: Fit, ranking: Ranking, *, awards: int | None, threshold: Fraction | None
) -> tuple[str, ...]:
    if awards is None:
        return ()
    named = decided_by_one(table, fit, ranking, awards)
    if threshold is not None:
        named |= {a for a, spread in enumerate(table.spread) if spread >= threshold}
    return tuple(sorted(table.applications[a] for a in named))
