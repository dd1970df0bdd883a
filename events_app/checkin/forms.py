"""What people type about the door: gates, a phone's enrolment, the reason of an undo, a decision."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints, model_validator

from events_app.checkin.kinds import Decision
from events_app.core.clock import from_local
from events_app.core.fields import Checkbox, Line, LocalDateTime
from events_app.core.forms import Form, Mistake
from events_app.core.i18n import N_


def _line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _digits(value: Any) -> Any:
    text = "".join(value.split()) if isinstance(value, str) else str(value)
    if not (text.isascii() and text.isdigit() and len(text) == 6):
        raise Mistake(N_("El PIN tiene 6 cifras."))
    return text


GateName = Annotated[str, BeforeValidator(_line), StringConstraints(max_length=60)]
Reason = Annotated[str, BeforeValidator(_line), StringConstraints(min_length=3, max_length=200)]


class GateForm(Form):
    """A gate of one event; empty ticket types are all of them, and empty hours are no limit."""

    name: GateName
    session: int | None = None
    ticket_types: list[int] = []
    reentry: Checkbox = False
    opens_at: LocalDateTime | None = None
    closes_at: LocalDateTime | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "GateForm":
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise Mistake(N_("La puerta no puede cerrar antes de abrir."))
        return self

    def columns(self, zone: str) -> dict[str, Any]:
        """The gate's columns, its hours turned from the event's clock to UTC."""
        return {
            "name": self.name,
            "session_id": self.session,
            "ticket_types": sorted(set(self.ticket_types)),
            "reentry": self.reentry,
            "opens_at": _utc(self.opens_at, zone),
            "closes_at": _utc(self.closes_at, zone),
        }


class LinkForm(Form):
    supervisor: Checkbox = False


class EnrolForm(Form):
    pin: Annotated[str, BeforeValidator(_digits)]
    label: GateName


class UndoForm(Form):
    reason: Reason


class ReviewForm(Form):
    decision: Decision
    note: Line = ""


def _utc(moment: datetime | None, zone: str) -> datetime | None:
    return from_local(moment, zone) if moment else None
