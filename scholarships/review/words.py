"""How the states of the reading are said."""

from events_app.core.i18n import N_
from scholarships.review.models import ConflictSource, ReviewerStatus
from scholarships.review.readings import AssignmentStatus, RoundKind

READING_NAMES = {
    AssignmentStatus.ASSIGNED: N_("Sin abrir"),
    AssignmentStatus.STARTED: N_("Empezado"),
    AssignmentStatus.DONE: N_("Listo"),
    AssignmentStatus.RETURNED: N_("Lo lee otra persona"),
}
READING_TONES = {
    AssignmentStatus.ASSIGNED: "plain",
    AssignmentStatus.STARTED: "now",
    AssignmentStatus.DONE: "good",
    AssignmentStatus.RETURNED: "plain",
}
READER_NAMES = {
    ReviewerStatus.INVITED: N_("Falta su declaración"),
    ReviewerStatus.ACTIVE: N_("Lee"),
    ReviewerStatus.LEFT: N_("Ya no lee"),
}
READER_TONES = {ReviewerStatus.INVITED: "warn", ReviewerStatus.ACTIVE: "good", ReviewerStatus.LEFT: "plain"}
ROUND_NAMES = {
    RoundKind.CALIBRATION: N_("práctica con muestras"),
    RoundKind.READING: N_("primera lectura"),
    RoundKind.FURTHER: N_("otra lectura"),
}
CONFLICT_NAMES = {
    ConflictSource.COMPANY: N_("misma empresa"),
    ConflictSource.RELATIVE: N_("familiar"),
    ConflictSource.DECLARED: N_("lo declaró"),
    ConflictSource.CHAIR: N_("decisión de la presidencia"),
}
WHY_AGAIN = {
    "apart": N_("los lectores no coinciden"),
    "decided_by_one": N_("una sola lectura decide la beca"),
}
