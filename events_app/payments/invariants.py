"""What must always be true about money; each entry finds the rows for which it is not."""

from events_app.core.doctor import Invariant

# Of a transfer the payment is what came into the balance; its PaymentIntent, booked as well, would be it twice (M06).
INVARIANTS = (
    Invariant(
        "M01",
        "Cada movimiento del libro suma cero por moneda",
        """SELECT transaction_id AS id, currency, sum(amount) AS sum FROM ledger_entries
        GROUP BY transaction_id, currency HAVING sum(amount) <> 0 ORDER BY 1 LIMIT 20""",
        "Detén los cobros y busca quién escribió ese movimiento fuera de Convoca.",
    ),
    Invariant(
        "M02",
        "El total del pedido es la suma de sus renglones con IVA",
        """SELECT o.id, o.folio FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
        GROUP BY o.id HAVING count(l.id) = 0 OR sum(l.net) <> o.net OR sum(l.tax) <> o.tax
            OR sum(l.net) + sum(l.tax) <> o.total
            OR bool_or(l.net <> l.unit_net * l.quantity OR l.tax <> l.unit_tax * l.quantity)
            OR bool_or(abs(l.unit_tax - l.unit_net * l.tax_rate) > 0.5)
        ORDER BY o.id LIMIT 20""",
        "Compara el pedido con sus renglones y con lo que se cobró en Stripe.",
    ),
    Invariant(
        "M03",
        "Un pedido pagado recibió al menos su total",
        """WITH came AS (SELECT order_id, sum(amount) AS amount FROM payments GROUP BY order_id),
        went AS (SELECT order_id, sum(amount) AS amount FROM (
            SELECT order_id, amount FROM refunds WHERE status = 'succeeded'
            UNION ALL SELECT p.order_id, d.amount FROM disputes d JOIN payments p ON p.id = d.payment_id
                WHERE d.status = 'lost'
            UNION ALL SELECT source_id, amount - returned FROM credit_uses) gone GROUP BY order_id),
        sold AS (SELECT t.order_id FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
            WHERE e.account = 'income' GROUP BY t.order_id HAVING sum(e.amount) <> 0)
        SELECT o.id, o.folio, o.status FROM orders o LEFT JOIN came ON came.order_id = o.id
        LEFT JOIN went ON went.order_id = o.id
        LEFT JOIN sold ON sold.order_id = o.id
        WHERE (o.status IN ('paid', 'paid_no_seat') AND coalesce(came.amount, 0) < o.total)
           OR (o.status IN ('paid', 'paid_no_seat', 'partly_paid') AND came.amount <= went.amount)
           OR (o.status = 'pending' AND came.amount > 0)
           OR (o.status IN ('refunded', 'dispute_lost') AND came.amount IS NULL)
           OR (o.status IN ('released', 'refunded') AND sold.order_id IS NOT NULL)
           OR (o.status = 'refunded' AND came.amount > coalesce(went.amount, 0))
           OR (o.status = 'dispute_lost' AND NOT EXISTS (SELECT 1 FROM disputes d
               JOIN payments p ON p.id = d.payment_id WHERE p.order_id = o.id AND d.status = 'lost'))
        ORDER BY o.id LIMIT 20""",
        "Busca el pago del pedido en Stripe; si no existe, el pedido no está pagado.",
    ),
    Invariant(
        "M04",
        "Lo que se recibió de más está anotado como saldo a favor",
        """WITH moves AS (
            SELECT order_id, amount FROM payments
            UNION ALL SELECT order_id, -amount FROM refunds WHERE status = 'succeeded'
            UNION ALL SELECT p.order_id, -d.amount FROM disputes d JOIN payments p ON p.id = d.payment_id
                WHERE d.status = 'lost'
            UNION ALL SELECT source_id, returned - amount FROM credit_uses),
        kept AS (SELECT order_id, sum(amount) AS amount FROM moves GROUP BY order_id),
        held AS (SELECT t.order_id, -sum(e.amount) AS amount FROM ledger_entries e
            JOIN ledger_transactions t ON t.id = e.transaction_id WHERE e.account = 'customer_credit'
            GROUP BY t.order_id)
        SELECT o.id, o.folio FROM orders o LEFT JOIN kept ON kept.order_id = o.id
        LEFT JOIN held ON held.order_id = o.id
        WHERE coalesce(kept.amount, 0) - o.total > greatest(coalesce(held.amount, 0), 0) OR held.amount < 0
        ORDER BY o.id LIMIT 20""",
        "Devuelve el excedente o anótalo como saldo a favor del comprador.",
    ),
    Invariant(
        "M05",
        "Las devoluciones no pasan de lo pagado",
        """SELECT p.id, p.provider_id FROM payments p LEFT JOIN (
            SELECT payment_id, sum(amount) FILTER (WHERE status NOT IN ('failed', 'cancelled')) AS asked,
                sum(amount) FILTER (WHERE status = 'succeeded') AS done, min(order_id) AS first, max(order_id) AS last
            FROM refunds GROUP BY payment_id) r ON r.payment_id = p.id
        WHERE coalesce(r.asked, 0) > p.amount OR coalesce(r.asked, 0) <> p.refund_reserved
           OR r.first <> p.order_id OR r.last <> p.order_id
           OR (p.status <> 'dispute_lost' AND p.status <> CASE WHEN coalesce(r.done, 0) = 0 THEN 'succeeded'
               WHEN r.done >= p.amount THEN 'refunded' ELSE 'partly_refunded' END)
        ORDER BY p.id LIMIT 20""",
        "Revisa en Stripe cuánto se devolvió de verdad.",
    ),
    Invariant(
        "M06",
        "Un objeto de Stripe es un solo pago",
        """SELECT id, count(*) AS n FROM (
            SELECT lower(provider_id) AS id FROM payments
            UNION ALL SELECT lower(charge_id) FROM payments WHERE charge_id <> ''
            UNION ALL SELECT lower(provider_id) FROM refunds WHERE provider_id IS NOT NULL
            UNION ALL SELECT lower(intent_id) FROM vouchers WHERE method = 'spei' AND intent_id IS NOT NULL) named
        GROUP BY id HAVING count(*) > 1 LIMIT 20""",
        "Conserva el primer pago y corrige el libro con un movimiento contrario.",
    ),
    Invariant(
        "M07",
        "La moneda y el modo (real o prueba) coinciden",
        """SELECT p.id, p.provider_id FROM payments p JOIN orders o ON o.id = p.order_id
        WHERE p.currency <> o.currency
           OR p.livemode <> (SELECT f.livemode FROM payments f ORDER BY f.id LIMIT 1)
           OR EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id AND r.currency <> p.currency)
           OR EXISTS (SELECT 1 FROM disputes d WHERE d.payment_id = p.id AND d.currency <> p.currency)
        UNION ALL SELECT e.id, t.key FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
            JOIN orders o ON o.id = t.order_id WHERE e.currency <> o.currency
        UNION ALL SELECT w.id, o.folio FROM office_payments w JOIN orders o ON o.id = w.order_id
            WHERE w.currency <> o.currency
        UNION ALL SELECT u.id, o.folio FROM credit_uses u JOIN orders o ON o.id IN (u.order_id, u.source_id)
            WHERE u.currency <> o.currency
        ORDER BY 1 LIMIT 20""",
        "Un pago de prueba o en otra moneda no puede pagar este pedido: revísalo en Stripe.",
    ),
    Invariant(
        "M08",
        "OXXO cobra de 10 a 10,000 pesos y nunca se devuelve por Stripe",
        """SELECT p.id, p.provider_id FROM payments p WHERE p.method = 'oxxo' AND (
            p.currency <> 'MXN' OR p.amount NOT BETWEEN 1000 AND 1000000
            OR EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id
                AND (r.kind = 'stripe' OR r.call_id IS NOT NULL OR r.provider_id IS NOT NULL)))
        UNION ALL SELECT p.id, p.provider_id FROM refunds r JOIN payments p ON p.id = r.payment_id
            WHERE r.method <> p.method
        ORDER BY 1 LIMIT 20""",
        "Devuelve ese dinero por transferencia, con comprobante y dos personas, y cancela lo pedido a Stripe.",
    ),
    Invariant(
        "M09",
        "Cada pago está en el libro exactamente una vez",
        """SELECT p.id, p.provider_id FROM payments p
        LEFT JOIN ledger_transactions t ON t.payment_id = p.id AND t.kind IN ('sale', 'credit')
        GROUP BY p.id HAVING count(t.id) <> 1 OR bool_or(t.order_id <> p.order_id) ORDER BY p.id LIMIT 20""",
        "Compara el pago con el libro y anota lo que falte con un movimiento nuevo.",
    ),
    Invariant(
        "M10",
        "Lo anotado en el libro es lo que se movió",
        """WITH booked AS (
            SELECT t.payment_id, sum(e.amount) FILTER (
                WHERE e.account IN ('stripe', 'cash', 'bank', 'credit_transfer')) AS amount
            FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id GROUP BY t.payment_id),
        gone AS (SELECT payment_id, sum(amount) AS amount FROM refunds WHERE status = 'succeeded' GROUP BY payment_id),
        lost AS (SELECT payment_id, sum(amount) AS amount FROM disputes WHERE status = 'lost' GROUP BY payment_id),
        passed AS (SELECT t.order_id, sum(e.amount) AS amount FROM ledger_entries e
            JOIN ledger_transactions t ON t.id = e.transaction_id
            WHERE e.account = 'credit_transfer' AND t.payment_id IS NULL GROUP BY t.order_id),
        used AS (SELECT source_id, sum(amount - returned) AS amount FROM credit_uses GROUP BY source_id)
        SELECT p.id, p.provider_id FROM payments p LEFT JOIN booked ON booked.payment_id = p.id
        LEFT JOIN gone ON gone.payment_id = p.id LEFT JOIN lost ON lost.payment_id = p.id
        WHERE coalesce(booked.amount, 0) <> p.amount - coalesce(gone.amount, 0) - coalesce(lost.amount, 0)
        UNION ALL
        SELECT o.id, o.folio FROM orders o LEFT JOIN passed ON passed.order_id = o.id
        LEFT JOIN used ON used.source_id = o.id
        WHERE coalesce(passed.amount, 0) + coalesce(used.amount, 0) <> 0
        UNION ALL
        SELECT t.id, t.key FROM ledger_transactions t JOIN payments p ON p.id = t.payment_id
        JOIN orders o ON o.id = t.order_id JOIN ledger_entries e ON e.transaction_id = t.id
        WHERE t.kind IN ('sale', 'credit') AND (
            (e.account IN ('stripe', 'cash', 'bank', 'credit_transfer') AND e.account <> CASE
                WHEN p.method IN ('card', 'oxxo', 'spei') THEN 'stripe' WHEN p.method = 'cash' THEN 'cash'
                WHEN p.method = 'credit' THEN 'credit_transfer' ELSE 'bank' END)
            OR (t.kind = 'sale' AND e.amount <> CASE e.account WHEN 'income' THEN -o.net
                WHEN 'tax_payable' THEN -o.tax ELSE e.amount END))
        UNION ALL
        SELECT coalesce(came.order_id, told.order_id), 'facts' FROM
            (SELECT order_id, sum(amount) AS amount FROM payments GROUP BY order_id) came FULL JOIN
            (SELECT order_id, sum(amount) AS amount FROM order_facts WHERE kind = 'paid' GROUP BY order_id) told
            ON told.order_id = came.order_id WHERE came.amount IS DISTINCT FROM told.amount
        UNION ALL
        SELECT id, account FROM ledger_entries WHERE account NOT IN ('stripe', 'cash', 'bank', 'credit_transfer',
            'income', 'tax_payable', 'customer_credit', 'losses')
        ORDER BY 1 LIMIT 20""",
        "Compara el pago, sus devoluciones y el libro con lo que dicen Stripe, el banco y la caja.",
    ),
    Invariant(
        "M11",
        "El dinero que una persona anota o devuelve por encima del límite tiene dos personas",
        """WITH alone AS (
            SELECT id, order_id, requested_by AS person, amount, alone_before, coalesce(two_people_over, 0) AS most,
                'refund' AS what FROM refunds
            WHERE status = 'succeeded' AND (kind = 'manual' OR (kind = 'external' AND two_people_over IS NOT NULL))
              AND approved_by IN ('', requested_by)
            UNION ALL SELECT id, order_id, recorded_by, amount, alone_before, two_people_over, 'payment'
            FROM office_payments WHERE status = 'booked' AND decided_by IN ('', recorded_by))
        SELECT max(id) AS id, what, order_id, person FROM alone GROUP BY what, order_id, person
        HAVING sum(amount) > max(most) OR bool_or(amount + alone_before > most)
        UNION ALL SELECT p.id, 'unwritten', p.order_id, '' FROM payments p
            LEFT JOIN office_payments w ON w.payment_id = p.id AND w.status = 'booked'
            WHERE p.provider_id ~ '^office:[0-9]+$' AND w.amount IS DISTINCT FROM p.amount
        UNION ALL SELECT p.id, 'not in the bank', p.order_id, '' FROM payments p
            LEFT JOIN bank_lines l ON l.payment_id = p.id AND 'bank:' || l.id = p.provider_id
            WHERE p.provider_id ~ '^bank:[0-9]+$' AND l.amount IS DISTINCT FROM p.amount
        ORDER BY 1 LIMIT 20""",
        "Pide que otra persona revise el comprobante y averigua quién lo registró solo.",
    ),
    Invariant(
        "M12",
        "Ningún aviso de Stripe espera más de 10 minutos",
        """SELECT id, event_id, type FROM stripe_events
        WHERE status IN ('received', 'failed') AND received_at < CAST(:now AS timestamptz) - interval '10 minutes'
        ORDER BY id LIMIT 20""",
        "Revisa que el proceso de trabajos esté corriendo y mira la lista de trabajos fallidos.",
    ),
    Invariant(
        "M13",
        "Una clave de idempotencia tiene un solo contenido y un solo efecto",
        """SELECT key AS id FROM stripe_calls GROUP BY key HAVING count(*) > 1
        UNION ALL SELECT answer_id FROM stripe_calls WHERE answer_id <> '' GROUP BY answer_id HAVING count(*) > 1
        UNION ALL SELECT key FROM stripe_calls WHERE (status = 'answered') <> (answer_id <> '')
        UNION ALL SELECT c.key FROM refunds r JOIN stripe_calls c ON c.id = r.call_id GROUP BY c.key HAVING count(*) > 1
        UNION ALL SELECT key FROM idempotency_keys GROUP BY actor, path, key HAVING count(*) > 1
        LIMIT 20""",
        "Busca en Stripe los objetos de esas claves y devuelve el cobro repetido.",
    ),
    Invariant(
        "M15",
        "Un contracargo perdido salió del libro",
        """SELECT d.id, d.provider_id FROM disputes d JOIN payments p ON p.id = d.payment_id
        WHERE d.status = 'lost' AND (p.status <> 'dispute_lost' OR NOT EXISTS (SELECT 1 FROM ledger_transactions t
            WHERE t.key = 'dispute:' || d.provider_id AND t.payment_id = d.payment_id))
        UNION ALL SELECT p.id, p.provider_id FROM payments p WHERE p.status = 'dispute_lost' AND NOT EXISTS (
            SELECT 1 FROM disputes d WHERE d.payment_id = p.id AND d.status = 'lost')
        UNION ALL SELECT t.id, t.key FROM ledger_transactions t WHERE t.kind = 'dispute_lost' AND NOT EXISTS (
            SELECT 1 FROM disputes d WHERE t.key = 'dispute:' || d.provider_id AND d.status = 'lost')
        ORDER BY 1 LIMIT 20""",
        "Anota el contracargo en el libro: el banco ya se llevó ese dinero.",
    ),
)
