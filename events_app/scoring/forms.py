"""What people type about results: a match by hand, a captain's word, and the committee's rulings."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from events_app.core.fields import LocalDateTime
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.scoring.api_shapes import MOST_DRAWING, PATH
from events_app.tournaments.kinds import SignatureVerdict

PERIODS = N_("Escribe cada parte como 25-20, separadas por comas.")
NUMBERS = N_("Escribe números de playera separados por comas.")
MOST_PERIODS = 30
_PAIR = re.compile(r"(\d{1,3})\s*[-–:]\s*(\d{1,3})")


def _line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _periods(text: str) -> str:
    for part in filter(None, (each.strip() for each in re.split("[,;]", text))):
        if not _PAIR.fullmatch(part):
            raise Mistake(PERIODS)
    if len(pairs(text)) > MOST_PERIODS:
        raise Mistake(PERIODS)
    return text


def _numbers(text: str) -> str:
    words = [word for word in re.split(r"[,;\s]+", text) if word]
    if len(words) > 60 or not all(word.isascii() and word.isdigit() and len(word) <= 3 for word in words):
        raise Mistake(NUMBERS)
    return text


def _drawing(text: str) -> str:
    if not PATH.fullmatch(text):
        raise Mistake(N_("La firma no se pudo leer: fírmala otra vez."))
    return text


def pairs(text: str) -> tuple[tuple[int, int], ...]:
    """The parts written as "25-20, 20-25"."""
    return tuple((int(home), int(away)) for home, away in _PAIR.findall(text))


def shirts(text: str) -> list[int]:
    return [int(word) for word in re.split(r"[,;\s]+", text) if word]


Reason = Annotated[str, BeforeValidator(_line), StringConstraints(max_length=300)]
Score = Annotated[int, Field(ge=0, le=9_999)]
Periods = Annotated[str, StringConstraints(max_length=300), AfterValidator(_periods)]
Shirts = Annotated[str, StringConstraints(max_length=300), AfterValidator(_numbers)]
Way = Literal["home", "away"]
Report = Annotated[int, Field(ge=1, le=2**31 - 1)]


class ResultForm(Form):
    """The end of a match; `expected` is the report that the page showed."""

    kind: Literal["played", "walkover", "double_walkover", "abandoned"] = "played"
    home_score: Score | None = None
    away_score: Score | None = None
    winner: Way | None = None
    periods: Periods = ""
    home_outs: Score | None = None
    away_outs: Score | None = None
    expected: int | None = None
    reason: Reason = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.says_result:
            return self
        if self.kind == "played" and (self.home_score is None or self.away_score is None):
            raise Mistake(N_("Falta el marcador. Sin marcador no es 0–0."))
        if self.kind == "walkover" and self.winner is None:
            raise Mistake(N_("Di qué equipo sí se presentó."))
        if self.kind != "played" and len(self.reason) < 3:
            raise Mistake(N_("Di por qué."))
        return self

    @property
    def says_result(self) -> bool:
        return True

    @property
    def score(self) -> tuple[int, int] | None:
        return None if self.home_score is None or self.away_score is None else (self.home_score, self.away_score)

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Halves, innings or sets, as the result writes them."""
        return pairs(self.periods)

    @property
    def outs(self) -> tuple[int, int] | None:
        return None if self.home_outs is None or self.away_outs is None else (self.home_outs, self.away_outs)


class HandForm(ResultForm):
    """The same with who scored and who was shown a card, by shirt numbers."""

    home_scorers: Shirts = ""
    away_scorers: Shirts = ""
    home_yellows: Shirts = ""
    away_yellows: Shirts = ""
    home_reds: Shirts = ""
    away_reds: Shirts = ""


class SignForm(Form):
    """A captain's word on a report."""

    report: Report
    verdict: SignatureVerdict = SignatureVerdict.CONFIRMED
    name: Annotated[str, BeforeValidator(_line), StringConstraints(min_length=2, max_length=150)]
    drawing: Annotated[str, StringConstraints(max_length=MOST_DRAWING), AfterValidator(_drawing)] = ""
    reason: Annotated[str, BeforeValidator(_line), StringConstraints(max_length=500)] = ""

    @model_validator(mode="after")
    def _why(self) -> Self:
        if self.verdict is SignatureVerdict.DISPUTED and len(self.reason) < 3:
            raise Mistake(N_("Di con qué no estás de acuerdo."))
        return self


class SideSignForm(SignForm):
    side: Way


class CloseForm(Form):
    report: Report
    reason: Annotated[str, BeforeValidator(_line), StringConstraints(min_length=3, max_length=300)]


class RulingForm(ResultForm):
    """The committee's word: `keep` what was reported, another `result`, or play it again (`replay`)."""

    ruling: Literal["keep", "result", "replay"]
    new_date: LocalDateTime | None = None
    sequence: int | None = None

    @property
    def says_result(self) -> bool:
        return self.ruling == "result"

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if len(self.reason) < 3:
            raise Mistake(N_("Di por qué: lo leerán los dos capitanes."))
        return self


class RevertForm(Form):
    reason: Annotated[str, BeforeValidator(_line), StringConstraints(min_length=3, max_length=300)]
    sequence: int | None = None


class AdjustForm(Form):
    """Points that the committee gives (or takes, with a minus) to a team in its table."""

    team: int
    points: Annotated[int, Field(ge=-1_000, le=1_000)]
    reason: Annotated[str, BeforeValidator(_line), StringConstraints(min_length=3, max_length=300)]
    sequence: int | None = None


class TieForm(Form):
    """The order of teams that nothing else separates: one number for each, first to last, and how it was found."""

    table: Annotated[str, StringConstraints(max_length=20)]
    order: list[str] = []
    reason: Annotated[str, BeforeValidator(_line), StringConstraints(min_length=3, max_length=300)]
    sequence: int | None = None
