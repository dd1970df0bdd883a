"""What must always be true of offers of the waiting list and of seats without cost."""

from events_app.core.doctor import Invariant

WAITING_INVARIANTS = (
    Invariant(
        "S09",
        "Cada oferta abierta de la lista de espera es de quien la espera, por los lugares que pidió",
        """
        SELECT w.id AS entry, o.id AS offer, w.status, o.seats, w.size
        FROM wait_entries w FULL JOIN (SELECT * FROM seat_offers WHERE status = 'open') o ON o.entry_id = w.id
        WHERE (w.status = 'offered') <> (o.id IS NOT NULL)
           OR (o.id IS NOT NULL AND (o.event_id, o.ticket_type_id, o.seats) <> (w.event_id, w.ticket_type_id, w.size))
        ORDER BY 1, 2 LIMIT 20
        """,
        "Abre la lista de espera del evento: quita a esa persona o vuelve a ofrecerle el lugar.",
    ),
    Invariant(
        "S10",
        "Los lugares sin costo que se cuentan como usados son de registros vivos",
        """
        SELECT * FROM (
            SELECT 'counter' AS what, c.id, c.used, count(u.id)::int AS uses
            FROM benefit_counters c LEFT JOIN benefit_uses u
                ON u.company_id = c.company_id AND u.benefit_id = c.benefit_id AND u.returned_at IS NULL
            GROUP BY c.id HAVING c.used <> count(u.id)
            UNION ALL
            SELECT 'use', u.id, u.registration_id::int, 0
            FROM benefit_uses u JOIN registrations r ON r.id = u.registration_id
            WHERE u.returned_at IS NULL AND r.status IN ('cancelled', 'expired')
        ) wrong ORDER BY what, id LIMIT 20
        """,
        "Compara los lugares sin costo de la empresa con sus registros y corrige la cuenta con ayuda técnica.",
    ),
)
