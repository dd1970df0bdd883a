"""What must always be true of the door: who is inside agrees with a log that only grows."""

from events_app.core.doctor import Invariant

INVARIANTS = (
    Invariant(
        "C01",
        "Cada boleto tiene a lo más una entrada abierta, la misma que dice el registro de lecturas",
        """
        SELECT event_id, place, credential, open, rows_inside FROM (
            SELECT coalesce(l.event_id, a.event_id) AS event_id, coalesce(l.place, a.place) AS place,
                coalesce(l.credential, a.credential) AS credential, coalesce(l.open, 0) AS open,
                coalesce(a.rows_inside, 0) AS rows_inside
            FROM (
                SELECT s.event_id, s.place, s.credential,
                    (count(*) FILTER (WHERE (s.verdict = 'admitted' OR v.decision = 'counted') AND u.id IS NULL)
                     - count(*) FILTER (WHERE s.verdict = 'exited'))::int AS open
                FROM scans s LEFT JOIN scan_undos u ON u.scan_id = s.id LEFT JOIN scan_reviews v ON v.scan_id = s.id
                WHERE s.credential <> '' AND (s.verdict IN ('admitted', 'exited') OR v.decision = 'counted')
                GROUP BY s.event_id, s.place, s.credential
            ) l FULL JOIN (
                SELECT event_id, place, credential, count(*) FILTER (WHERE inside)::int AS rows_inside
                FROM admissions GROUP BY event_id, place, credential
            ) a ON a.event_id = l.event_id AND a.place = l.place AND a.credential = l.credential
        ) joined WHERE open NOT IN (0, 1) OR rows_inside <> open ORDER BY event_id, place, credential LIMIT 20
        """,
        "Revisa las lecturas de ese boleto en Puertas y deshaz la entrada que sobra.",
    ),
    Invariant(
        "C02",
        "Cada lectura está una sola vez con el número que le puso su teléfono",
        """
        SELECT min(id) AS id, device_id, client_id::text AS client_id, count(*)::int AS times FROM scans
        GROUP BY device_id, client_id HAVING count(*) > 1 ORDER BY 1 LIMIT 20
        """,
        "Guarda la lista de lecturas repetidas y pide ayuda técnica antes de cambiar nada.",
    ),
    Invariant(
        "C03",
        "Un teléfono solo escribe en las puertas de su evento",
        """
        SELECT s.id, s.device_id, s.event_id, d.event_id AS device_event, g.event_id AS gate_event
        FROM scans s JOIN devices d ON d.id = s.device_id JOIN gates g ON g.id = s.gate_id
        LEFT JOIN registrations r ON s.credential = 'registration:' || r.id
        WHERE s.event_id <> d.event_id OR s.event_id <> g.event_id OR s.event_id <> coalesce(r.event_id, s.event_id)
        ORDER BY s.id LIMIT 20
        """,
        "Revoca ese teléfono y revisa a quién dejó entrar.",
    ),
    Invariant(
        "C04",
        "Lo que manda un teléfono revocado no cuenta sin la decisión de quien supervisa",
        """
        SELECT s.id, s.device_id, s.received_at, d.revoked_at FROM scans s JOIN devices d ON d.id = s.device_id
        WHERE d.revoked_at IS NOT NULL AND s.received_at > d.revoked_at AND NOT s.quarantined
        ORDER BY s.id LIMIT 20
        """,
        "Revisa esas lecturas en Puertas y decide cuáles cuentan.",
    ),
    Invariant(
        "C05",
        "Quien entró tenía un boleto vigente en ese momento, o su caso está en la lista de conflictos",
        """
        SELECT s.id, s.credential, s.happened_at, r.status, r.ended_at
        FROM scans s LEFT JOIN registrations r ON s.credential = 'registration:' || r.id
        LEFT JOIN scan_undos u ON u.scan_id = s.id
        WHERE s.verdict = 'admitted' AND u.id IS NULL AND s.credential LIKE 'registration:%'
          AND (r.id IS NULL OR r.confirmed_at IS NULL
               OR (r.status IN ('cancelled', 'expired') AND r.ended_at < s.happened_at - interval '1 minute'))
        ORDER BY s.id LIMIT 20
        """,
        "Busca a la persona en la lista de lecturas: confirma su lugar o deshaz la entrada.",
    ),
)
