"""What must always be true of seats, registrations and tickets."""

from events_app.core.doctor import Invariant
from events_app.registration.waiting_invariants import WAITING_INVARIANTS

INVARIANTS = (
    Invariant(
        "S01",
        "Cada contador de lugares es la suma de sus registros vivos",
        """
        WITH live AS (
            SELECT event_id, ticket_type_id, seats FROM registrations
            WHERE status IN ('requested', 'held', 'confirmed')
            UNION ALL
            SELECT event_id, ticket_type_id, seats FROM seat_offers WHERE status = 'open'
        )
        SELECT * FROM (
            SELECT 'event' AS counter, e.id, e.taken, coalesce(sum(l.seats), 0)::int AS seats
            FROM events e LEFT JOIN live l ON l.event_id = e.id
            GROUP BY e.id HAVING e.taken <> coalesce(sum(l.seats), 0)
            UNION ALL
            SELECT 'ticket_type', t.id, t.taken, coalesce(sum(l.seats), 0)::int
            FROM ticket_types t LEFT JOIN live l ON l.ticket_type_id = t.id
            GROUP BY t.id HAVING t.taken <> coalesce(sum(l.seats), 0)
        ) wrong ORDER BY counter, id LIMIT 20
        """,
        "Compara el contador con la lista de registros y corrige el contador con ayuda técnica.",
    ),
    Invariant(
        "S02",
        "Ni el evento ni un tipo de boleto pasan de su cupo",
        """
        SELECT 'event' AS counter, id, taken, capacity FROM events WHERE taken < 0 OR taken > capacity
        UNION ALL
        SELECT 'ticket_type', id, taken, quota FROM ticket_types WHERE taken < 0 OR taken > quota
        ORDER BY 1, 2 LIMIT 20
        """,
        "Revisa los registros del evento: cancela o reubica a quienes sobran.",
    ),
    Invariant(
        "S03",
        "Los lugares del evento son la suma de los de sus tipos de boleto",
        """
        SELECT e.id, e.taken, coalesce(sum(t.taken), 0)::int AS types
        FROM events e LEFT JOIN ticket_types t ON t.event_id = e.id
        GROUP BY e.id HAVING e.taken <> coalesce(sum(t.taken), 0) ORDER BY e.id LIMIT 20
        """,
        "Compara los tipos de boleto del evento con su contador y corrige el que no coincida.",
    ),
    Invariant(
        "S04",
        "Una persona tiene a lo más un registro vivo por evento",
        """
        SELECT r.event_id, coalesce(p.merged_into_id, p.id) AS person_id, count(*)::int AS live
        FROM registrations r JOIN people p ON p.id = r.person_id
        WHERE r.status IN ('requested', 'held', 'confirmed')
        GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2 LIMIT 20
        """,
        "Cancela el registro repetido después de hablar con la persona.",
    ),
    Invariant(
        "S05",
        "Ningún registro quedó a medias",
        """
        SELECT r.id, r.event_id, r.status, r.order_id
        FROM registrations r JOIN ticket_types t ON t.id = r.ticket_type_id LEFT JOIN orders o ON o.id = r.order_id
        LEFT JOIN registration_groups g ON g.id = r.group_id LEFT JOIN orders go ON go.id = g.order_id
        WHERE t.event_id <> r.event_id
           OR g.event_id <> r.event_id OR g.company_id <> r.company_id
           OR (g.order_id IS NOT NULL AND go.reference <> 'group:' || g.id)
           OR (g.status IN ('held', 'confirmed') AND r.status IN ('held', 'confirmed') AND g.status <> r.status)
           OR (g.status = 'draft' AND r.status = 'confirmed')
           OR (g.status IN ('cancelled', 'expired') AND r.status IN ('requested', 'held', 'confirmed'))
           OR (r.status = 'held' AND coalesce(o.status, go.status) NOT IN ('pending', 'partly_paid'))
           OR (r.status IN ('held', 'confirmed') AND o.total <> r.total)
           OR (r.order_id IS NOT NULL AND o.reference <> 'registration:' || r.id)
           OR (r.total > 0 AND r.order_id IS NULL AND r.group_id IS NULL
               AND r.status NOT IN ('requested', 'cancelled', 'expired'))
           OR (r.order_id IS NOT NULL AND r.currency <> o.currency)
           OR ((r.status IN ('requested', 'held')) <> (r.hold_expires_at IS NOT NULL))
           OR (r.status = 'confirmed' AND r.confirmed_at IS NULL)
           OR ((r.status = 'requested') <> (
               EXISTS (SELECT 1 FROM approvals a WHERE a.registration_id = r.id AND a.status = 'waiting')
               OR EXISTS (SELECT 1 FROM company_requests q WHERE q.registration_id = r.id AND q.status = 'waiting')))
        ORDER BY r.id LIMIT 20
        """,
        "Abre el registro y su pedido; cancela el que no tenga sentido y vuelve a registrar a la persona.",
    ),
    Invariant(
        "S06",
        "Un lugar confirmado está pagado o no cuesta",
        """
        SELECT r.id, r.event_id, o.id AS order_id, o.status FROM registrations r
        LEFT JOIN registration_groups g ON g.id = r.group_id
        LEFT JOIN orders o ON o.id = coalesce(r.order_id, g.order_id)
        WHERE r.status = 'confirmed' AND r.total > 0
          AND coalesce(o.status, '') NOT IN ('paid', 'dispute_lost')
        ORDER BY r.id LIMIT 20
        """,
        "Revisa el pago en Dinero: confirma el cobro o cancela el lugar.",
    ),
    Invariant(
        "S07",
        "Quien canceló o dejó vencer su lugar ya no lo ocupa",
        """
        SELECT r.id, r.event_id, r.status FROM registrations r
        WHERE (r.status IN ('cancelled', 'expired')) <> (r.ended_at IS NOT NULL)
           OR (r.status IN ('cancelled', 'expired') AND r.hold_expires_at IS NOT NULL)
        ORDER BY r.id LIMIT 20
        """,
        "Revisa que el contador del evento ya no incluya este registro.",
    ),
    Invariant(
        "S08",
        "El código de cada boleto se guarda cifrado y es único",
        """
        SELECT min(id) AS id, left(code_hash, 8) AS code, count(*)::int AS times FROM registrations
        GROUP BY code_hash HAVING count(*) > 1 OR code_hash !~ '^[0-9a-f]{64}$' ORDER BY 1 LIMIT 20
        """,
        "Cambia el código del boleto desde el registro y reenvíalo.",
    ),
    Invariant(
        "M14",
        "Ningún apartado vencido hace más de 5 minutos ocupa un lugar",
        """
        SELECT * FROM (
            SELECT 'registration' AS what, id, event_id, hold_expires_at FROM registrations
            WHERE status IN ('requested', 'held')
            UNION ALL
            SELECT 'group', id, event_id, hold_expires_at FROM registration_groups WHERE status IN ('draft', 'held')
            UNION ALL
            SELECT 'order', id, NULL, hold_expires_at FROM orders WHERE status IN ('pending', 'partly_paid')
            UNION ALL
            SELECT 'offer', id, event_id, expires_at FROM seat_offers WHERE status = 'open'
        ) held WHERE hold_expires_at < :now - interval '5 minutes'
        ORDER BY hold_expires_at, id LIMIT 20
        """,
        "Revisa que el trabajador de tareas esté encendido; él libera los apartados cada minuto.",
    ),
    *WAITING_INVARIANTS,
)
