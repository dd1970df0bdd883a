"""What can go wrong with an invoice, in the words of whoever asks for it or stamps it."""

from events_app.core.errors import Conflict, Invalid
from events_app.core.i18n import N_


class AlreadyStamped(Conflict):
    message = N_("Esta factura ya está timbrada. Para corregirla, escribe a la oficina.")


class WithTheAccountant(Conflict):
    message = N_("Tu solicitud ya está con el contador y no se puede cambiar. Para corregirla, escribe a la oficina.")


class InTheGlobalInvoice(Conflict):
    message = N_("Esta compra ya se incluyó en la factura global de %(month)s. Escribe a la oficina.")


class NothingToInvoice(Conflict):
    message = N_("Este pedido no se puede facturar: no tiene un pago que siga vigente.")


class NoIssuer(Conflict):
    message = N_("Falta el RFC de la asociación (ASSOCIATION_RFC): sin él no se puede facturar.")


class NothingToExport(Conflict):
    message = N_("No hay facturas por entregar al contador.")


class NeedsExchangeRate(Invalid):
    message = N_("Hay facturas en dólares: escribe el tipo de cambio del día.")


class ChangedMeanwhile(Conflict):
    message = N_("Las solicitudes cambiaron mientras se preparaba el archivo. Vuelve a intentarlo.")


class IssuerFailed(Conflict):
    message = N_("No se pudo preparar el archivo: %(reason)s")


class OtherIssuer(Conflict):
    message = N_("Ese XML lo emitió otro RFC, no el de la asociación: apártalo.")


class OtherKind(Conflict):
    message = N_("Ese XML es de otra clase de documento que la solicitud %(folio)s. Elige otra o apártalo.")


class OtherTotal(Conflict):
    message = N_(
        "El XML dice %(theirs)s y la solicitud %(folio)s es de %(ours)s. Apártalo y pide al contador que lo cancele y "
        "lo timbre bien."
    )


class OtherReceiver(Conflict):
    message = N_(
        "El XML es para %(theirs)s y la solicitud %(folio)s es para %(ours)s. Escribe en la nota por qué es la misma, "
        "o apártalo."
    )


class NoCardFound(Invalid):
    message = N_("No encontramos el código QR de la Constancia. Súbela completa y derecha, o escribe el RFC a mano.")
