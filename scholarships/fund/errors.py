"""What the fund refuses, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class FundTooSmall(Conflict):
    message = N_("Al fondo le faltan %(missing)s para pagar lo otorgado. Registra los donativos antes de seguir.")


class AmountTooLarge(Conflict):
    message = N_("No alcanza: quedan %(left)s.")
