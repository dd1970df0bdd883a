"""What must always be true of events: what a list of ids or a copied currency says, no foreign key can hold."""

from events_app.core.doctor import Invariant

INVARIANTS = (
    Invariant(
        "E01",
        "Un boleto solo da entrada a sesiones de su propio evento",
        """
        SELECT t.id, t.event_id, s.id::bigint AS session_id
        FROM ticket_types t CROSS JOIN LATERAL jsonb_array_elements_text(t.sessions::jsonb) AS s (id)
        LEFT JOIN agenda_sessions a ON a.id = s.id::bigint AND a.event_id = t.event_id
        WHERE a.id IS NULL ORDER BY t.id, 3 LIMIT 20
        """,
        "Abre ese tipo de boleto, revisa a qué sesiones da entrada y guárdalo otra vez.",
    ),
    Invariant(
        "E02",
        "Nadie quedó registrado en otra moneda que la del evento",
        """
        SELECT r.id, r.event_id, r.currency, e.currency AS event_currency
        FROM registrations r JOIN events e ON e.id = r.event_id
        WHERE r.currency <> e.currency ORDER BY r.id LIMIT 20
        """,
        "Compara el registro con su pedido; la moneda de un evento con registros no se cambia.",
    ),
)
