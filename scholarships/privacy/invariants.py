"""What must always be true of personal data: nothing stays past its date."""

from events_app.core.doctor import Invariant
from scholarships.privacy.retention import KINDS

# The job runs once a day: what it has not done two days after the date is a fault.
GRACE_DAYS = 2
LATE = " UNION ALL ".join(
    f"SELECT '{kind.key}' AS kind, id FROM ("  # noqa: S608 - our own words and numbers
    + kind.due.replace("$1", f":now - interval '{kind.kept.days + GRACE_DAYS} days'")
    + f") {kind.key}"
    for kind in KINDS
)

INVARIANTS = (
    Invariant(
        "X02",
        "Los datos de becas que ya cumplieron su plazo están borrados",
        f"SELECT * FROM ({LATE}) late ORDER BY kind, id LIMIT 20",  # noqa: S608
        "Revisa que el proceso de trabajos esté encendido; el borrado diario está en la lista de trabajos.",
    ),
)
