"""What the scorekeeper and the committee cannot write down, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class ResultOvertaken(Conflict):
    """Somebody registered another result first; `present` says it."""

    message = N_("Alguien registró antes otro resultado: %(present)s. Revísalo con los capitanes antes de cambiarlo.")


class ResultIsFinal(Conflict):
    message = N_("Este resultado ya es definitivo: %(present)s. Si hay un error, pide al comité que lo corrija.")


class ResultDisputed(Conflict):
    message = N_("Un capitán no está de acuerdo: este partido lo cierra el comité.")


class ResultNotThere(Conflict):
    message = N_("Este partido todavía no tiene resultado.")


class AlreadySigned(Conflict):
    message = N_("Este equipo ya firmó este resultado.")


class TooEarlyForWalkover(Conflict):
    message = N_("Todavía no se cumple la espera: antes de %(time)s no se puede dar por perdido el partido.")


class LogMoved(Conflict):
    message = N_("Mientras lo revisabas alguien registró algo más. Esto es lo que cambiaría ahora.")


class NoTie(Conflict):
    message = N_("Ese empate ya no existe. Mira la tabla como quedó.")


class FieldBusy(Conflict):
    message = N_("Esa cancha ya tiene un partido a esa hora.")
