"""What can go wrong in the books, told so that the person knows what to do."""

from events_app.core.errors import Conflict, Invalid
from events_app.core.i18n import N_


class TooManyEntries(Invalid):
    message = N_("Son más de %(most)s asientos. Elige menos días para el archivo.")


class NoBankColumns(Invalid):
    message = N_("No encontramos las columnas. El archivo debe tener la fecha, la descripción y el depósito.")


class NothingFromBank(Invalid):
    message = N_("El archivo no trae ningún depósito.")


class LineDecided(Conflict):
    message = N_("Este movimiento ya estaba resuelto.")


class OtherMoney(Conflict):
    message = N_("El depósito está en %(theirs)s y el pedido en %(ours)s.")


class PaymentTaken(Conflict):
    message = N_("Ese pago ya corresponde a otro movimiento del banco.")


class PaymentRefused(Conflict):
    message = N_("Ese pago se rechazó y ya no cuenta. Elige el pedido del depósito.")


class WaitsForSecond(Conflict):
    message = N_("La oficina ya anotó ese pago y espera a una segunda persona. Apruébalo primero.")


class ReasonNeeded(Invalid):
    message = N_("Escribe por qué no es un pago de un pedido.")


class NobodyToRemind(Conflict):
    message = N_("No hay correo al que enviar el recordatorio. Comparte el enlace de pago.")
