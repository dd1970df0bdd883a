"""What the care of personal data refuses, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class ErasureTooSoon(Conflict):
    message = N_("Todavía no se puede borrar: la solicitud se está decidiendo o la beca se está pagando.")
