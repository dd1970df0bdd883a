"""What the call for teams and the rosters refuse, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class TeamsFull(Conflict):
    message = N_("Ya no hay lugar para más equipos en %(division)s.")


class CallClosed(Conflict):
    message = N_("La convocatoria de %(division)s ya no recibe equipos.")


class TeamNameTaken(Conflict):
    message = N_("Ya hay un equipo con ese nombre en esta división.")


class RosterLocked(Conflict):
    message = N_("La lista del equipo ya está cerrada. Pide el cambio a quien organiza.")


class RosterRefused(Conflict):
    """Built with the engine's own reason as its message."""

    message = N_("Las reglas de la división no lo permiten.")


class TeamGone(Conflict):
    message = N_("Este equipo ya no está en el torneo.")
