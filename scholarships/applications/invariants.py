"""What must always be true of a call's applications: one live one per child, and none that came too late."""

from events_app.core.doctor import Invariant

INVARIANTS = (
    Invariant(
        "P06",
        "Cada estudiante tiene a lo más una solicitud viva por convocatoria",
        """
        SELECT min(id) AS id, call_id, count(*)::int AS live FROM scholarship_applications
        WHERE child_key <> '' AND status IN ('submitted', 'correction', 'eligible', 'ineligible')
        GROUP BY call_id, child_key HAVING count(*) > 1 ORDER BY 1 LIMIT 20
        """,
        "Habla con la familia, conserva una y retira la otra.",
    ),
    Invariant(
        "P07",
        "Ninguna solicitud llegó después del cierre",
        """
        SELECT a.id, a.call_id, a.submitted_at, coalesce(c.extended_until, c.closes_at) AS deadline
        FROM scholarship_applications a JOIN scholarship_calls c ON c.id = a.call_id
        WHERE a.submitted_at > coalesce(c.extended_until, c.closes_at) OR a.submitted_at < c.opens_at
        ORDER BY a.id LIMIT 20
        """,
        "Revisa la bitácora de la convocatoria: solo una prórroga publicada puede recibirla.",
    ),
)
