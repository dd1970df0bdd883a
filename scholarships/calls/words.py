"""How the states and the story of a call are said."""

from collections.abc import Iterable
from datetime import datetime

from events_app.core.formats import format_moment
from events_app.core.i18n import N_, _
from scholarships.calls.models import CallEvent, CallEventKind, CallStatus

STATUS_NAMES = {
    CallStatus.DRAFT: N_("Borrador"),
    CallStatus.OPEN: N_("Abierta"),
    CallStatus.CLOSED: N_("Cerrada"),
    CallStatus.REVIEWING: N_("En lectura"),
    CallStatus.DECIDING: N_("En decisión"),
    CallStatus.PUBLISHED: N_("Resultados publicados"),
    CallStatus.FINISHED: N_("Terminada"),
    CallStatus.CANCELLED: N_("Cancelada"),
}
STATUS_TONES = {
    CallStatus.DRAFT: "plain",
    CallStatus.OPEN: "good",
    CallStatus.CLOSED: "warn",
    CallStatus.REVIEWING: "mine",
    CallStatus.DECIDING: "now",
    CallStatus.PUBLISHED: "good",
    CallStatus.FINISHED: "plain",
    CallStatus.CANCELLED: "bad",
}
EVENT_NAMES = {
    CallEventKind.OPENED: N_("Abrió"),
    CallEventKind.EXTENDED: N_("Se prorrogó"),
    CallEventKind.CLOSED: N_("Cerró"),
    CallEventKind.CORRECTED: N_("Se aclaró"),
    CallEventKind.REVIEW: N_("Empezó la lectura"),
    CallEventKind.DECIDING: N_("Pasó a decisión"),
    CallEventKind.DRAW: N_("Se hizo el sorteo público"),
    CallEventKind.PUBLISHED: N_("Se publicaron los resultados"),
    CallEventKind.FINISHED: N_("Terminó"),
    CallEventKind.CANCELLED: N_("Se canceló la convocatoria"),
}


def told(story: Iterable[CallEvent]) -> list[tuple[str, str, str, str]]:
    """The story as a timeline shows it: when, what, why."""
    return [(format_moment(each.at), _(EVENT_NAMES[each.kind]), _why(each), "") for each in story]


def _why(event: CallEvent) -> str:
    if event.kind is not CallEventKind.EXTENDED:
        return event.reason
    until = format_moment(datetime.fromisoformat(event.detail["until"]))
    return _("Ahora cierra el %(moment)s. %(reason)s", moment=until, reason=event.reason)
