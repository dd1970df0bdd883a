"""What the golf tournament refuses, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class NoGolfPlaces(Conflict):
    message = N_("Ya no hay lugar para más equipos en %(event)s.")


class GolfNameTaken(Conflict):
    message = N_("Ya hay un equipo con ese nombre en este torneo.")


class GolfScoresClosed(Conflict):
    message = N_("El comité ya cerró las tarjetas de este torneo.")


class GolfHoleSponsored(Conflict):
    message = N_("Ese hoyo ya tiene patrocinador.")


class GolfExtraGone(Conflict):
    message = N_("Ya no quedan tantos de «%(extra)s».")


class GolfPrizeTwice(Conflict):
    message = N_("Ese hoyo ya tiene ese premio.")


class GolfMarkNotBetter(Conflict):
    message = N_("Esa marca no supera a la actual, de %(best)s.")
