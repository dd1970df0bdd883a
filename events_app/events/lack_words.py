"""What the office reads when an event is not ready to be published."""

from events_app.core.i18n import N_
from events_app.events.engine.ready import Lack

LACK_WORDS = {
    Lack.PAST: N_("La fecha ya pasó: escribe una fecha futura."),
    Lack.SALE_ENDED: N_("El registro ya habría cerrado: cambia la fecha de cierre."),
    Lack.PLACE: N_("Falta el lugar o el enlace."),
    Lack.TICKETS: N_("Falta al menos un tipo de boleto a la venta."),
    Lack.NO_PRICE_NOW: N_("Un tipo de boleto tiene precios, pero ninguno vigente de aquí en adelante."),
    Lack.INVITED: N_("Elige qué empresas están invitadas."),
    Lack.SUMMARY: N_("Conviene escribir un resumen: se ve en las listas y en WhatsApp."),
    Lack.ENGLISH: N_("Conviene escribir el título en inglés."),
    Lack.QUOTAS_BELOW: N_("Los cupos de los boletos suman menos que el cupo del evento."),
}
