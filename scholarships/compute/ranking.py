"""`compute ranking`: scores and tie-breaks to an order that anyone can recompute, the lottery included."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pydantic import ConfigDict

from events_app.core.compute import Exact, Impossible, Input, Name, read, text, unique
from scholarships.compute.seed import Seed
from scholarships.engine.ranking import BY_SCORE, LOTTERY, Candidate, Place, TieBreak, rank

SHOWN_OF_A_LOTTERY_NUMBER = 12


class Application(Input):
    """Any further field is a figure that a tie-break may name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Exact]

    id: Name
    score: Exact

    @property
    def figures(self) -> dict[str, Fraction]:
        return self.__pydantic_extra__


class Question(Input):
    seed: Seed | None = None
    tie_breaks: tuple[Name, ...] = ()
    applications: tuple[Application, ...]


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers `{"order", "because"}`; raises Impossible that names the field."""
    question = read(Question, asked)
    unique((each.id for each in question.applications), "applications")
    chain = tuple(_tie_break(each, f"tie_breaks.{number}") for number, each in enumerate(question.tie_breaks))
    if question.seed is None and any(each.figure == LOTTERY for each in chain):
        raise Impossible("seed: the lottery needs it")
    for number, application in enumerate(question.applications):
        _has_figures(application, chain, f"applications.{number}")
    candidates = [Candidate(each.id, each.score, each.figures) for each in question.applications]
    places = rank(candidates, chain, seed=question.seed or "")
    return {
        "order": [place.candidate.id for place in places],
        "because": {place.candidate.id: because(place) for place in places},
    }


def because(place: Place) -> str:
    """One Spanish line: what set this candidate behind the one above."""
    step, score = place.behind, text(place.candidate.score)
    if step is None:
        return f"primer lugar: puntaje {score}"
    if step.by is None:
        return f"empate con {step.above} en puntaje {score} y en todos los criterios: orden dado"
    if step.by == BY_SCORE:
        return f"puntaje {score} contra {_shown(step.theirs)} de {step.above}"
    figure = "sorteo" if step.by.figure == LOTTERY else step.by.figure
    compared = f"{figure} {_shown(step.mine)} contra {_shown(step.theirs)}"
    return f"puntaje {score}, igual que {step.above}: {compared}"


def _shown(value: Fraction | str) -> str:
    return text(value) if isinstance(value, Fraction) else value[:SHOWN_OF_A_LOTTERY_NUMBER]


def _tie_break(written: str, where: str) -> TieBreak:
    try:
        return TieBreak.read(written)
    except ValueError as error:
        raise Impossible(f"{where}: {error}") from error


def _has_figures(application: Application, chain: tuple[TieBreak, ...], where: str) -> None:
    for each in chain:
        if each.figure not in (LOTTERY, BY_SCORE.figure) and each.figure not in application.figures:
            raise Impossible(f"{where}.{each.figure}: a tie-break looks at it")
