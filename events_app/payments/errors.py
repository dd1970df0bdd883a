"""What can go wrong with money, in the words of the person who pays or of the office."""

from events_app.core.errors import Conflict, ConvocaError, Gone, Invalid
from events_app.core.i18n import N_


class StripeRefused(ConvocaError):
    status = 503
    message = N_("Stripe no aceptó la operación: %(reason)s")


class OrderNotPayable(Conflict):
    message = N_("Este pedido ya no se puede pagar. Revisa cómo quedó.")


class HoldEnded(Gone):
    message = N_("El tiempo para pagar terminó y tu lugar se liberó. Regístrate de nuevo si todavía hay lugares.")


class NothingToCharge(Invalid):
    message = N_("Un pedido necesita al menos un peso por cobrar.")


class NoTaxRate(Invalid):
    message = N_("No hay una tasa de IVA vigente para la clave %(code)s. Pide a la oficina que la registre.")


class TooMuchRefund(Invalid):
    message = N_("Solo quedan %(left)s por devolver de este pago.")


class NotOneSeatFree(Conflict):
    message = N_("Todavía no hay lugar. Devuelve el pago o espera a que alguien cancele.")
