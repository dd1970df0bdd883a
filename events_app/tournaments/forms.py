"""What the committee types about tournaments, the games of a year and the moves of a division."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from events_app.core.fields import Line, LongLine
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_
from events_app.tournaments.kinds import DivisionStatus, OneTeamPer, PlayersShown

MOST_PLACES = 32


def _points(typed: str) -> list[int]:
    words = typed.replace(";", ",").replace(" ", ",").split(",")
    numbers = [word for word in words if word]
    if not all(word.isascii() and word.isdigit() and int(word) <= 1_000 for word in numbers):
        raise Mistake(N_("Escribe los puntos como 10, 7, 5, 3: del primer lugar hacia abajo."))
    points = [int(word) for word in numbers]
    if len(points) > MOST_PLACES or points != sorted(points, reverse=True):
        raise Mistake(N_("Ningún lugar da más puntos que el anterior, y caben 32 lugares."))
    return points


def _reason(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


RecordId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Reason = Annotated[str, BeforeValidator(_reason), StringConstraints(min_length=3, max_length=300)]


class NewTournamentForm(Form):
    """Which event of kind tournament becomes a tournament."""

    event_id: RecordId


class TournamentForm(Form):
    edition_id: RecordId | None = None
    players_shown: PlayersShown = PlayersShown.CONSENT
    one_team_per: OneTeamPer = OneTeamPer.DIVISION
    wait_minutes: Annotated[int, Field(ge=0, le=240)] = 10
    settle_hours: Annotated[int, Field(ge=0, le=720)] = 24
    rest_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    max_per_day: Annotated[int, Field(ge=1, le=20)] | None = None
    notice_es: LongLine = ""
    notice_en: LongLine = ""


class EditionForm(Form):
    """`points` are read as text: from the first place down. The parade is another event, or none."""

    name_es: Line
    name_en: Line = ""
    year: Annotated[int, Field(ge=1950, le=2200)]
    points: Annotated[str, StringConstraints(max_length=200)] = ""
    parade_id: RecordId | None = None
    parade_points: Annotated[int, Field(ge=0, le=10_000)] = 0
    parade_share: Annotated[int, Field(ge=1, le=100)] = 50

    @field_validator("points")
    @classmethod
    def _read(cls, text: str) -> str:
        return ", ".join(str(each) for each in _points(text))

    @property
    def points_by_place(self) -> list[int]:
        return [int(word) for word in self.points.split(", ") if word]


class MoveForm(Form):
    """A named button that moves a division's status; some moves want a reason."""

    to: DivisionStatus
    reason: LongLine = ""


class ReasonForm(Form):
    reason: Reason
