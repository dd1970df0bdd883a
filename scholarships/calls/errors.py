"""What a call for scholarships refuses, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class CallFrozen(Conflict):
    message = N_("La convocatoria ya abrió: sus reglas quedaron selladas y no cambian.")


class CallNotReady(Conflict):
    message = N_("Todavía no se puede abrir: %(missing)s")


class CallNotLonger(Conflict):
    message = N_("La nueva fecha tiene que ser posterior al cierre actual y a este momento.")
