"""What must always be true about invoices; each entry finds the rows for which it is not."""

from events_app.core.doctor import Invariant
from events_app.fiscal.notes import CAUSES, INVOICED

# What left a stamped sale an hour ago has its note, and no note that was handed over says more or less than the books.
NOTES = f"""
WITH causes AS ({CAUSES})
SELECT o.id, o.folio, c.cause FROM causes c JOIN orders o ON o.id = c.order_id {INVOICED}
WHERE c.decided AND greatest(c.at, i.stamped_at) < :now - interval '1 hour' AND NOT EXISTS (
    SELECT 1 FROM invoice_requests n WHERE n.cause = c.cause AND n.status <> 'cancelled')
UNION ALL SELECT n.id, n.folio, n.cause FROM invoice_requests n LEFT JOIN causes c ON c.cause = n.cause
WHERE n.kind = 'credit_note' AND n.status IN ('exported', 'stamped') AND (n.net, n.tax) IS DISTINCT FROM (c.net, c.tax)
ORDER BY 1 LIMIT 20
"""  # noqa: S608 - made of our own constants

INVARIANTS = (
    Invariant(
        "F01",
        "Una factura timbrada tiene su XML, y cada XML reconocido su factura",
        """SELECT r.id, r.folio FROM invoice_requests r LEFT JOIN stamped_xmls s ON s.invoice_id = r.id
        WHERE r.status = 'stamped' AND (r.xml_id IS DISTINCT FROM s.file_id OR s.uuid IS DISTINCT FROM r.uuid)
        UNION ALL SELECT s.id, s.uuid FROM stamped_xmls s JOIN invoice_requests r ON r.id = s.invoice_id
        WHERE r.status NOT IN ('stamped', 'cancelled') ORDER BY 1 LIMIT 20""",
        "Vuelve a subir el XML de esa factura o pídeselo al contador por su UUID.",
    ),
    Invariant(
        "F02",
        "Una venta se factura una sola vez: por su comprador o en la global",
        """SELECT o.id, o.folio FROM orders o JOIN global_sales s ON s.order_id = o.id
        JOIN invoice_requests r ON r.order_id = o.id AND r.kind = 'income' AND r.status <> 'cancelled'
        UNION ALL SELECT o.id, o.folio FROM orders o JOIN (
            SELECT order_id FROM invoice_requests WHERE kind = 'income' AND status <> 'cancelled'
            GROUP BY order_id HAVING count(*) > 1
            UNION SELECT order_id FROM global_sales GROUP BY order_id HAVING count(*) > 1) twice
            ON twice.order_id = o.id
        ORDER BY 1 LIMIT 20""",
        "Cancela en el SAT la factura que sobra y anótalo en su página.",
    ),
    Invariant(
        "F03",
        "Una factura vale lo que su pedido",
        """SELECT r.id, r.folio FROM invoice_requests r JOIN orders o ON o.id = r.order_id
        WHERE r.kind = 'income' AND r.status <> 'cancelled'
          AND (r.net <> o.net OR r.tax <> o.tax OR r.total <> o.total OR r.currency <> o.currency)
        ORDER BY r.id LIMIT 20""",
        "Compara la factura con su pedido; cancela la que no cuadre y vuelve a pedirla.",
    ),
    Invariant(
        "F04",
        "Las notas de crédito no pasan de su venta",
        """SELECT o.id, o.folio FROM orders o JOIN invoice_requests r ON r.order_id = o.id
        WHERE r.kind = 'credit_note' AND r.status <> 'cancelled'
        GROUP BY o.id HAVING sum(r.net) > o.net OR sum(r.tax) > o.tax OR bool_or(r.currency <> o.currency)
        UNION ALL SELECT r.id, r.folio FROM invoice_requests r LEFT JOIN invoice_requests i ON i.id = r.parent_id
        WHERE r.kind = 'credit_note' AND r.status <> 'cancelled' AND (i.id IS NULL OR r.rfc <> i.rfc
            OR (i.order_id IS DISTINCT FROM r.order_id AND i.status <> 'cancelled' AND NOT EXISTS (
                SELECT 1 FROM global_sales s WHERE s.invoice_id = i.id AND s.order_id = r.order_id)))
        ORDER BY 1 LIMIT 20""",
        "Revisa las devoluciones del pedido y cancela la nota que sobra.",
    ),
    Invariant(
        "F05",
        "Los complementos de una factura van en orden y no pasan de su total",
        """SELECT c.id, c.folio FROM invoice_requests c LEFT JOIN invoice_requests i ON i.id = c.parent_id
        LEFT JOIN payments p ON p.id = c.payment_id
        WHERE c.kind = 'payment' AND c.status <> 'cancelled' AND (i.id IS NULL OR p.id IS NULL
            OR c.total > c.balance_before OR c.total > p.amount
            OR p.order_id <> c.order_id OR i.order_id <> c.order_id OR c.currency <> i.currency OR c.rfc <> i.rfc
            OR c.instalment <> 1 + (SELECT count(*) FROM invoice_requests b
                WHERE b.parent_id = c.parent_id AND b.kind = 'payment' AND b.status <> 'cancelled'
                  AND b.instalment < c.instalment)
            OR c.balance_before <> i.total - coalesce((SELECT sum(b.total) FROM invoice_requests b
                WHERE b.parent_id = c.parent_id AND b.kind = 'payment' AND b.status <> 'cancelled'
                  AND b.instalment < c.instalment), 0))
        ORDER BY c.id LIMIT 20""",
        "Cancela los complementos desde el equivocado: se vuelven a hacer solos en orden.",
    ),
    Invariant(
        "F06",
        "La factura global suma lo que cubre",
        """SELECT r.id, r.folio FROM invoice_requests r
        LEFT JOIN global_sales s ON s.invoice_id = r.id LEFT JOIN orders o ON o.id = s.order_id
        WHERE r.kind = 'global' AND r.status <> 'cancelled'
        GROUP BY r.id HAVING coalesce(sum(o.net), 0) <> r.net OR coalesce(sum(o.tax), 0) <> r.tax
            OR bool_or(o.currency <> r.currency)
            OR bool_or(o.paid_at < to_date(r.month, 'YYYY-MM') - interval '1 day')
            OR bool_or(o.paid_at > to_date(r.month, 'YYYY-MM') + interval '1 month 1 day')
        UNION ALL SELECT r.id, r.folio FROM invoice_requests r JOIN global_sales s ON s.invoice_id = r.id
        WHERE r.kind <> 'global' OR r.status = 'cancelled'
        ORDER BY 1 LIMIT 20""",
        "Cancela la factura global y vuelve a exportar el mes.",
    ),
    Invariant(
        "F07",
        "Un XML timbrado coincide con su solicitud en RFC, total y moneda",
        """SELECT s.id, s.uuid FROM stamped_xmls s JOIN invoice_requests r ON r.id = s.invoice_id
        WHERE s.total <> r.total OR s.currency <> r.currency OR (s.rfc <> r.rfc AND s.note = '')
            OR s.letter <> CASE r.kind WHEN 'credit_note' THEN 'E' WHEN 'payment' THEN 'P' ELSE 'I' END
        ORDER BY s.id LIMIT 20""",
        "Compara el XML con la solicitud y cancela en el SAT la que esté mal.",
    ),
    Invariant(
        "F08",
        "Lo que salió de una venta timbrada tiene su nota de crédito: una por causa, por lo que dice el libro",
        NOTES,
        "Si falta la nota, revisa los trabajos detenidos; si sobra o es de otro monto, cancélala en el SAT y anótalo.",
    ),
)
