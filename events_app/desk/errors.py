"""What can go wrong at a company's desk, in the words of its coordinator."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class LastCoordinator(Conflict):
    message = N_("Eres la única persona que coordina: primero nombra a alguien en tu lugar.")


class AlreadyAsked(Conflict):
    message = N_("%(email)s ya coordina tu empresa o ya está en espera de respuesta.")
