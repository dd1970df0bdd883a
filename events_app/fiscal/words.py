"""The words for what the tables name in English: states with their colour, kinds, and mistakes beside their fields."""

from events_app.core.i18n import N_

STATUSES = {
    "requested": (N_("Por timbrar"), "now"),
    "exported": (N_("Con el contador"), "mine"),
    "stamped": (N_("Timbrada"), "good"),
    "cancelled": (N_("Cancelada"), "plain"),
}
KINDS = {
    "income": N_("Factura"),
    "credit_note": N_("Nota de crédito"),
    "payment": N_("Complemento de pago"),
    "global": N_("Factura global"),
}
CAUSES = {
    "refund": N_("Se devolvió dinero"),
    "dispute": N_("Se perdió un contracargo"),
    "sale-credited": N_("Quedó como saldo a favor"),
    "release": N_("El pedido se liberó sin pagarse"),
}
MISTAKES = {
    "form": N_("Revisa este dato: no tiene la forma correcta."),
    "missing": N_("Falta este dato."),
    "generic": N_("Ese RFC es el genérico. Escribe el tuyo, o marca que la empresa es del extranjero."),
    "foreign": N_("Una empresa del extranjero se factura con el RFC genérico."),
    "not_for_legal": N_("Ese régimen es de personas físicas y el RFC es de una empresa (12 caracteres)."),
    "not_for_natural": N_("Ese régimen es de empresas y el RFC es de una persona (13 caracteres)."),
    "not_for_regime": N_("El SAT no acepta ese uso con ese régimen. Elige otro uso."),
}
BECAUSE = {
    "exact": N_("Coinciden el RFC, el total y la referencia."),
    "several": N_("Coincide con varias solicitudes."),
    "differs": N_("La referencia es de una solicitud con otro RFC o con otro total."),
    "no_reference": N_("Coinciden el RFC y el total, pero el XML no trae nuestro folio."),
    "nobody": N_("Nadie pidió una factura así."),
    "issuer": N_("La emitió otro RFC, no el de la asociación."),
}
REFUSED = {
    "unreadable": N_("No es un CFDI 4.0 que podamos leer."),
    "dangerous": N_("Trae una definición de entidades (DTD): no se abre."),
    "unstamped": N_("No tiene timbre: el UUID lo pone el proveedor certificado."),
    "too_large": N_("Es demasiado grande."),
    "repeated": N_("Ya estaba: ese UUID se subió antes."),
}

# Why a request was withdrawn by itself, as it is stored; a person's own reason is stored as it was typed.
GONE = N_("La venta ya no está vigente.")
