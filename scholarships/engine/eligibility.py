"""Who may compete: every reason why an application may not, never only the first one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Reason(StrEnum):
    """In the order in which they are told."""

    AVERAGE_BELOW_MINIMUM = "AVERAGE_BELOW_MINIMUM"
    GRADE_TOO_LOW = "GRADE_TOO_LOW"
    FAILED_SUBJECT = "FAILED_SUBJECT"
    PARENT_NOT_ACTIVE = "PARENT_NOT_ACTIVE"
    SENIORITY_TOO_SHORT = "SENIORITY_TOO_SHORT"
    COMPANY_NOT_IN_GOOD_STANDING = "COMPANY_NOT_IN_GOOD_STANDING"
    MISSING_DOCUMENTS = "MISSING_DOCUMENTS"
    NO_CONSENT = "NO_CONSENT"


@dataclass(frozen=True)
class Rules:
    """What a call asks for; what is left out is not asked. Averages, grades and subjects are ruled level by level."""

    min_average: Mapping[str, Fraction] = field(default_factory=dict)
    min_grade: Mapping[str, int] = field(default_factory=dict)
    no_failed_subjects: frozenset[str] = frozenset()
    parent_active_on: date | None = None
    min_seniority_days: int = 0
    documents: tuple[str, ...] = ()
    consent_required: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of an application; None is "not known", and what is not known fulfils no rule."""

    level: str
    grade: int | None = None
    average: Fraction | None = None
    failed: int | None = None
    parent_active: bool | None = None
    parent_hire: date | None = None
    company_ok: bool | None = None
    documents: frozenset[str] = frozenset()
    consent: bool | None = None


@dataclass(frozen=True)
class Found:
    """A reason; `documents` names those that are missing, in the order of the rules."""

    reason: Reason
    documents: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.reason}:{','.join(self.documents)}" if self.documents else str(self.reason)


def reasons(rules: Rules, facts: Facts) -> tuple[Found, ...]:
    """All that apply, in the order of `Reason`; none means eligible. Nothing is rounded, boundaries are inclusive."""
    missing = tuple(name for name in rules.documents if name not in facts.documents)
    return tuple(
        Found(reason, missing if reason is Reason.MISSING_DOCUMENTS else ())
        for reason in Reason
        if CHECKS[reason](rules, facts)
    )


def _average(rules: Rules, facts: Facts) -> bool:
    least = rules.min_average.get(facts.level)
    return least is not None and (facts.average is None or facts.average < least)


def _grade(rules: Rules, facts: Facts) -> bool:
    least = rules.min_grade.get(facts.level)
    return least is not None and (facts.grade is None or facts.grade < least)


def _failed(rules: Rules, facts: Facts) -> bool:
    return facts.level in rules.no_failed_subjects and facts.failed != 0


def _inactive(rules: Rules, facts: Facts) -> bool:
    return rules.parent_active_on is not None and not facts.parent_active


def _seniority(rules: Rules, facts: Facts) -> bool:
    """The days from the day of hire to the day of the rule: hired on the 1st, on the 2nd there is one."""
    if rules.parent_active_on is None or not rules.min_seniority_days:
        return False
    if facts.parent_hire is None:
        return True
    return (rules.parent_active_on - facts.parent_hire).days < rules.min_seniority_days


def _company(_rules: Rules, facts: Facts) -> bool:
    return not facts.company_ok


def _documents(rules: Rules, facts: Facts) -> bool:
    return any(name not in facts.documents for name in rules.documents)


def _consent(rules: Rules, facts: Facts) -> bool:
    return rules.consent_required and not facts.consent


CHECKS: Mapping[Reason, Callable[[Rules, Facts], bool]] = {
    Reason.AVERAGE_BELOW_MINIMUM: _average,
    Reason.GRADE_TOO_LOW: _grade,
    Reason.FAILED_SUBJECT: _failed,
    Reason.PARENT_NOT_ACTIVE: _inactive,
    Reason.SENIORITY_TOO_SHORT: _seniority,
    Reason.COMPANY_NOT_IN_GOOD_STANDING: _company,
    Reason.MISSING_DOCUMENTS: _documents,
    Reason.NO_CONSENT: _consent,
}
