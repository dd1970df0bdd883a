"""`compute eligibility`: the rules of a call and the facts of its applications, to every reason against each."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from events_app.core.compute import Count, Exact, Impossible, Input, Name, read, unique
from scholarships.engine.eligibility import Facts, Rules, reasons


def day(value: object) -> date:
    """A day written as 2026-10-26. Raises ValueError."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("must be a day such as 2026-10-26")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("must be a day of the calendar such as 2026-10-26") from error


Day = Annotated[date, BeforeValidator(day)]
Grades = Annotated[Exact, Field(ge=0)]
Document = Annotated[Name, Field(pattern="^[^,]*$")]


class Asked(Input):
    min_average: dict[Name, Grades] = {}
    min_grade: dict[Name, Count] = {}
    no_failed_subjects: tuple[Name, ...] = ()
    parent_active_on: Day | None = None
    min_seniority_days: Count = 0
    documents: tuple[Document, ...] = ()
    consent_required: bool = False


class Application(Input):
    id: Name
    level: Name
    grade: Count | None = None
    average: Grades | None = None
    failed: Count | None = None
    parent_active: bool | None = None
    parent_hire: Day | None = None
    company_ok: bool | None = None
    documents: tuple[Name, ...] = ()
    consent: bool | None = None


class Question(Input):
    rules: Asked
    applications: tuple[Application, ...]


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"reasons": {id: […]}}`; raises Impossible that names the field."""
    question = read(Question, asked)
    unique((each.id for each in question.applications), "applications")
    unique(question.rules.documents, "rules.documents")
    if question.rules.min_seniority_days and question.rules.parent_active_on is None:
        raise Impossible("rules.parent_active_on: min_seniority_days is counted up to this day")
    rules = _rules(question.rules)
    for number, application in enumerate(question.applications):
        _has_what_is_asked(application, question.rules, f"applications.{number}")
    return {
        "reasons": {each.id: [str(found) for found in reasons(rules, _facts(each))] for each in question.applications}
    }


def _has_what_is_asked(application: Application, rules: Asked, where: str) -> None:
    """A fact may be null, "not known"; but one that a rule looks at must be said. Raises Impossible."""
    level = application.level
    looked_at = {
        "average": level in rules.min_average,
        "grade": level in rules.min_grade,
        "failed": level in rules.no_failed_subjects,
        "parent_active": rules.parent_active_on is not None,
        "parent_hire": bool(rules.min_seniority_days),
        "company_ok": True,
        "documents": bool(rules.documents),
        "consent": rules.consent_required,
    }
    for name, needed in looked_at.items():
        if needed and name not in application.model_fields_set:
            raise Impossible(f"{where}.{name}: a rule looks at it; null if it is not known")


def _rules(asked: Asked) -> Rules:
    return Rules(
        min_average=asked.min_average,
        min_grade=asked.min_grade,
        no_failed_subjects=frozenset(asked.no_failed_subjects),
        parent_active_on=asked.parent_active_on,
        min_seniority_days=asked.min_seniority_days,
        documents=asked.documents,
        consent_required=asked.consent_required,
    )


def _facts(application: Application) -> Facts:
    return Facts(
        level=application.level,
        grade=application.grade,
        average=application.average,
        failed=application.failed,
        parent_active=application.parent_active,
        parent_hire=application.parent_hire,
        company_ok=application.company_ok,
        documents=frozenset(application.documents),
        consent=application.consent,
    )
