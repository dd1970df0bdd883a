"""What an application refuses, each in one sentence to the person."""

from events_app.core.errors import Conflict, Invalid
from events_app.core.i18n import N_


class DeadlinePassed(Conflict):
    message = N_("La convocatoria cerró el %(deadline)s. Lo que escribiste sigue guardado.")


class NotComplete(Conflict):
    message = N_("Todavía falta: %(missing)s.")


class ChildTwice(Conflict):
    message = N_(
        "Ya recibimos una solicitud de este estudiante en esta convocatoria. Si no la hiciste tú, avisa a la oficina."
    )


class NotEditable(Conflict):
    message = N_("Tu solicitud ya está enviada y en revisión. Si hay que corregir algo, te avisamos.")


class PaperRefused(Invalid):
    """Built with the reason as its message."""

    message = N_("No pudimos usar ese archivo. Toma una foto o sube un PDF.")


class PaperReplaced(Conflict):
    message = N_("La familia entregó otro archivo mientras revisabas. Abre el nuevo y vuelve a responder.")
