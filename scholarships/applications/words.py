"""How the states of an application are said in the office."""

from events_app.core.i18n import N_
from scholarships.applications.states import ApplicationStatus, Seen

STATUS_NAMES = {
    ApplicationStatus.DRAFT: N_("Sin enviar"),
    ApplicationStatus.SUBMITTED: N_("Por revisar"),
    ApplicationStatus.CORRECTION: N_("En corrección"),
    ApplicationStatus.ELIGIBLE: N_("Sí cumple"),
    ApplicationStatus.INELIGIBLE: N_("No cumple"),
    ApplicationStatus.WITHDRAWN: N_("Retirada"),
    ApplicationStatus.LAPSED: N_("No se envió"),
}
STATUS_TONES = {
    ApplicationStatus.DRAFT: "plain",
    ApplicationStatus.SUBMITTED: "now",
    ApplicationStatus.CORRECTION: "warn",
    ApplicationStatus.ELIGIBLE: "good",
    ApplicationStatus.INELIGIBLE: "bad",
    ApplicationStatus.WITHDRAWN: "plain",
    ApplicationStatus.LAPSED: "plain",
}
SEEN_NAMES = {
    Seen.APPLICATION: N_("la solicitud"),
    Seen.DOCUMENT: N_("un documento"),
    Seen.REDACTED: N_("un documento tachado"),
    Seen.IDENTITY: N_("de quién es el folio"),
    Seen.EXPORT: N_("una copia de todo"),
}
