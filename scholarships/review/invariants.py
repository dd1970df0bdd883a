"""What must always be true of the reading: the right people scored, in range, in time, and every version is there."""

from events_app.core.doctor import Invariant

INVARIANTS = (
    Invariant(
        "P01",
        "Toda calificación va de 1 a 5 y es de un criterio de la convocatoria",
        """
        SELECT s.id, s.criterion, s.value, s.not_applicable FROM scholarship_score_versions s
        JOIN scholarship_applications w ON w.id = s.application_id JOIN scholarship_calls c ON c.id = w.call_id
        WHERE s.value NOT BETWEEN 1 AND 5 OR (s.not_applicable AND s.value IS NOT NULL)
           OR NOT EXISTS (SELECT 1 FROM jsonb_array_elements(c.rubric::jsonb -> 'criteria') each
                          WHERE each ->> 'key' = s.criterion)
        ORDER BY s.id LIMIT 20
        """,
        "No calcules resultados: revisa con la presidencia esas calificaciones y pide ayuda técnica.",
    ),
    Invariant(
        "P02",
        "Cada calificación tiene una sola versión vigente y todas las anteriores",
        """
        SELECT min(id) AS id, application_id, reviewer_id, criterion, count(*)::int AS versions, max(version) AS newest
        FROM scholarship_score_versions GROUP BY application_id, reviewer_id, criterion
        HAVING count(*) <> max(version) OR count(DISTINCT version) <> count(*) OR min(version) <> 1
        ORDER BY 1 LIMIT 20
        """,
        "Alguien borró o duplicó una versión por fuera: compárala con el último respaldo.",
    ),
    Invariant(
        "P03",
        "Solo calificó quien tenía asignado ese expediente",
        """
        SELECT s.id, s.assignment_id, s.application_id, s.reviewer_id FROM scholarship_score_versions s
        LEFT JOIN scholarship_assignments a ON a.id = s.assignment_id
        LEFT JOIN scholarship_reviewers v ON v.id = s.reviewer_id
        LEFT JOIN scholarship_applications w ON w.id = s.application_id
        WHERE a.id IS NULL OR a.application_id <> s.application_id OR a.reviewer_id <> s.reviewer_id
           OR v.call_id IS DISTINCT FROM w.call_id OR s.at < a.assigned_at
        ORDER BY s.id LIMIT 20
        """,
        "Esas calificaciones no cuentan: avisa a la presidencia y pide otra lectura de esos expedientes.",
    ),
    Invariant(
        "P04",
        "Nadie tiene en la mano un expediente de su empresa o con conflicto de interés",
        """
        SELECT a.id, w.folio, v.code FROM scholarship_assignments a
        JOIN scholarship_applications w ON w.id = a.application_id
        JOIN scholarship_reviewers v ON v.id = a.reviewer_id
        LEFT JOIN scholarship_conflicts k ON k.application_id = w.id AND k.reviewer_id = v.id
        WHERE a.status <> 'returned' AND (k.id IS NOT NULL OR w.company_id = v.company_id)
        ORDER BY a.id LIMIT 20
        """,
        "Quita esos expedientes a su lector en el tablero de la lectura: otra persona los lee.",
    ),
    Invariant(
        "P05",
        "Ninguna calificación cambió después de cerrar su ronda ni de publicar resultados",
        """
        SELECT s.id, s.at, r.closed_at, c.published_at FROM scholarship_score_versions s
        JOIN scholarship_assignments a ON a.id = s.assignment_id
        JOIN scholarship_rounds r ON r.id = a.round_id JOIN scholarship_calls c ON c.id = r.call_id
        WHERE s.at > r.closed_at OR s.at > c.published_at OR s.at < r.opened_at
        ORDER BY s.id LIMIT 20
        """,
        "Compara esas calificaciones con el acta y con el último respaldo antes de pagar ninguna beca.",
    ),
)
