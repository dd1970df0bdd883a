"""What can go wrong with money, in the words of the person who pays or of the office."""

from events_app.core.errors import Conflict, ConvocaError, Gone, Invalid
from events_app.core.i18n import N_


class StripeRefused(ConvocaError):
    status = 503
    message = N_("Stripe no aceptó la operación: %(reason)s")


class NotAtStripe(StripeRefused):
    """There is no such object in our account there."""


class OrderNotPayable(Conflict):
    message = N_("Este pedido ya no se puede pagar. Revisa cómo quedó.")


class HoldEnded(Gone):
    message = N_("El tiempo para pagar terminó y tu lugar se liberó. Regístrate de nuevo si todavía hay lugares.")


class NothingToCharge(Invalid):
    message = N_("Un pedido necesita una cantidad por cobrar.")


class NoTaxRate(Invalid):
    message = N_("No hay una tasa de IVA vigente para la clave %(code)s. Pide a la oficina que la registre.")


class TooMuchRefund(Invalid):
    message = N_("Solo quedan %(left)s por devolver de este pago.")


class NotOneSeatFree(Conflict):
    message = N_("Todavía no hay lugar. Devuelve el pago o espera a que alguien cancele.")


class MethodNotOffered(Conflict):
    message = N_("Esta forma de pago no se ofrece para este pedido. Elige otra.")


class NotPaidInFull(Conflict):
    message = N_("A este pedido ya se le devolvió una parte: no está pagado completo.")


class NotThroughStripe(Conflict):
    message = N_("Este dinero no se puede devolver por Stripe: devuélvelo por transferencia y sube el comprobante.")


class TwoPeopleNeeded(Conflict):
    message = N_("Por lo que suma lo debe aprobar otra persona de la oficina, distinta de quien lo anotó.")


class RefundByTwo(Conflict):
    message = N_(
        "Por lo que suma con lo que ya anotaste, regístrala como transferencia: lleva comprobante y la aprueba otra "
        "persona de la oficina."
    )


class AlreadyDecided(Conflict):
    message = N_("Alguien ya lo decidió. Revisa cómo quedó.")


class EvidenceNeeded(Invalid):
    message = N_("Sube el comprobante: sin él no se puede registrar.")


class NotEnoughCredit(Conflict):
    message = N_("El saldo a favor disponible es de %(left)s.")


class NoCreditHere(Conflict):
    message = N_("Este pedido no tiene dinero que se pueda usar como saldo.")


class OtherCurrency(Invalid):
    message = N_("El dinero está en %(theirs)s y el pedido es en %(ours)s.")


class CodeUnknown(Invalid):
    message = N_("Ese código no existe o ya no está vigente.")


class CodeUsedUp(Conflict):
    message = N_("Ese código ya se usó todas las veces que se podía.")


class CodeNotForThis(Invalid):
    message = N_("Ese código no es para este evento o no es para tu empresa.")


class OrderUnknown(Invalid):
    message = N_("No hay un pedido con folio %(folio)s.")
