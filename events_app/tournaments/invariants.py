"""What must always be true of tournaments: who plays where, and how many places are taken."""

from events_app.core.doctor import Invariant

INVARIANTS = (
    Invariant(
        "T01",
        "Cada persona juega en un solo equipo, según lo que permite su torneo",
        """
        SELECT min(p.id) AS id, p.person_id, t.one_team_per, count(DISTINCT p.team_id)::int AS teams
        FROM players p
        JOIN teams m ON m.id = p.team_id AND m.status IN ('held', 'confirmed', 'withdrawn')
        JOIN divisions d ON d.id = p.division_id
        JOIN tournaments t ON t.id = d.tournament_id
        WHERE p.removed_at IS NULL
        GROUP BY p.person_id, t.id, t.one_team_per,
            CASE t.one_team_per WHEN 'division' THEN d.id::text WHEN 'sport' THEN d.sport ELSE '' END
        HAVING count(DISTINCT p.team_id) > 1
        UNION ALL
        SELECT p.id, p.person_id, 'roster', p.team_id::int FROM players p JOIN teams m ON m.id = p.team_id
        WHERE m.division_id <> p.division_id
        ORDER BY 1 LIMIT 20
        """,
        "Abre los dos equipos y quita a la persona de la lista que no le toca.",
    ),
    Invariant(
        "T09",
        "Los lugares ocupados de cada división son sus equipos vivos",
        """
        SELECT d.id, d.taken, count(t.id)::int AS teams
        FROM divisions d LEFT JOIN teams t
            ON t.division_id = d.id AND t.status IN ('held', 'confirmed', 'withdrawn')
        GROUP BY d.id HAVING d.taken <> count(t.id) ORDER BY d.id LIMIT 20
        """,
        "Compara la lista de equipos de la división con su contador y corrige el contador con ayuda técnica.",
    ),
    Invariant(
        "T10",
        "Un equipo confirmado está pagado o no debe nada, y cada pedido es de su equipo",
        """
        SELECT t.id, t.division_id, t.order_id, o.status FROM teams t LEFT JOIN orders o ON o.id = t.order_id
        WHERE (t.order_id IS NOT NULL AND o.reference IS DISTINCT FROM 'team:' || t.id)
           OR (t.status = 'confirmed' AND t.order_id IS NOT NULL AND t.confirmed_at IS NULL)
           OR (t.status = 'confirmed' AND o.status IN ('pending', 'partly_paid', 'released'))
        ORDER BY t.id LIMIT 20
        """,
        "Revisa el pago en Dinero: confirma el cobro o retira al equipo.",
    ),
    Invariant(
        "T11",
        "Ningún lugar de equipo vencido hace más de 5 minutos sigue ocupado",
        """
        SELECT id, division_id, hold_expires_at FROM teams
        WHERE status = 'held' AND hold_expires_at < :now - interval '5 minutes'
        ORDER BY hold_expires_at, id LIMIT 20
        """,
        "Revisa que el trabajador de tareas esté encendido; él libera los lugares cada minuto.",
    ),
)
