"""What the office does with a message: reads it, and decides the fate of one that nobody can vouch for."""

from datetime import datetime

from events_app.core import audit, mail
from events_app.core.access import Actor
from events_app.core.database import transaction
from events_app.core.i18n import N_, _
from events_app.core.mail import Letter
from events_app.core.tables import MailStatus, OutboxMessage

TITLES = {
    "ticket": N_("Boleto"),
    "ticket_again": N_("Boleto, otra vez"),
    "event_changed": N_("Cambio de un evento"),
    "approval_requested": N_("Solicitud recibida"),
    "approval_reminder": N_("Solicitudes por contestar"),
    "approved": N_("Solicitud aprobada"),
    "approved_reminder": N_("Aprobado sin pagar"),
    "declined": N_("Solicitud no aprobada"),
    "company_request": N_("Solicitudes a la empresa"),
    "company_request_reminder": N_("Solicitudes por vencer"),
    "company_request_decided": N_("Respuesta de la empresa"),
    "waitlist_joined": N_("Lista de espera"),
    "seat_offer": N_("Lugar ofrecido"),
    "offer_expired": N_("Oferta que venció"),
    "company_code": N_("Código para comprobar la empresa"),
    "receipt": N_("Recibo"),
    "invoice_ready": N_("Factura timbrada"),
    "sign_in": N_("Enlace para entrar"),
    "invitation": N_("Invitación a una cuenta"),
}


def title_of(message: str) -> str:
    """What the office calls this kind of message."""
    return _(TITLES.get(message, message))


def text_of(found: OutboxMessage) -> Letter | None:
    """The message's words, or None once it left: its secret links are forgotten then."""
    return mail.preview(found)


@transaction
async def decide(found: OutboxMessage, *, again: bool, actor: Actor, now: datetime) -> None:
    """Sends a message once more, or writes down that it did arrive; raises IllegalMove when it is too late for that."""
    if again:
        await mail.send_again(found.id, actor=actor.label, reason="office", now=now)
    else:
        await mail.move(found.id, MailStatus.SENT, actor=actor.label, reason="arrived", now=now)
    action = "mail.sent_again" if again else "mail.arrived"
    await audit.note(action, actor=actor.label, subject=f"mail:{found.id}", now=now)
