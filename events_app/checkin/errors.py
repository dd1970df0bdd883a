"""What the door refuses, each in one sentence to the person."""

from events_app.core.errors import Conflict, Invalid, SignInNeeded
from events_app.core.i18n import N_


class DeviceNotEnrolled(SignInNeeded):
    message = N_("Este teléfono no está dado de alta en esta puerta. Pide a quien supervisa un enlace y su PIN.")


class WrongPin(Invalid):
    message = N_("Ese PIN no es. Revísalo con quien te lo dio.")


class NotUndoable(Conflict):
    message = N_("Esa entrada ya no se puede deshacer: la persona ya salió, entró otra vez o alguien la deshizo antes.")


class AlreadyReviewed(Conflict):
    message = N_("Alguien más ya revisó esa lectura.")


class AlreadyInsideNow(Conflict):
    message = N_("No se puede contar: esa persona ya tiene una entrada en esta puerta.")


class NotCountable(Conflict):
    message = N_("Esa lectura no se puede contar como entrada: su boleto no está vigente.")


class GateNameTaken(Conflict):
    message = N_("Ya hay otra puerta con ese nombre en este evento.")


class GateInUse(Conflict):
    message = N_("Esta puerta ya tiene teléfonos o lecturas: se queda en la bitácora. Cámbiale el nombre o sus horas.")
