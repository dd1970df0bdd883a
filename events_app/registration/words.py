"""The words for why a seat ended, where the reason is one of ours; what a person wrote stands as it was written."""

from events_app.core.i18n import N_, _
from events_app.payments.engine.states import EVENT_OFF, HOLD_EXPIRED, NAMES_CHANGED
from events_app.registration.models import Registration, RegistrationStatus

REASONS = {
    HOLD_EXPIRED: N_("Se acabó el tiempo para pagarlo"),
    EVENT_OFF: N_("Se canceló el evento"),
    NAMES_CHANGED: N_("El pedido de su empresa cambió"),
    "refunded": N_("Se devolvió el pago"),
    "given up": N_("Lo dejó quien lo pidió"),
    "not decided": N_("Nadie respondió la solicitud a tiempo"),
    "not answered": N_("Su empresa no respondió a tiempo"),
    "never finished": N_("El pedido de su empresa no se terminó"),
}
ENDED = (RegistrationStatus.CANCELLED, RegistrationStatus.EXPIRED)


def why(registration: Registration) -> str:
    """Why a seat ended, or why its person asks to give it back; of one that simply stands, nothing."""
    if registration.status not in ENDED and registration.cancel_requested_at is None:
        return ""
    return _(REASONS.get(registration.cancel_reason, registration.cancel_reason)) if registration.cancel_reason else ""
