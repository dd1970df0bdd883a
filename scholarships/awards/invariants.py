"""What must always be true of scholarships once they are given: within the budget and the rules, by two, traced."""

from events_app.core.doctor import Invariant

INVARIANTS = (
    Invariant(
        "A01",
        "Lo otorgado cabe en el presupuesto y en los cupos de la convocatoria",
        """
        WITH standing AS (
            SELECT a.* FROM scholarship_awards a WHERE a.status IN ('offered', 'accepted', 'paid')
        ), rules AS (
            SELECT d.call_id, rule, asked FROM (
                SELECT DISTINCT ON (call_id) call_id, ranking_id FROM scholarship_decisions ORDER BY call_id, id DESC
            ) d
            JOIN scholarship_rankings r ON r.id = d.ranking_id
            CROSS JOIN LATERAL (SELECT r.inputs::jsonb -> 'award' AS asked) q
            CROSS JOIN LATERAL jsonb_array_elements(asked -> 'rules') AS rule
        ), counted AS (
            SELECT rules.call_id, rule, (
                SELECT count(*) FROM jsonb_array_elements(asked -> 'applications') AS one
                JOIN scholarship_applications w ON w.call_id = rules.call_id AND w.folio = one ->> 'id'
                JOIN scholarship_decisions d ON d.application_id = w.id AND d.verdict = 'awarded'
                WHERE one ->> (rule ->> 'attribute') = rule ->> 'value'
            ) AS decided, (
                SELECT count(*) FROM jsonb_array_elements(asked -> 'applications') AS one
                JOIN scholarship_applications w ON w.call_id = rules.call_id AND w.folio = one ->> 'id'
                JOIN standing s ON s.application_id = w.id
                WHERE one ->> (rule ->> 'attribute') = rule ->> 'value'
            ) AS awards FROM rules
        )
        SELECT * FROM (
            SELECT c.id, c.code, 'budget' AS rule, sum(s.amount)::bigint AS has, c.budget AS may
            FROM standing s JOIN scholarship_calls c ON c.id = s.call_id
            GROUP BY c.id HAVING sum(s.amount) > c.budget OR bool_or(s.currency <> c.currency)
            UNION ALL
            SELECT k.call_id, c.code, k.rule ->> 'attribute', k.awards, (k.rule ->> 'max')::bigint
            FROM counted k JOIN scholarship_calls c ON c.id = k.call_id
            WHERE greatest(k.awards, k.decided) > (k.rule ->> 'max')::bigint
            UNION ALL
            SELECT k.call_id, c.code, k.rule ->> 'attribute', k.decided, (k.rule ->> 'min')::bigint
            FROM counted k JOIN scholarship_calls c ON c.id = k.call_id
            WHERE k.decided < (k.rule ->> 'min')::bigint AND NOT EXISTS (
                SELECT 1 FROM scholarship_decisions d WHERE d.call_id = c.id AND d.verdict = 'rejected')
        ) wrong ORDER BY id LIMIT 20
        """,
        "Detén los pagos y lleva el caso al comité: las becas no respetan el presupuesto o un cupo.",
    ),
    Invariant(
        "A02",
        "Cada beca tiene una resolución de su convocatoria, con sus lecturas y dos personas distintas",
        """
        SELECT a.id, w.folio, d.readings, c.minimum_readings FROM scholarship_awards a
        JOIN scholarship_applications w ON w.id = a.application_id JOIN scholarship_decisions d ON d.id = a.decision_id
        JOIN scholarship_calls c ON c.id = a.call_id
        WHERE d.application_id <> a.application_id OR d.call_id <> a.call_id OR w.call_id <> a.call_id
           OR d.readings < c.minimum_readings OR d.decided_by_id = d.seconded_by_id
           OR (SELECT count(*) FROM scholarship_assignments r
               WHERE r.application_id = w.id AND r.status = 'done') < c.minimum_readings
        ORDER BY a.id LIMIT 20
        """,
        "Detén esa beca: el comité tiene que resolverla otra vez con sus lecturas completas y dos firmas.",
    ),
    Invariant(
        "A03",
        "Cada solicitud tiene a lo más una beca",
        """
        SELECT min(id) AS id, application_id, count(*) AS awards FROM scholarship_awards
        GROUP BY application_id HAVING count(*) > 1 ORDER BY 1 LIMIT 20
        """,
        "Deja una sola beca por solicitud y regresa la otra al fondo.",
    ),
    Invariant(
        "A04",
        "Ninguna carta salió antes de la publicación",
        """
        SELECT l.id, w.folio, l.issued_at, c.published_at FROM scholarship_letters l
        JOIN scholarship_applications w ON w.id = l.application_id JOIN scholarship_calls c ON c.id = w.call_id
        WHERE c.published_at IS NULL OR l.issued_at < c.published_at OR l.opened_at < c.published_at
        ORDER BY l.id LIMIT 20
        """,
        "Revisa quién pudo leer esa carta antes de tiempo y avisa al comité.",
    ),
    Invariant(
        "A05",
        "Cada peso otorgado sale de una bolsa de su moneda que lo tiene",
        """
        WITH live AS (
            SELECT award_id, sum(amount) AS amount, count(DISTINCT currency) AS currencies, min(currency) AS currency
            FROM scholarship_allocations WHERE released_at IS NULL GROUP BY award_id
        ), owed AS (
            SELECT a.id, a.currency, CASE WHEN a.status IN ('offered', 'accepted', 'paid')
                THEN a.amount + coalesce((SELECT sum(r.amount) FROM scholarship_renewals r WHERE r.award_id = a.id), 0)
                ELSE coalesce((SELECT sum(i.amount) FROM scholarship_instalments i
                               WHERE i.award_id = a.id AND i.status IN ('paid', 'ordered')), 0) END AS amount
            FROM scholarship_awards a
        )
        SELECT * FROM (
            SELECT o.id, 'award' AS kind, o.amount::bigint AS should, coalesce(l.amount, 0)::bigint AS has
            FROM owed o LEFT JOIN live l ON l.award_id = o.id
            WHERE o.amount <> coalesce(l.amount, 0) OR l.currencies > 1 OR l.currency <> o.currency
            UNION ALL
            SELECT s.id, 'purse', coalesce(d.amount, 0)::bigint, coalesce(p.amount, 0)::bigint
            FROM scholarship_fund_sources s
            LEFT JOIN (SELECT source_id, sum(amount) AS amount FROM scholarship_donations
                       GROUP BY source_id) d ON d.source_id = s.id
            LEFT JOIN (SELECT source_id, sum(amount) AS amount FROM scholarship_allocations
                       WHERE released_at IS NULL GROUP BY source_id) p ON p.source_id = s.id
            WHERE coalesce(p.amount, 0) > greatest(coalesce(d.amount, 0), 0)
               OR EXISTS (SELECT 1 FROM scholarship_donations m WHERE m.source_id = s.id AND m.currency <> s.currency)
               OR EXISTS (SELECT 1 FROM scholarship_allocations m
                          WHERE m.source_id = s.id AND m.released_at IS NULL AND m.currency <> s.currency)
        ) wrong ORDER BY kind, id LIMIT 20
        """,
        "Compara la beca con sus bolsas en Fondo de becas y registra el donativo o el movimiento que falta.",
    ),
)
