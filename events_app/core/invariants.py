"""What must always be true of the furniture: no message leaves twice, the audit is as it was sealed, jobs are whole."""

from events_app.core.audit import VERIFY
from events_app.core.doctor import Invariant

INVARIANTS = (
    Invariant(
        "X01",
        "Ningún mensaje salió dos veces a la misma dirección por el mismo motivo",
        """
        SELECT min(id) AS id, reason, count(*) AS messages, sum(accepted) AS accepted
        FROM outbox_messages GROUP BY reason, lower(address)
        HAVING count(*) > 1 OR sum(accepted) > 1 OR bool_or(status = 'sent' AND accepted <> 1)
        ORDER BY 1 LIMIT 20
        """,
        "Revisa en la bandeja de salida por qué se repitió el mensaje y avisa a quien lo recibió.",
    ),
    Invariant(
        "X03",
        "La bitácora está como se selló",
        VERIFY,
        "Alguien cambió la bitácora por fuera: compara esos renglones con el último respaldo y avisa a la dirección.",
    ),
    Invariant(
        "J01",
        "Cada trabajo pendiente está una sola vez y en un estado posible",
        """
        SELECT min(id) AS id, key, count(*) AS jobs FROM jobs
        WHERE key IS NOT NULL AND status IN ('waiting', 'running') GROUP BY key HAVING count(*) > 1
        UNION ALL
        SELECT id, kind, 1 FROM jobs
        WHERE (status = 'running') <> (lease_until IS NOT NULL)
           OR (status IN ('done', 'failed')) <> (finished_at IS NOT NULL)
           OR attempts NOT BETWEEN 0 AND max_attempts
        ORDER BY 1 LIMIT 20
        """,
        "Detén los procesos de trabajo, deja un solo renglón por clave y vuelve a iniciarlos.",
    ),
)
