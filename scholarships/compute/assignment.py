"""`compute assignment`: applications, reviewers and conflicts, to who reads what or to why nobody could."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from events_app.core.compute import Count, Impossible, Input, Name, read, unique
from scholarships.compute.seed import Seed
from scholarships.engine.assignment import Assigned, Blocked, Pair, Task, assign
from scholarships.engine.conflicts import Application, Reviewer


class AskedApplication(Input):
    id: Name
    company: Name | None = None


class AskedReviewer(Input):
    id: Name
    company: Name | None = None
    max_load: Count | None = None


class Question(Input):
    applications: tuple[AskedApplication, ...]
    reviewers: tuple[AskedReviewer, ...]
    readings: Annotated[int, Field(ge=1, le=1000)]
    conflicts: tuple[tuple[Name, Name], ...] = ()
    max_load: Count | None = None
    seed: Seed | None = None
    kept: tuple[tuple[Name, Name], ...] = ()


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers the pairs, or the set that blocks them; raises Impossible that names the field."""
    question = read(Question, asked)
    unique((each.id for each in question.applications), "applications")
    unique((each.id for each in question.reviewers), "reviewers")
    unique(question.kept, "kept")
    _are_known(question, question.conflicts, "conflicts")
    _are_known(question, question.kept, "kept")
    try:
        answer = assign(_task(question))
    except ValueError as error:
        raise Impossible(f"kept: {error}") from error
    return _blocked(answer) if isinstance(answer, Blocked) else _assigned(answer)


def _are_known(question: Question, pairs: tuple[Pair, ...], field: str) -> None:
    applications = {each.id for each in question.applications}
    reviewers = {each.id for each in question.reviewers}
    for number, (application, reviewer) in enumerate(pairs):
        if application not in applications:
            raise Impossible(f"{field}.{number}: there is no application {application}")
        if reviewer not in reviewers:
            raise Impossible(f"{field}.{number}: there is no reviewer {reviewer}")


def _task(question: Question) -> Task:
    return Task(
        applications=[Application(each.id, each.company) for each in question.applications],
        reviewers=[Reviewer(each.id, each.company, each.max_load) for each in question.reviewers],
        readings=question.readings,
        declared=question.conflicts,
        max_load=question.max_load,
        seed=question.seed or "",
        kept=question.kept,
    )


def _assigned(answer: Assigned) -> dict[str, Any]:
    return {
        "feasible": True,
        "pairs": [list(pair) for pair in answer.pairs],
        "loads": dict(answer.loads),
        "connected": answer.connected,
    }


def _blocked(answer: Blocked) -> dict[str, Any]:
    because = {
        "applications": list(answer.applications),
        "reviewers": list(answer.reviewers),
        "demand": answer.demand,
        "capacity": answer.capacity,
    }
    return {"feasible": False, "because": because}
