"""What must always be true of golf's places, sales and confirmations."""

from events_app.core.doctor import Invariant

INVARIANTS = (
    Invariant(
        "G01",
        "Cada contador de golf es la suma de lo que está apartado o pagado",
        """
        SELECT * FROM (
            SELECT 'golf' AS counter, g.id, g.taken, count(t.id)::int AS live
            FROM golf_tournaments g
            LEFT JOIN golf_teams t ON t.tournament_id = g.id AND t.status IN ('held', 'confirmed')
            GROUP BY g.id HAVING g.taken <> count(t.id)
            UNION ALL
            SELECT 'golf_extra', e.id, e.taken, coalesce(sum(s.quantity), 0)::int
            FROM golf_extras e LEFT JOIN golf_sales s ON s.extra_id = e.id AND s.status IN ('held', 'confirmed')
            GROUP BY e.id HAVING e.taken <> coalesce(sum(s.quantity), 0)
        ) wrong ORDER BY counter, id LIMIT 20
        """,
        "Compara el contador con la lista de equipos o de ventas y corrige el contador con ayuda técnica.",
    ),
    Invariant(
        "G02",
        "Ningún equipo, patrocinio o extra de golf está confirmado sin que su orden esté pagada",
        """
        SELECT * FROM (
            SELECT 'golf_team' AS kind, t.id, o.status FROM golf_teams t JOIN orders o ON o.id = t.order_id
            WHERE t.status = 'confirmed' AND o.status NOT IN ('paid', 'dispute_lost')
            UNION ALL
            SELECT 'golf_sponsor', s.id, o.status FROM golf_sponsors s JOIN orders o ON o.id = s.order_id
            WHERE s.status = 'confirmed' AND o.status NOT IN ('paid', 'dispute_lost')
            UNION ALL
            SELECT 'golf_extra', s.id, o.status FROM golf_sales s JOIN orders o ON o.id = s.order_id
            WHERE s.status = 'confirmed' AND o.status NOT IN ('paid', 'dispute_lost')
        ) wrong ORDER BY kind, id LIMIT 20
        """,
        "Revisa la orden en Dinero: pide el pago o da de baja lo que no se pagó.",
    ),
)
